"""委託申込: a corporation asks the center to be consigned the work-related living support."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse

from partners import requirements
from partners.enums import (
    APPLICATION_CHIPS,
    APPLICATION_VERBS,
    OPEN_STATES,
    AccountingSeparation,
    ApplicationState,
    DisabilityGroup,
    InsurancePlan,
    LegalForm,
)
from partners.models.corporation import Corporation, CorporationData
from partners.models.selection import CORPORATION_COLUMNS, ORGANIZATION_COLUMNS, Selection
from partners.models.submission import (
    CANDIDATE_COLUMNS,
    FACILITY_COLUMNS,
    ApplicationFacility,
    PartnerCandidate,
    Submission,
    handed_in,
)
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Organization
from shokuiki.japan.dates import case_year
from shokuiki.japan.kana import fold
from shokuiki.records import clock
from shokuiki.records.decided import Decided
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.errors import Refused
from shokuiki.records.gate import create, gate, keep
from shokuiki.records.models import Counter, Decision
from shokuiki.records.retention import ERASED
from shokuiki.records.tracked import Tracked, TrackedQuerySet, history

# What a new application takes over from the last one beside the corporation's own data.
CARRIED_ON = (
    "disability_groups", "cases_per_year", "past_experience", "insurance_plan", "insurer", "insurance_until",
    "accounting_separation", "accounting_method",
)
# Who may receive an application, and type one in that came on paper.
RECEIVING_POSTS = (Post.CHIEF_COUNSELOR, Post.PROGRAM_COUNSELOR, Post.CLERK)
ON_PAPER = "紙で受け付けた申込"
WRITTEN_BY_APPLICANT = (*ORGANIZATION_COLUMNS, *CORPORATION_COLUMNS, *CARRIED_ON, "desired_start_on")


class ApplicationQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """A corporation's managers see their own; the center sees what was ever submitted, and drafts it types itself."""
        own = Q(organization_id__in=user.organization_ids(Post.MANAGER))
        received = Q(center_id__in=user.center_ids) & ~Q(submitted_on=None)
        typed = Q(center_id__in=user.organization_ids(*RECEIVING_POSTS), taken_over_on=None) & ~Q(typed_by=None)
        return self.filter(own | received | typed)

    def to_receive(self, center_ids):
        """Handed in and not yet received: waits for 主任, 事業担当 or 事務 of these centers."""
        return self.filter(center_id__in=center_ids, state=ApplicationState.SUBMITTED)

    def to_review(self, center_ids):
        """Under review: waits for 主任 or 事業担当 of these centers (審査意見, 差戻し, or 所長への依頼)."""
        return self.filter(center_id__in=center_ids, state=ApplicationState.UNDER_REVIEW)

    def to_decide(self, center_ids):
        """Waits for the decision of the 所長 of these centers."""
        return self.filter(center_id__in=center_ids, state=ApplicationState.AWAITING_DECISION)

    def to_fill_in(self, organization_ids):
        """Begun or returned: waits for the 管理者 of these corporations."""
        return self.filter(
            organization_id__in=organization_ids, state__in=(ApplicationState.DRAFT, ApplicationState.RETURNED)
        )

    def as_handed_in(self):
        """With `handed_in_name` and `handed_in_form` of the last 提出, or of the draft where nothing was handed in yet.

        What the center reads: a correction being typed shows in neither.
        """
        last = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
        text = models.CharField()
        return self.annotate(
            handed_in_name=Coalesce(Subquery(last.values(text=KT("content__fields__name"))[:1]), "name", output_field=text),
            handed_in_form=Coalesce(Subquery(last.values(text=KT("content__fields__legal_form"))[:1]), "legal_form", output_field=text),
        )


