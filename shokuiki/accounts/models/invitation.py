"""招待: how a person comes to an organization and a post."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from shokuiki.accounts.enums import INVITATION_VERBS, InvitationState, Post
from shokuiki.accounts.models.membership import Membership
from shokuiki.accounts.models.organization import Organization
from shokuiki.accounts.models.user import User
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, keep
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

# 判断: the notice says nothing of accounts; two weeks outlast a holiday and are short for a secret in a mailbox.
INVITATION_DAYS = 14


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The center's staff see those into their center and those it sent; a 管理者 those into the corporation."""
        own = Q(organization_id__in=[*user.center_ids, *user.organization_ids(Post.MANAGER)])
        staff = Membership.objects.filter(user=OuterRef("invited_by"), organization__in=user.center_ids)
        return self.filter(own | Exists(staff))

    def usable(self):
        return self.filter(state=InvitationState.OPEN, expires_at__gt=clock.now())

    def by_digest(self, digest):
        """The usable invitation whose token has this digest, or None: wrong, late, used and revoked look the same."""
        return self.usable().filter(token_digest=digest).select_related("organization", "invited_by").first()


class Invitation(Tracked):
    """招待: a person is asked by mail to take a post in an organization; once, for `INVITATION_DAYS`.

    The token stands in the mail only; here is its SHA-256. source: which registered entry the person is, such as
    "partner:12", for the room that keeps it (`members.candidates`); "" for none.
    """

    VERBS = INVITATION_VERBS
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="invitations", verbose_name="団体"
    )
    post = models.CharField("役職", max_length=30, choices=Post)
    email = models.EmailField("メールアドレス")
    name = models.CharField("氏名", max_length=100, help_text="姓と名の間を1文字あけてください。")
    kana = models.CharField("ふりがな", max_length=100)
    source = models.CharField(max_length=40, blank=True, editable=False)
    state = models.CharField("状態", max_length=10, choices=InvitationState, default=InvitationState.OPEN, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations", verbose_name="招待した人", editable=False
    )
    sent_at = models.DateTimeField("送った日時", editable=False)
    expires_at = models.DateTimeField("期限", editable=False)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="accepted_invitations", verbose_name="登録した人", null=True, blank=True,
        editable=False,
    )
    accepted_at = models.DateTimeField("登録した日時", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("取り消した日時", null=True, blank=True, editable=False)
    history = history(excluded_fields=["token_digest"])
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "招待"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "email"],
                condition=Q(state=InvitationState.OPEN),
                name="invitation_once_open",
                violation_error_message="この方は、同じ役職にすでに招待しています。一覧の「招待を送り直す」を使ってください。",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.get_post_display()} {self.name}"

    def fill(self):
        self.email = self.email.lower()

    @property
    def is_usable(self):
        return self.state == InvitationState.OPEN and clock.now() < self.expires_at

    def _new_token(self):
        """Set a new secret and a new term. Returns the secret, which is kept nowhere."""
        token = secrets.token_urlsafe(32)
        self.token_digest = digest_of(token)
        self.sent_at = clock.now()
        self.expires_at = self.sent_at + timedelta(days=INVITATION_DAYS)
        return token

    # --- verbs --------------------------------------------------------------------------------------------------------
    def invite(self, *, by):
        """Save the invitation. Returns the token for the mail, which is sent when this is done."""
        self.invited_by = by
        self.fill()
        if Membership.objects.filter(
            user__email__iexact=self.email, organization=self.organization, post=self.post
        ).overlapping(clock.today()).exists():
            raise Refused("この方は、すでにこの役職に就いています。", field="email")
        token = self._new_token()
        create(self, by=by)
        return token

    def resend(self, *, by, seen=None):
        """A new token and a new term; the old link is of no use any more. Returns the token."""
        with gate(self, "resend", by=by, seen=seen) as row:
            return row._new_token()

    def revoke(self, *, by, seen=None):
        with gate(self, "revoke", by=by, seen=seen) as row:
            row.revoked_at = clock.now()

    def accept(self, *, by):
        """The invited takes the post from today. Returns the membership.

        The post that was given to the person in the meantime stays as it is.
        """
        with gate(self, "accept", by=by, needs=refuse_expired) as row:
            row.accepted_by, row.accepted_at = by, clock.now()
            membership = Membership(user=by, organization=row.organization, post=row.post, valid_from=clock.today())
            membership.one_at_a_time()
            held = Membership.objects.filter(user=by, organization=row.organization, post=row.post)
            return held.overlapping(clock.today()).first() or keep(membership, by=by, reason=f"招待を受ける：{row.invited_by.name}からの招待")

    def accept_as_new(self, *, password):
        """Make the account of the invited, with the name they were invited by, and accept. Returns the user.

        Refused where somebody has made an account with the address in the meantime: they sign in and accept.
        """
        with transaction.atomic():
            # Two organizations may have invited one person: all letters to the address wait for the first account.
            list(Invitation.objects.select_for_update(no_key=True).filter(email=self.email).order_by("pk"))
            if User.objects.filter(email__iexact=self.email).exists():
                raise Refused("このメールアドレスの利用者は、すでに登録されています。ログインしてから、招待を受けてください。")
            user = User.objects.create_user(self.email, password, name=self.name, kana=self.kana)
            self.accept(by=user)
            return user

    @property
    def until(self):
        """The day on which the term ends."""
        return timezone.localtime(self.expires_at).date()


def refuse_expired(invitation):
    """Nothing is wanting of an invitation in its term; the gate asks before it writes."""
    if clock.now() >= invitation.expires_at:
        raise Refused("この招待は期限が過ぎています。招待した人に、もう一度送るよう頼んでください。")
    return []
