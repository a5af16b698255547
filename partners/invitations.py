"""The register of パートナー, as the invitations know it: who is registered gets an account and writes logs with it."""

from django.urls import reverse

from partners.enums import PartnerKind
from partners.models import Partner
from shokuiki.accounts.enums import Post
from shokuiki.members.candidates import Candidate, Register
from shokuiki.members.rules import posts_to_invite
from shokuiki.records.gate import keep

REGISTER = "partner"
POST_OF = {
    PartnerKind.TECHNICAL: Post.TECHNICAL_PARTNER,
    PartnerKind.CONSIGNED: Post.CONSIGNED_PARTNER,
    PartnerKind.DISPATCHED: Post.DISPATCHED_PARTNER,
}


def may_invite(user, partner):
    """Whether this user may offer this partner an account; asks no database when the organization is at hand."""
    has_none = partner.user_id is None and partner.is_active
    return has_none and POST_OF[partner.kind] in posts_to_invite(user, partner.organization)


class Partners(Register):
    def candidate(self, user, pk):
        partner = Partner.objects.select_related("organization").filter(pk=pk).first()
        if partner is None or not may_invite(user, partner):
            return None
        return Candidate(
            organization=partner.organization, post=POST_OF[partner.kind], name=partner.name, kana=partner.kana,
            back_url=reverse("partners:partners") if user.center_ids else reverse("members:people", args=[partner.organization_id]),
        )

    def accepted(self, pk, user):
        """From now on the partner writes their own logs; one who was given another account meanwhile keeps it."""
        partner = Partner.objects.select_for_update().get(pk=pk)
        if partner.user_id is None:
            partner.user = user
            keep(partner, by=user, reason="招待を受けた利用者と結びつける")
