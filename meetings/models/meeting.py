"""会議: 連絡会議, ケース会議, 拡大ケース会議, and who attends them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from cases.models import Consent
from meetings import confirmation, requirements
from meetings.enums import (
    EXPANDED,
    HOME_OF,
    INTERNAL,
    MEETING_CHIPS,
    MEETING_VERBS,
    Attendance,
    MeetingKind,
    MeetingState,
    Role,
)
from shokuiki.accounts.enums import CENTER_POSTS, OrganizationKind, Post
from shokuiki.accounts.models import Organization
from shokuiki.japan.kana import fold_kanji
from shokuiki.records import clock
from shokuiki.records.amending import Amendable
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, keep, may, refuse_person, remove
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

OUTSIDE_POSTS = tuple(post for post in Post if post not in (*CENTER_POSTS, Post.DISPATCHED_PARTNER))


def invitations(user):
    """Which rows of attendees mean this person: their own, as long as they belong to the organization they were asked
    for, or their organization's without a named account."""
    own = Q(user=user, organization_id__in=user.organization_ids())
    return own | Q(user=None, organization_id__in=user.organization_ids(*OUTSIDE_POSTS))


class MeetingQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The center's staff see the meetings of their center; others those they are invited to, unless cancelled."""
        invited = Attendee.objects.filter(meeting=OuterRef("pk")).filter(invitations(user))
        return self.filter(
            Q(center_id__in=user.center_ids) | (Exists(invited) & ~Q(state=MeetingState.CANCELLED))
        )


