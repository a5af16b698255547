"""案件: its overview, the plan of who is to support, 取下げ and 再開."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib import messages
from django.db.models import OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.functional import cached_property

from cases.course import entries_of
from cases.enums import CertificateType, ConsentMethod, DisabilityType, GoalRating, LogState, SupportPlanState
from cases.forms.case import ArrangeForm, EndForm
from cases.models import Case, Certificate, Disability, GoalNote, SupportGoal
from cases.next_step import next_card
from cases.partner_home import partner_case_page
from cases.requirements import concluded_contracts
from cases.views.tabs import CaseTab
from shokuiki.japan.dates import wareki
from shokuiki.pages.views import VerbView
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import may


class CaseView(CaseTab):
    """概要. A partner who supports the person gets the page made for partners.

    根拠: 通知 別紙2 2(2)ロ①② (the partners); 判断: decisions.md「だれが見られるか」の範囲だけを見せる。
    """

    current = "cases:case"
    template_name = "cases/case.html"

    def refuse_reading(self):
        if not self.may_read and not self.is_for_partner:
            super().refuse_reading()

    @cached_property
    def may_read(self):
        return may(self.request.user, "read", self.case)

    @cached_property
    def is_for_partner(self):
        return not self.may_read and may(self.request.user, "read_support", self.case)

    def get(self, request, *args, **kwargs):
        if self.is_for_partner:
            return partner_case_page(request, self.case)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        case, user = self.case, self.request.user
        everything = self.request.GET.get("all") == "1"
        assignments = running_assignments(case)
        return super().get_context_data(**kwargs) | {
            "card": next_card(case, user, assignments),
            "facts": facts_of(case),
            "goals": goals_of(case),
            "weeks": weeks_of(case),
            "entries": entries_of(case, user, everything=everything),
            "everything": everything,
            "people": people_of(case, assignments),
            "can_edit": case.allows("edit") and may(user, "edit", case),
        }


def running_assignments(case):
    """Assignments that are not over yet."""
    return list(
        case.assignments.filter(Q(valid_to=None) | Q(valid_to__gte=clock.today()))
        .select_related("partner__organization").order_by("partner__kind", "pk")
    )


def disabilities_of(person):
    """「知的障害（療育手帳 B2）」: disabilities and certificates in one query."""
    rows = (
        Disability.objects.filter(person=person).order_by().values_list(Value("障害"), "type", "detail", "pk")
        .union(Certificate.objects.filter(person=person).order_by().values_list(Value("手帳"), "type", "grade", "pk"))
        .order_by("pk")
    )
    found = {"障害": [], "手帳": []}
    for group, kind, detail, _ in rows:
        label = (DisabilityType if group == "障害" else CertificateType)(kind).label
        found[group].append(f"{label} {detail}".strip())
    certificates = f"（{'、'.join(found['手帳'])}）" if found["手帳"] else ""
    return f"{'、'.join(found['障害'])}{certificates}"


def facts_of(case):
    """[(term, value)] of 基本情報; values are texts."""
    person = case.person
    consent = ""
    if case.program_consent_on:
        method = ConsentMethod(case.program_consent_method).label
        consent = f"{_day(case.program_consent_on)}（{method}）"
    center = person.employment_support_center_name if person.uses_employment_support_center else "障害者雇用支援センターは利用していない"
    logs = f"{case.log_count}件　最終 {_day(case.last_log_on)}" if case.log_count else ""
    rows = [
        ("障害種別", disabilities_of(person)),
        ("安定所", case.peso.name if case.peso else ""),
        ("希望の仕事", case.desired_work),
        ("本人同意", consent or ("相談と職業評価について" if case.consented_to_evaluation else "まだ記録がありません")),
        ("支援センター", center),
        ("支援体制", case.get_living_support_display()),
        ("支援期間", period_of(case)),
        ("支援日誌", logs),
        ("紹介元", "　".join(part for part in (case.get_referral_source_display(), case.referral_note) if part)),
        ("連絡先", "　".join(part for part in (person.phone, person.address) if part)),
        ("相談の内容", case.consultation),
        ("配慮事項", person.communication_needs),
    ]
    if case.disclosed_at:
        rows.append(("開示の文書", f"最終 {_day(timezone.localtime(case.disclosed_at).date())}作成"))
    if case.previous_case:
        rows.append(("前の案件", case.previous_case.number))
    return [row for row in rows if row[1] or row[0] not in ("支援日誌", "支援期間", "支援体制", "配慮事項", "相談の内容")]


def period_of(case):
    start, end = case.started_on or case.planned_from, case.ended_on or case.planned_to
    if not start:
        return ""
    return f"{_day(start)}〜{_day(end)}{'' if case.started_on else '（予定）'}"


def goals_of(case):
    """The goals of the approved plan, each with the newest number and rating from the logs: one query."""
    notes = (
        GoalNote.objects.filter(log__case=case).exclude(log__state=LogState.DRAFT)
        .filter(Q(goal=OuterRef("pk")) | Q(goal=OuterRef("origin")) | Q(goal__origin=OuterRef("origin")))
        .order_by("-log__date", "-pk")
    )
    goals = SupportGoal.objects.filter(plan__case=case, plan__state=SupportPlanState.APPROVED).annotate(
        now=Subquery(notes.exclude(value=None).values("value")[:1]), rating=Subquery(notes.values("rating")[:1])
    )
    return [
        {
            "text": goal.text, "unit": goal.unit, "now": _number(goal.now), "target": _number(goal.target_value),
            "scale": 100 if goal.unit == "%" else None, "rating": GoalRating(goal.rating).label if goal.rating else "",
        }
        for goal in goals
    ]


def _number(value):
    """60.00 from the database reads 60; None stays."""
    return None if value is None else f"{value.normalize():f}"


def _day(day):
    return wareki(day, weekday=False) if day else ""


def weeks_of(case):
    """(the week of support that runs, all weeks), or None."""
    if not (case.in_support and case.started_on and case.planned_to):
        return None
    week = timedelta(weeks=1)
    whole = (case.planned_to - case.started_on) // week + 1
    return min((clock.today() - case.started_on) // week + 1, whole), whole


@dataclass
class Group:
    """An organization in 関係者と機関. people: [(name, role)]."""

    name: str
    phone: str = ""
    people: list = field(default_factory=list)


def people_of(case, assignments):
    """関係者と機関: the center, those who give the support, the 公共職業安定所, whom to call in an emergency."""
    posts = (
        ("担当", case.primary_counselor), ("職業評価担当", case.evaluation_counselor),
        ("職域開発援助事業担当", case.program_counselor),
    )
    roles = {}
    for role, counselor in posts:
        if counselor:
            roles.setdefault(counselor.name, []).append(role)
    groups = {case.center_id: Group(case.center.name, case.center.phone, [(n, "・".join(r)) for n, r in roles.items()])}
    consignee = case.selection.organization if case.selection else case.consignee
    for organization in (consignee, case.workplace, *(a.partner.organization for a in assignments), case.peso):
        if organization:
            groups.setdefault(organization.pk, Group(organization.name, organization.phone))
    for assignment in assignments:
        partner = assignment.partner
        groups[partner.organization_id].people.append((partner.name, partner.get_kind_display()))
    if case.peso and case.peso.contact:
        groups[case.peso_id].people.append((case.peso.contact, "連絡担当者"))
    found = list(groups.values())
    for title, text in (("緊急連絡先", case.person.emergency_contact), ("後見人等", case.person.guardian)):
        if text:
            found.append(Group(title, people=[(text, "")]))
    return found


# --- Verbs ------------------------------------------------------------------------------------------------------------
class CaseVerb(VerbView):
    """A verb of the case, back on its page."""

    model = Case
    template_name = "cases/case_verb.html"

    def get_queryset(self):
        return super().get_queryset().select_related("person", "center")

    def get_frame_context(self):
        return super().get_frame_context() | {"case": self.noun}


class ArrangeView(CaseVerb):
    """支援体制の予定. S10 根拠: 通知 記1 なお書き"""

    verb = "arrange"
    form_class = ArrangeForm
    button = "支援体制の予定を保存する"
    lead = "だれが職業面の生活支援をするか、いつ支援するかの予定です。決定するのは、対象者選定のときの所長です。"
    success = "支援体制の予定を保存しました。"

    def perform(self, form, rows):
        self.noun.arrange(by=self.request.user, changes=form.cleaned_data, seen=self.seen)
        if form.names_unselected:
            messages.warning(
                self.request,
                f"{form.cleaned_data['consignee']}は、まだ委託先法人に選定されていません。"
                "対象者選定までに、所長の選定が必要です。（根拠：通知 記1 第1項）",
            )


class WithdrawView(CaseVerb):
    verb = "withdraw"
    form_class = EndForm
    template_name = "cases/case_withdraw.html"
    success = "案件を取り下げました。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"on_label": "取下げの日", "reason_label": "取下げの理由"}

    def perform(self, form, rows):
        self.noun.withdraw(by=self.request.user, seen=self.seen, **form.cleaned_data)
        if concluded_contracts(self.noun):
            messages.warning(self.request, "締結済の委託契約が残っています。所長が、契約の画面で「委託契約を終える」を行ってください。")


class ReopenView(CaseVerb):
    """再開: the closed case stays as it is; a new one points back at it."""

    verb = "reopen"
    form_class = EndForm
    lead = "終わった案件はそのまま残ります。同じ人の新しい案件が「相談受付」から始まります。"

    def check_moment(self):
        """P1: one open case a person."""
        super().check_moment()
        if self.noun.person.cases.open().exists():
            raise Refused("この人には進行中の案件があります。その案件を続けてください。")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"on_label": "再開の日", "reason_label": "再開の理由・相談の内容"}

    def perform(self, form, rows):
        return self.noun.reopen(by=self.request.user, seen=self.seen, **form.cleaned_data)

    def get_success_url(self, result):
        messages.success(self.request, f"新しい案件（{result.number}）を始めました。")
        return result.get_absolute_url()
