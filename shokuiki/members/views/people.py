"""Lists: the people of an organization, the organizations outside, one's own memberships."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse

from shokuiki.accounts.enums import InvitationState, MembershipState, OrganizationKind, Post
from shokuiki.accounts.models import Invitation, Membership, Organization
from shokuiki.members.rules import posts_to_invite, works_with_others
from shokuiki.pages.chips import Chip
from shokuiki.pages.views import NounList, refuse_reading
from shokuiki.records import clock, gate
from shokuiki.records.errors import NotAllowed

STATE_CHIPS = {
    MembershipState.CURRENT: Chip("在職中", "green", "check"),
    MembershipState.COMING: Chip("発令前", "plain", "clock"),
    MembershipState.OVER: Chip("解除済み", "off"),
}
NEVER_BEGAN = Chip("発令の取消し", "off")
INVITATION_CHIPS = {
    InvitationState.OPEN: Chip("招待中", "sky", "clock"),
    InvitationState.ACCEPTED: Chip("登録済み", "green", "check"),
    InvitationState.REVOKED: Chip("取消し", "off"),
}
EXPIRED = Chip("期限切れ", "yellow", "warn")
OUTSIDE = [kind for kind in OrganizationKind if kind != OrganizationKind.CENTER]
CLOSED_SHOWN = 20


def organizations_of(user):
    """Organizations whose page of people this person may know of: their own, and for the center's staff all outside."""
    own = Q(pk__in=user.organization_ids())
    return Organization.objects.filter(own | ~Q(kind=OrganizationKind.CENTER) if user.center_ids else own)


def organization_or_404(user, pk):
    """The organization of a page that is about its people; 403 for who may not read them."""
    organization = get_object_or_404(organizations_of(user), pk=pk)
    refuse_reading(user, "read_members", organization)
    return organization


def people_url(organization_id):
    return reverse("members:people", args=[organization_id])


def membership_chip(membership):
    return NEVER_BEGAN if membership.never_began else STATE_CHIPS[membership.state]


def invitation_chip(invitation):
    is_late = invitation.state == InvitationState.OPEN and not invitation.is_usable
    return EXPIRED if is_late else INVITATION_CHIPS[invitation.state]


def verbs_on(user, noun, *verbs):
    """Which of these verbs the person can do to it now."""
    return [verb for verb in verbs if gate.can(user, verb, noun)]


class People(NounList):
    """職員と役職 of a center, or the 担当者 of another organization: those of today and to come; with ?past the former.

    判断: all staff of the center read its list, so that everybody knows who decides as deputy and until when.
    """

    model = Membership
    template_name = "members/people.html"

    def dispatch(self, request, *args, **kwargs):
        self.organization = organization_or_404(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        self.shows_past = "past" in self.request.GET
        found = self.organization.memberships.select_related("user", "acting_for")
        open_ones = found.overlapping(clock.today())
        if self.shows_past:
            return found.exclude(pk__in=open_ones.values("pk")).order_by("-valid_to", "user__kana", "pk")
        return open_ones.order_by("user__kana", "valid_from", "pk")

    def get_context_data(self, **kwargs):
        user, organization = self.request.user, self.organization
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        for row in rows:
            row.organization = organization
        posts = posts_to_invite(user, organization)
        return context | {
            "organization": organization, "shows_past": self.shows_past,
            "title": "職員と役職" if organization.is_center else f"{organization.name}の担当者",
            "rows": [(row, membership_chip(row), self.verbs(row)) for row in rows],
            "deputies": [row for row in rows if row.is_acting and row.state != MembershipState.OVER],
            "posts": [Post(post).label for post in posts],
            "invitations": self.invitations() if posts and not self.shows_past else [],
            "can_appoint": gate.may(user, "create", Membership(organization=organization)),
            "can_depute": gate.may(user, "depute", Membership(organization=organization)),
            "works_with_others": works_with_others(user),
        }

    def verbs(self, row):
        """One way to end a post is enough: a center's by its day, elsewhere at once, one's own by leaving."""
        user = self.request.user
        if row.user_id == user.pk and not self.organization.is_center:
            return verbs_on(user, row, "leave")
        return verbs_on(user, row, "end" if self.organization.is_center else "dismiss")

    def invitations(self):
        """Those open, then the last ones that are over."""
        found = Invitation.objects.filter(organization=self.organization).select_related("invited_by", "accepted_by")
        rows = list(found[: CLOSED_SHOWN * 5])
        for row in rows:
            row.organization = self.organization
        waiting = [row for row in rows if row.state == InvitationState.OPEN]
        over = [row for row in rows if row.state != InvitationState.OPEN][:CLOSED_SHOWN]
        user = self.request.user
        return [(row, invitation_chip(row), verbs_on(user, row, "resend", "revoke")) for row in waiting + over]


class Organizations(NounList):
    """団体の担当者: every organization outside with how many people it has here; ?kind narrows."""

    model = Organization
    template_name = "members/organizations.html"

    def dispatch(self, request, *args, **kwargs):
        if not works_with_others(request.user):
            raise NotAllowed("団体の担当者の一覧は、センターの所長、主任、職域開発援助事業担当が使います。")
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        kind = self.request.GET.get("kind", "")
        self.kind = kind if kind in OUTSIDE else ""
        found = Organization.objects.filter(kind__in=[self.kind] if self.kind else OUTSIDE)
        return found.annotate(
            people_count=_counted(Membership.objects.current(), "user"),
            asked_count=_counted(Invitation.objects.filter(state=InvitationState.OPEN), "pk"),
        )

    def get_context_data(self, **kwargs):
        kinds = [(kind.value, kind.label) for kind in OUTSIDE]
        return super().get_context_data(kind=self.kind, kinds=kinds, **kwargs)


def _counted(queryset, column):
    """How many different values of a column the rows of the outer organization have."""
    rows = queryset.order_by().filter(organization=OuterRef("pk")).values("organization")
    return Coalesce(Subquery(rows.annotate(n=Count(column, distinct=True)).values("n")), 0)


class Mine(NounList):
    """自分の所属: where the signed-in person belongs, and leaving."""

    model = Membership
    template_name = "members/mine.html"

    def get_queryset(self):
        found = self.request.user.memberships.overlapping(clock.today()).select_related("organization", "user", "acting_for")
        return found.order_by("organization__kana_key", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        rows = [(row, membership_chip(row), verbs_on(user, row, "leave")) for row in context["object_list"]]
        return context | {"rows": rows}