class Meeting(Amendable, Tracked):
    """会議. Convened by the center (S19); its record is confirmed by the chair, who is not the recorder.

    根拠: 通知 記1 第2項, 別紙2 1, 2, 3
    """

    VERBS = MEETING_VERBS
    # 判断: requirements and decisions rest on the day, on who attended and on what was concluded.
    CORRECTABLE = ("place", "purpose", "summary", "next_on")
    NOT_CORRECTABLE = (
        "開催日時、出欠、役割、結論、達成度と決めたことは、要件の確認と決定のもとなので直せません。間違いがあるときは追記し、"
        "決定を変えるときは新しい会議で決定してください。（根拠：通知 別紙2 1(2)イ、2(2)イ）"
    )
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="meetings", verbose_name="主催")
    kind = models.CharField("会議の種類", max_length=30, choices=MeetingKind)
    state = models.CharField("状態", max_length=20, choices=MeetingState, default=MeetingState.PLANNED, editable=False)
    starts_at = models.DateTimeField("開始日時")
    ends_at = models.DateTimeField("終了日時")
    place = models.CharField("場所", max_length=200)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="会議の長"
    )
    recorder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="記録者"
    )
    purpose = models.TextField("議題・目的", blank=True)
    held_on = models.DateField("開催日", null=True, editable=False)
    summary = models.TextField("話し合いのまとめ", blank=True)
    next_on = models.DateField("次回の予定日", null=True, blank=True)
    confirmed_on = models.DateField("確定日", null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="確定した人",
    )
    acknowledged = models.JSONField("注意を了承した理由", default=dict, editable=False)
    history = history()
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会議"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_start", condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="終了の時刻は、開始の時刻より後にしてください。",
            )
        ]
        indexes = [models.Index(fields=["center", "state", "starts_at"], name="meeting_center_state")]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("meetings:meeting", args=[self.pk])

    # --- questions ----------------------------------------------------------------------------------------------
    @property
    def chip(self):
        return MEETING_CHIPS[self.state]

    @property
    def guest_chip(self):
        """What the invited see of the state: before, held, or its record confirmed."""
        return MEETING_CHIPS[MeetingState.HELD if self.state == MeetingState.MINUTES_DRAFT else self.state]

    @property
    def is_expanded(self):
        return self.kind in EXPANDED

    @property
    def is_confirmed(self):
        return self.state == MeetingState.CONFIRMED

    @property
    def starts_on(self):
        return timezone.localtime(self.starts_at).date()

    @property
    def began(self):
        """When it was opened, for the order of meetings: the day it was held, or is to be, at the planned hour."""
        return self.held_on or self.starts_on, timezone.localtime(self.starts_at).time()

    def cases(self):
        """The cases of the agenda, in its order; two queries at most."""
        prefetch_related_objects([self], "items__case")
        return [item.case for item in self.items.all()]

    def seats(self, user):
        """Whether this person is one of the attendees."""
        return any(attendee.user_id == user.pk for attendee in self.attendees.all())

    @property
    def has_concluded(self):
        """Whether a conclusion or a decision rests on this meeting."""
        return any(item.decision_id for item in self.items.all())

    def refuse_concluded(self, told):
        if self.has_concluded:
            raise Refused(told)

    def present(self):
        """Attendees who were there. 判断: who only sent their opinion in writing was not, and counts for no rule."""
        return [attendee for attendee in self.attendees.all() if attendee.attendance == Attendance.PRESENT]

    def present_roles(self):
        return {role for attendee in self.present() for role in attendee.roles}

    # --- verbs --------------------------------------------------------------------------------------------------
    def convene(self, *, by, cases, attendees=()):
        """Plan the meeting: agenda and invited people. Returns it. S19, S20

        cases: in the order of the agenda; a 拡大ケース会議 has exactly one. attendees: unsaved `Attendee` rows.
        """
        self.recorder = by
        with transaction.atomic():
            refuse_person(by, "create", self)
            self.check_plan(cases)
            create(self, by=by)
            self._set_agenda(cases, by)
            for attendee in attendees:
                attendee.meeting = self
                keep(attendee, by=by, reason=f"会議に招く：{attendee.name}")
            self.refuse_seat_unseen(by, cases)
        return self

    def check_plan(self, cases):
        """Raise `Refused` when a meeting of this kind cannot be planned on these cases. S19, S20"""
        if self.is_expanded and len(cases) != 1:
            raise Refused("拡大ケース会議は、1つの案件について開きます。案件を1つ選んでください。", field="cases")
        if not cases and self.kind != MeetingKind.LIAISON:
            raise Refused("議題にする案件を選んでください。", field="cases")
        requirements.refuse_unmet(requirements.for_planning(self, cases))

    def refuse_seat_unseen(self, by, cases):
        """Raise `Refused` when somebody takes a seat on a colleague's case that none of its counselors is invited to.

        判断: a seat at an internal meeting opens the case (`meetings.rules`), so it is taken before its counselors' eyes.
        """
        invited = set(self.attendees.values_list("user_id", flat=True)) if self.kind in INTERNAL else set()
        for case in cases if by.pk in invited else ():
            counselors = {case.primary_counselor_id, case.evaluation_counselor_id, case.program_counselor_id}
            if not may(by, "read_as_own", case) and not counselors & (invited - {None}):
                raise Refused(f"案件 {case.number} の担当カウンセラーも、出席者に加えてください。自分が担当でない案件の会議です。")

    def _set_agenda(self, cases, by):
        item_model = self.items.model
        wanted = {case.pk for case in cases}
        known = {item.case_id: item for item in self.items.all()}
        for case_id, item in known.items():
            if case_id not in wanted:
                remove(item, by=by, reason="議題から外す")
        for number, case in enumerate(cases, start=1):
            item = known.get(case.pk) or item_model(meeting=self, case=case)
            item.order = number
            keep(item, by=by, reason="議題に加える")

    def edit(self, *, by, changes, cases=None, seen=None, keep_rows=None):
        """Change the plan: time, place, agenda, attendees. keep_rows: function (row) that saves attendees. S20"""
        with gate(self, "edit", by=by, seen=seen) as row:
            for name, value in changes.items():
                setattr(row, name, value)
            agenda = [item.case for item in row.items.select_related("case")] if cases is None else cases
            row.check_plan(agenda)
            if cases is not None:
                row._set_agenda(cases, by)
            if keep_rows:
                keep_rows(row)
            row.refuse_seat_unseen(by, agenda)

    def hold(self, *, by, held_on, attendance, newcomers=(), seen=None):
        """出欠を記録する: who took part. Outside members of a 拡大ケース会議 need the consent that names them (P18).

        attendance: {attendee pk: (Attendance, absence reason)}. newcomers: unsaved `Attendee` rows of who came
        uninvited, with their attendance.
        """
        clock.happened(held_on, "開催日")
        with gate(self, "hold", by=by, seen=seen) as row:
            row._note_attendance(by, held_on, attendance, newcomers)

    def correct(self, *, by, held_on, attendance, newcomers=(), seen=None):
        """出欠を直す while the record is open; not once a conclusion or a decision rests on it. As `hold`."""
        clock.happened(held_on, "開催日")
        with gate(self, "correct", by=by, seen=seen) as row:
            row.refuse_concluded("結論を確定した会議の出欠は直せません。間違いがあるときは、会議の記録に書いてください。")
            row._note_attendance(by, held_on, attendance, newcomers)

    def _note_attendance(self, by, held_on, attendance, newcomers):
        self.held_on = held_on
        invited = list(self.attendees.all())
        for attendee in invited:
            attendee.attendance, attendee.absence_reason = attendance.get(attendee.pk, (Attendance.ABSENT, ""))
            keep(attendee, by=by, reason=f"出欠を記録する：{attendee.name}")
        known = {(attendee.organization_id, fold_kanji(attendee.name)) for attendee in invited}
        for attendee in newcomers:
            attendee.meeting = self
            if (attendee.organization_id, fold_kanji(attendee.name)) in known:
                raise Refused(f"{attendee.name}は、招いた人の一覧にいます。一覧の行で出欠を選んでください。")
            keep(attendee, by=by, reason=f"当日の出席者を加える：{attendee.name}")
        Consent.objects.hold(self.items.values("case__person"))
        requirements.refuse_unmet(requirements.for_holding(self))

    def record(self, *, by, changes, seen=None, keep_rows=None):
        """Write the record; the recorder is who writes it. keep_rows: function (row) that saves items and reviews."""
        with gate(self, "record", by=by, seen=seen) as row:
            row.recorder = by
            for name, value in changes.items():
                setattr(row, name, value)
            if keep_rows:
                keep_rows(row)

    def confirm(self, *, by, on, acknowledged=None, seen=None):
        """会議の記録を確定する, by the chair. What a 拡大ケース会議 decided becomes a decision here. S8, S20, S21, S23–S25"""
        clock.happened(on, "確定日", not_before=self.held_on, before_what="開催日")
        found = []

        def needs(row):
            found[:] = confirmation.for_confirmation(row, by)
            return found

        with gate(self, "confirm", by=by, seen=seen, needs=needs, acknowledged=acknowledged) as row:
            row.confirmed_on, row.confirmed_by, row.acknowledged = on, by, acknowledged or {}
            if row.is_expanded:
                row.items.get().decide(by=by, requirements=found, acknowledged=acknowledged)

    def correctable_rows(self):
        rows = []
        for item in self.items.select_related("case__person"):
            columns = item.CORRECTABLE if self.kind == MeetingKind.IN_PROGRESS else item.CORRECTABLE[:1]
            rows.append(("items", item, f"議題「{item}」", columns))
            rows += [
                ("reviews", review, f"目標「{review.called}」", review.CORRECTABLE if review.goal.unit else review.CORRECTABLE[1:])
                for review in item.reviews.select_related("goal")
            ]
        return rows + [("attendees", row, f"出席者「{row}」", row.CORRECTABLE) for row in self.attendees.all()]

    def settle(self):
        """What was said still stands in the record; S21."""
        items = list(self.items.all())
        found = [confirmation.written(self, items)]
        if self.kind == MeetingKind.IN_PROGRESS:
            found += [confirmation.support_looked_back(item) for item in items]
        requirements.refuse_unmet(found)

    def cancel(self, *, by, reason, seen=None):
        """会議を中止する: it is not held, or did not come about though attendance was noted, as without the 安定所."""
        if not reason.strip():
            raise Refused("会議を中止する理由を書いてください。", field="reason")
        with gate(self, "cancel", by=by, seen=seen, reason=reason) as row:
            row.refuse_concluded("結論を確定した会議は中止できません。会議の記録を確定してください。")
            row.held_on = None


