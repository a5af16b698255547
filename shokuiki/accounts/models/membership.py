"""所属: which post a user holds where, from one day to another; 代決 is one of them."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from shokuiki.accounts.enums import (
    ACTING_DIRECTOR_LABEL,
    COUNSELOR_POSTS,
    MEMBERSHIP_VERBS,
    SHORT_POST,
    MembershipState,
    OrganizationKind,
    Post,
)
from shokuiki.accounts.models.organization import Organization
from shokuiki.accounts.models.user import User
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import gate, keep, locked, refuse_person
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

ONE_DAY = timedelta(days=1)


class MembershipQuerySet(TrackedQuerySet):
    def current(self, on=None):
        """Memberships that hold on a day (today when none is given), both ends included."""
        return self.overlapping(on or clock.today(), on or clock.today())

    def standing(self):
        """Those that hold today, with all that is asked of them on every page."""
        return self.current().select_related("organization", "acting_for").order_by("pk")

    def overlapping(self, start, end=None):
        """Those that hold on any day from start to end (None: without end). What was ended at once does not hold on
        its last day any more."""
        whole_last_day = Q(valid_to__gte=start, ended_at=None)
        until_the_day_before = Q(valid_to__gt=start) & Q(valid_to__gt=F("valid_from"))
        found = self.filter(Q(valid_to=None) | whole_last_day | until_the_day_before)
        return found.filter(valid_from__lte=end) if end else found

    def visible_to(self, user):
        """One's own; the center's staff those of their center and of all outside; a 管理者 those of the corporation."""
        own = Q(user=user) | Q(organization_id__in=[*user.center_ids, *user.organization_ids(Post.MANAGER)])
        return self.filter(own | ~Q(organization__kind=OrganizationKind.CENTER)) if user.center_ids else self.filter(own)

    def heads(self):
        """所長 in their own right, who can sign in."""
        return self.filter(post=Post.DIRECTOR, acting_for=None, user__is_active=True)

    def deputies(self):
        return self.exclude(acting_for=None)


class Membership(Tracked):
    """所属: a user holds a post in an organization from one day to another.

    acting_for: 代決. The 所長 in whose place this user decides as 所長 for the term, which then has an end.
    ended_at: the moment at which it was ended at once; then it does not hold on `valid_to` any more.
    判断: the notice knows the 所長 only; an office must be able to decide while the 所長 is away.
    """

    VERBS = MEMBERSHIP_VERBS
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name="利用者")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name="団体"
    )
    post = models.CharField("役職", max_length=30, choices=Post)
    acting_for = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="deputies", null=True, blank=True, verbose_name="代決した相手"
    )
    valid_from = models.DateField("発令日", default=clock.today)
    valid_to = models.DateField("解除日", null=True, blank=True)
    ended_at = models.DateTimeField("直ちに解除した日時", null=True, blank=True, editable=False)
    history = history()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "所属"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "post"],
                condition=Q(valid_to=None),
                name="membership_once_open",
                violation_error_message="同じ所属がすでに登録されています。",
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="解除日は発令日以後の日付を入力してください。",
            ),
            models.CheckConstraint(
                name="membership_deputy_for_a_term",
                condition=Q(acting_for=None)
                | (Q(post=Post.DIRECTOR) & Q(valid_to__isnull=False) & ~Q(acting_for=F("user"))),
                violation_error_message="代決は、所長の役職に、終わりの日を決めて、所長とは別の人を指定してください。",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.post_label} {self.user}"

    @property
    def is_acting(self):
        return self.acting_for_id is not None

    @property
    def post_label(self):
        return ACTING_DIRECTOR_LABEL if self.is_acting else self.get_post_display()

    @property
    def short_post(self):
        return ACTING_DIRECTOR_LABEL if self.is_acting else SHORT_POST.get(self.post, self.get_post_display())

    @property
    def state(self):
        today = clock.today()
        if self.valid_to and (self.valid_to < today or self.ended_at):
            return MembershipState.OVER
        return MembershipState.COMING if self.valid_from > today else MembershipState.CURRENT

    def get_state_display(self):
        return MembershipState(self.state).label

    @property
    def never_began(self):
        """A 発令 that was taken back before its day."""
        return self.ended_at is not None and timezone.localtime(self.ended_at).date() < self.valid_from

    def clean(self):
        if self.post and self.organization_id and self.post not in self.organization.posts:
            raise ValidationError({"post": f"{self.organization.get_kind_display()}にこの役職はありません。役職を選び直してください。"})

    # --- 発令 -------------------------------------------------------------------------------------------------------
    def appoint(self, *, by, reason=""):
        """Give the post to a person who is known here. Returns the membership.

        Refused for a person who holds the same post in the same days, and for a 所長 with an end: the center would
        stand without one after it (判断).
        """
        if self.post == Post.DIRECTOR and self.valid_to:
            raise Refused("所長の発令には解除日を付けません。後任を発令してから、解除してください。", field="valid_to")
        return self._begin("create", by, reason)

    def depute(self, *, by, reason):
        """代決: the 所長 (`acting_for`, who is `by`) names a counselor of the center as deputy for a term.

        One deputy at a time, from today on at the earliest, and no longer than the person is a counselor there (判断:
        what is decided concerns persons and needs a counselor's knowledge; 事務 and partners have none).
        """
        if not reason.strip():
            raise Refused("代決を置く理由を書いてください。", field="reason")
        if self.valid_from < clock.today():
            raise Refused("代決の始まりは、今日以後の日付を入力してください。", field="valid_from")
        if self.valid_to < self.valid_from:
            raise Refused("代決の終わりは、始まり以後の日付を入力してください。", field="valid_to")
        self.post, self.acting_for = Post.DIRECTOR, by
        with transaction.atomic():
            self.one_at_a_time()
            refuse_person(by, "depute", self)
            here = Membership.objects.filter(organization_id=self.organization_id)
            counsels = here.filter(user=self.user, post__in=COUNSELOR_POSTS).current(self.valid_from)
            if not any(m.valid_to is None or m.valid_to >= self.valid_to for m in counsels):
                raise Refused(
                    "代決者は、その期間を通してこのセンターのカウンセラーである人から選んでください。", field="user"
                )
            other = here.deputies().overlapping(self.valid_from, self.valid_to).select_related("user").first()
            if other:
                raise Refused(
                    f"{other.user.name}さんの代決（{other.term}）と期間が重なります。"
                    "重ならない期間にするか、先に今の代決を解除してください。", field="valid_from",
                )
            return self._begin("depute", by, reason)

    def _begin(self, verb, by, reason):
        """Save a new membership by one of its verbs, unless the person holds the same in the same days."""
        with transaction.atomic():
            self.one_at_a_time()
            refuse_person(by, verb, self)
            self.refuse_overlap()
            label = self.VERBS[verb].label
            return keep(self, by=by, reason=f"{label}：{reason}" if reason else label)

    def refuse_overlap(self):
        same = Membership.objects.filter(
            user=self.user, organization_id=self.organization_id, post=self.post, acting_for=self.acting_for
        ).exclude(pk=self.pk)
        held = same.overlapping(self.valid_from, self.valid_to).first()
        if held:
            raise Refused(
                f"{self.user.name}さんは、すでにこの役職に就いています（{held.term}）。期間が重ならないようにしてください。"
            )

    @property
    def term(self):
        end = f"{wareki(self.valid_to, weekday=False)}まで" if self.valid_to else ""
        return f"{wareki(self.valid_from, weekday=False)}から{end}"

    # --- 解除 -------------------------------------------------------------------------------------------------------
    def end(self, *, by, on, reason="", seen=None):
        """解除: the last day of the post is `on`, today or later. What rests on the post ends with it."""
        self._end("end", by, on, None, reason, seen)

    def dismiss(self, *, by, reason="", seen=None):
        """End it at once: from the next request on it gives nothing. One that has not begun never begins."""
        self._end("dismiss", by, max(clock.today(), self.valid_from), clock.now(), reason, seen)

    def leave(self, *, by, reason="", seen=None):
        """The person themself leaves, at once."""
        self._end("leave", by, max(clock.today(), self.valid_from), clock.now(), reason, seen)

    def _end(self, verb, by, on, at, reason, seen):
        with transaction.atomic():
            self.one_at_a_time()
            with gate(self, verb, by=by, seen=seen, reason=reason) as row:
                if not at:
                    row._refuse_last_day(on)
                row.refuse_last(on if at else on + ONE_DAY)
                row.valid_to, row.ended_at = on, at
                row._end_what_rests_on_it(by, on, at)

    def _refuse_last_day(self, on):
        if on < clock.today():
            raise Refused("解除日は、今日以後の日付を入力してください。", field="on")
        if on < self.valid_from:
            raise Refused("解除日は、発令日以後の日付を入力してください。まだ始まっていない発令は、今すぐ取り消せます。", field="on")
        if self.valid_to and on > self.valid_to:
            raise Refused(f"解除日は、今の解除日（{wareki(self.valid_to)}）までの日付を入力してください。", field="on")

    def one_at_a_time(self):
        """Who comes to an organization and who leaves it do so one after the other, or each would count on the other."""
        locked(Organization, self.organization_id)

    def refuse_last(self, without_from):
        """Refuse to take the last 所長 from a center or the last 管理者 from a corporation.

        without_from: the first day on which this membership would not hold. 判断: else nobody could let anybody in.
        """
        others = Membership.objects.filter(organization_id=self.organization_id).exclude(pk=self.pk)
        is_director = self.post == Post.DIRECTOR and not self.is_acting
        if is_director and not others.heads().current(without_from).exists():
            raise Refused(f"{wareki(without_from)}からの所長がいません。先に後任の所長を発令してください。")
        is_manager = self.post == Post.MANAGER and self.state == MembershipState.CURRENT
        remaining = others.filter(post=Post.MANAGER, valid_to=None, user__is_active=True).exclude(user_id=self.user_id)
        if is_manager and not remaining.current(without_from).exists():
            raise Refused(
                "管理者がほかにいません。先に、別の管理者を招待してください。その方が登録を終えると、この操作ができます。"
            )

    def _end_what_rests_on_it(self, by, on, at):
        """A deputyship ends with the 所長's post, and with the deputy's own as a counselor."""
        here = Membership.objects.filter(organization_id=self.organization_id).exclude(pk=self.pk)
        resting = here.none()
        if self.post == Post.DIRECTOR and not self.is_acting:
            resting = here.filter(acting_for=self.user_id)
        elif self.post in COUNSELOR_POSTS and not here.filter(
            user=self.user_id, post__in=COUNSELOR_POSTS
        ).current(on + ONE_DAY).exists():
            resting = here.deputies().filter(user=self.user_id)
        for row in resting.overlapping(on if at else on + ONE_DAY):
            row.valid_to, row.ended_at = max(on, row.valid_from), at if at or row.valid_from <= on else clock.now()
            keep(row, by=by, reason=f"解除する：{self.post_label}の解除に伴う")