class ConsignmentApplication(CorporationData, Tracked):
    """委託申込. What the center reads while a correction is being typed is the last `Submission`.

    根拠: 通知 記1 第3項
    """

    VERBS = APPLICATION_VERBS
    DECIDED = Decided(deciding={"select", "reject", "send_back"})
    CODE_LABELS = {"disability_groups": dict(DisabilityGroup.choices)}
    center = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="received_applications", verbose_name="申込先のセンター"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="applications", verbose_name="申込者"
    )
    number = models.CharField("申込番号", max_length=20, blank=True, editable=False)
    state = models.CharField(
        "状態", max_length=20, choices=ApplicationState, default=ApplicationState.DRAFT, editable=False
    )
    name = models.CharField("名称", max_length=100, blank=True)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    kana_key = models.CharField(max_length=150, editable=False, blank=True, db_index=True)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("所在地", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=20, blank=True)
    fax = models.CharField("FAX番号", max_length=20, blank=True)
    email = models.EmailField("連絡用メールアドレス", blank=True)
    contact = models.CharField("連絡担当者", max_length=100, blank=True)
    desired_start_on = models.DateField("委託の開始希望日", null=True, blank=True)
    disability_groups = models.JSONField("支援できる障害の種別", default=list, blank=True)
    cases_per_year = models.PositiveIntegerField("1年に受けられる人数（人）", null=True, blank=True)
    past_experience = models.TextField("これまでの支援の実績", blank=True)
    insurance_plan = models.CharField("損害保険", max_length=20, choices=InsurancePlan, blank=True)
    insurer = models.CharField("保険会社と保険の名前", max_length=100, blank=True)
    insurance_until = models.DateField("保険の満了日", null=True, blank=True)
    accounting_separation = models.CharField("会計の区分", max_length=20, choices=AccountingSeparation, blank=True)
    accounting_method = models.TextField("区分経理の方法", blank=True)
    submitted_on = models.DateField("提出日", null=True, editable=False)
    received_on = models.DateField("受付日", null=True, editable=False)
    return_comment = models.TextField("差戻しの理由", blank=True, editable=False)
    opinion = models.TextField("審査意見", blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="選定を依頼した人",
    )
    asked_on = models.DateField("依頼日", null=True, editable=False)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name="代行入力した人",
    )
    paper_on = models.DateField("申込書の日付", null=True, editable=False)
    taken_over_on = models.DateField("法人が引き継いだ日", null=True, editable=False)
    history = history()
    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委託申込"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="application_state_known", condition=Q(state__in=ApplicationState.values),
                violation_error_message="申込の状態が正しくありません。",
            ),
            models.UniqueConstraint(
                fields=["center", "number"], condition=~Q(number=""), name="application_number_once",
                violation_error_message="同じ申込番号があります。",
            ),
            models.UniqueConstraint(
                fields=["center", "organization"], condition=Q(state__in=sorted(OPEN_STATES)),
                name="application_open_once",
                violation_error_message="このセンターへの申込が、すでに進んでいます。その申込を続けてください。",
            ),
        ]
        indexes = [models.Index(fields=["center", "state"], name="application_center_state")]

    def __str__(self):
        return f"{self.number or '下書き'} {self.name or self.organization.name}"

    def get_absolute_url(self):
        return reverse("partners:application", args=[self.pk])

    def fill(self):
        self.kana_key = fold(self.kana or self.name)

    # --- questions ----------------------------------------------------------------------------------------------
    @property
    def chip(self):
        return APPLICATION_CHIPS[self.state]

    @property
    def is_open(self):
        return self.allows("withdraw")

    @property
    def is_erased(self):
        """Whether what was written in it has been taken out after the retention."""
        return self.representative_name == ERASED

    @property
    def is_typed_by_center(self):
        """Whether the center writes it for the corporation: until the corporation's own 管理者 writes in it."""
        return self.typed_by_id is not None and self.taken_over_on is None

    @property
    def disability_labels(self):
        return [DisabilityGroup(value).label for value in self.disability_groups]

    def missing_for_submission(self):
        """The requirements of 提出 that are not met yet."""
        return [requirement for requirement in requirements.for_submission(self) if requirement.blocks]

    # --- the corporation's verbs ----------------------------------------------------------------------------------
    @classmethod
    def prefilled(cls, center, organization, *, on_paper=False):
        """An unsaved draft and its unsaved rows, from the corporation's last application, else from its master data.

        on_paper: for the center that types it in, which reads of earlier ones only what it decided on itself.
        """
        application = cls(center=center, organization=organization)
        last = organization.applications.exclude(submitted_on=None).exclude(representative_name=ERASED)
        if on_paper:
            last = last.filter(center=center, state__in=(ApplicationState.SELECTED, ApplicationState.REJECTED))
        last = last.first()
        corporation = Corporation.objects.filter(organization=organization).first()
        for name in ORGANIZATION_COLUMNS:
            setattr(application, name, getattr(organization, name))
        for name in CORPORATION_COLUMNS if corporation else ():
            setattr(application, name, getattr(corporation, name))
        if not last:
            facilities = corporation.facilities.all() if corporation else ()
            return application, [_copied(row, ApplicationFacility, FACILITY_COLUMNS) for row in facilities]
        for name in (*ORGANIZATION_COLUMNS, *CORPORATION_COLUMNS, *CARRIED_ON):
            setattr(application, name, getattr(last, name))
        return application, [
            *(_copied(row, ApplicationFacility, FACILITY_COLUMNS) for row in last.facilities.all()),
            *(_copied(row, PartnerCandidate, CANDIDATE_COLUMNS) for row in last.candidates.all()),
        ]

    def start(self, *, by, rows=(), reason=""):
        """Begin a draft; `center` and `organization` are set. rows: unsaved facilities and candidates, see `prefilled`."""
        with transaction.atomic():
            create(self, by=by, reason=reason)
            for row in rows:
                row.application = self
                keep(row, by=by, reason=self.VERBS["create"].label)
        return self

    def start_on_paper(self, *, by, paper_on, rows=()):
        """代行入力: the center begins to type in what came on paper. paper_on: the date on the paper.

        判断: until the corporation's own 管理者 writes in it, it is the center's to fill in and to hand in.
        """
        clock.happened(paper_on, "申込書の日付")
        self.typed_by, self.paper_on = by, paper_on
        return self.start(by=by, rows=rows, reason=ON_PAPER)

    def edit(self, *, by, seen=None, changes=None, keep_rows=None):
        """Save one step of the draft, complete or not.

        changes: {column: value}. keep_rows: function (row) that saves facilities or candidates in the same gate.
        """
        with gate(self, "edit", by=by, seen=seen) as row:
            take_over_from_center(row, by)
            for name, value in (changes or {}).items():
                if name not in WRITTEN_BY_APPLICANT:
                    raise ValueError(f"{name} is not the applicant's to write.")
                setattr(row, name, value)
            if keep_rows:
                keep_rows(row)

    def submit(self, *, by, seen=None, paper_on=None):
        """Hand the application in; a first number, an immutable `Submission`. 根拠: 通知 記1 第3項

        paper_on: the date on a further paper, where the center hands in again for the corporation.
        """
        verb = "resubmit" if self.state == ApplicationState.RETURNED else "submit"
        on_paper = self.is_typed_by_center and by.works_at(self.center_id)
        if on_paper and verb == "resubmit" and not paper_on:
            raise Refused("直された申込書の日付を入力してください。", field="paper_on")
        if paper_on:
            clock.happened(paper_on, "申込書の日付", not_before=self.paper_on, before_what="前の申込書の日付")
        reason = ON_PAPER if on_paper else ""
        with gate(self, verb, by=by, seen=seen, reason=reason, needs=requirements.for_submission) as row:
            take_over_from_center(row, by)
            row.paper_on = paper_on or row.paper_on
            row.submitted_on = clock.today()
            row.return_comment = ""
            if row.legal_form != LegalForm.SOCIAL_WELFARE:
                row.accounting_separation = row.accounting_method = ""
            if not row.number:
                year = case_year(row.submitted_on)
                row.number = f"{year.replace('R', 'C')}-{Counter.next_number(row.center_id, 'application', year):03}"
            Submission.objects.create(
                application=row, number=row.submissions.count() + 1, submitted_on=row.submitted_on,
                recorded_at=clock.now(), by=by, content=handed_in(row),
                paper_on=row.paper_on if row.is_typed_by_center else None,
            )

    def withdraw(self, *, by, reason, seen=None):
        if not reason.strip():
            raise Refused("取下げの理由を書いてください。", field="reason")
        with gate(self, "withdraw", by=by, seen=seen, reason=reason):
            pass

    # --- the center's verbs ---------------------------------------------------------------------------------------
    def receive(self, *, by, seen=None):
        with gate(self, "receive", by=by, seen=seen) as row:
            row.received_on = clock.today()

    def write_opinion(self, *, by, opinion, seen=None):
        with gate(self, "write_opinion", by=by, seen=seen) as row:
            row.opinion = opinion

    def return_to_applicant(self, *, by, comment, seen=None):
        """Send it back to be corrected; the comment is compulsory and the corporation reads it."""
        if not comment.strip():
            raise Refused("直してほしいことを書いてください。法人はこの文を読んで申込を直します。", field="comment")
        with gate(self, "return_to_applicant", by=by, seen=seen, reason=comment) as row:
            row.return_comment = comment

    def opinion_written_by(self, user):
        """Whether this person wrote in the 審査意見, in whatever post: who is 所長 today may have been a counselor then."""
        label = self.VERBS["write_opinion"].label
        return self.history.filter(history_user=user, history_change_reason__startswith=label).exists()

    def ask_decision(self, *, by, seen=None):
        """Ask the 所長 to decide; the 審査意見 stands by then. 判断: a decision rests on a written opinion."""
        with gate(self, "ask_decision", by=by, seen=seen) as row:
            if not row.opinion.strip():
                raise Refused("審査意見がまだ書かれていません。審査意見を書いてから依頼してください。")
            row.asked_by = by
            row.asked_on = clock.today()

    # --- the director's verbs ---------------------------------------------------------------------------------------
    def select(self, *, by, event_date, reason, valid_from, valid_to, conditions="", note="", acknowledged=None, seen=None):
        """The 所長 selects the corporation. Writes the decision, the selection and the master data. Returns the selection.

        note: the 所長's words on a 「等」 corporation (S4). 根拠: 通知 記1 第1項
        """
        found = []

        def needs(row):
            found[:] = requirements.for_selection(row, by=by, valid_from=valid_from, note=note)
            return found

        with gate(self, "select", by=by, seen=seen, reason=reason, needs=needs, acknowledged=acknowledged) as row:
            selection = Selection.of(row, valid_from=valid_from, valid_to=valid_to, conditions=conditions)
            selection.decision = self._decide(
                row, Outcome.SELECTED, by, event_date, reason, conditions, found, acknowledged, also=[selection]
            )
            return selection.begin(by=by)

    def reject(self, *, by, event_date, reason, seen=None):
        """The 所長 declines; the reason is compulsory."""
        found = []

        def needs(row):
            found[:] = [requirements.decided_by_director(row, by), requirements.not_the_preparer(row, by)]
            return found

        with gate(self, "reject", by=by, seen=seen, reason=reason, needs=needs) as row:
            self._decide(row, Outcome.DECLINED, by, event_date, reason, requirements_found=found)

    def send_back(self, *, by, event_date, reason, seen=None):
        """The 所長 asks the counselors to look again; open also to who asked, or nobody else could in a small center."""
        with gate(self, "send_back", by=by, seen=seen, reason=reason) as row:
            self._decide(row, Outcome.SENT_BACK, by, event_date, reason)

    @staticmethod
    def _decide(
        row, outcome, by, event_date, reason, conditions="", requirements_found=(), acknowledged=None, also=()
    ):
        if not reason.strip():
            raise Refused("決定の理由を書いてください。", field="reason")
        clock.happened(event_date, "決定日", not_before=row.asked_on, before_what="選定を依頼した日")
        return Decision.objects.record(
            row, DecisionKind.CONSIGNEE_SELECTION, outcome, by=by, event_date=event_date, reason=reason,
            conditions=conditions, requirements=requirements_found, acknowledged=acknowledged, also=also,
        )


def take_over_from_center(row, by):
    """The first time the corporation's own 管理者 writes in what the center typed: from now on it is theirs alone."""
    if row.is_typed_by_center and not by.works_at(row.center_id):
        row.taken_over_on = clock.today()


def _copied(row, model, columns):
    return model(**{name: getattr(row, name) for name in columns})