def misplaced(roles, organization, center_id):
    """Why somebody of this organization cannot have these roles, or "": the rules count who attended by role.

    根拠: 通知 別紙2 1(2)ロ, 2(2)ロ①–④
    """
    for role in roles:
        home = HOME_OF.get(role)
        fits = home is None or (organization is not None and organization.kind == home)
        if home == OrganizationKind.CENTER:
            fits = fits and organization.pk == center_id
        if not fits:
            return f"「{Role(role).label}」になれるのは、{home.label}の人です。機関か役割を選び直してください。"
    return ""


class Attendee(Tracked):
    """構成員・出席者. One person may hold several roles in a small center (S16)."""

    CODE_LABELS = {"roles": dict(Role.choices)}
    CORRECTABLE = ("name", "absence_reason")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees", verbose_name="会議")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="機関",
        help_text="本人・家族のときは空のままにしてください。",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="利用者",
    )
    name = models.CharField("氏名", max_length=100)
    roles = models.JSONField("役割", default=list)
    attendance = models.CharField("出欠", max_length=20, choices=Attendance, blank=True)
    absence_reason = models.CharField("欠席の理由", max_length=200, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "出席者"
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def role_labels(self):
        return "、".join(Role(role).label for role in self.roles)

    @property
    def affiliation(self):
        return self.organization.name if self.organization else "本人・家族"

    def clean(self):
        if told := misplaced(self.roles, self.organization, self.meeting.center_id):
            raise ValidationError(f"{self.name}：{told}")

    def is_outside(self, center_id):
        """Not of the center, and not the person or family."""
        return self.organization_id is not None and self.organization_id != center_id
