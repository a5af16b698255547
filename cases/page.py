"""What the page of a case is made of, and how a higher room adds to it.

A room above registers one `CasePagePart` when it starts (AppConfig.ready); this room never names it.
"""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.http import Http404
from django.urls import reverse

from cases.enums import (
    CLOSED_STATES,
    STEP_TITLES,
    CaseState,
    ConsentPurpose,
    ContractState,
    LogState,
    PlanState,
    SupportPlanState,
)
from cases.models import (
    Case,
    Consent,
    Contract,
    DailyLog,
    Disclosure,
    EmergencyAccess,
    FollowUpPlan,
    FollowUpRecord,
    RehabilitationPlan,
    SupportPlan,
)
from shokuiki.japan.dates import fiscal_year, wareki_short
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed
from shokuiki.records.gate import can, may


@dataclass(frozen=True)
class NextCard:
    """次にすること: one task and one main button; `waiting` when somebody else must act. Links are (label, url)."""

    title: str
    text: str = ""
    waiting: bool = False
    primary: tuple | None = None
    secondary: tuple = ()

    @property
    def label(self):
        return "相手の対応を待っています" if self.waiting else "次にすること"


@dataclass(frozen=True)
class Entry:
    """One line of 決定の経過: a decision (filled) or an event (hollow)."""

    date: object
    title: str
    body: str = ""
    meta: str = ""
    chip: object = None
    is_decision: bool = False
    url: str = ""
    changes: list = field(default_factory=list)
    chain: object = None  # the decision whose number and hash stand beside it


@dataclass(frozen=True)
class Step:
    """One of the nine steps. state: done, now, future or stopped; chip: where the case stopped."""

    number: int
    title: str
    meta: str
    state: str
    url: str = ""
    chip: object = None


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int | None = None
    current: bool = False


class CasePagePart:
    """What a room adds to the case page. Each method may answer with nothing; each costs a constant number of queries."""

    def next_card(self, case, user):
        """A `NextCard` for the state the case is in, or None when this room has nothing to say to it."""

    def entries(self, case, user):
        """Events for 決定の経過. Decisions on the case itself are there already."""
        return []

    def tabs(self, case, user):
        """(label, url name taking the case's pk, count or None) beside the tabs of this room."""
        return []

    def step_urls(self, case, user):
        """{number of the step: url} of the steps whose pages this room has."""
        return {}

    def history_querysets(self, case):
        """History querysets for すべての履歴."""
        return []

    def seats(self, case):
        """{user pk: why} of the people whom this room lets read the case, while they are its center's counselors."""
        return {}

    def guests(self, case):
        """[(organization, who, occasion, purposes, items)] of those outside whom this room may show something of the
        person: at most these items on its pages, as far as the consents to these purposes name them."""
        return []


PARTS = []


def register(part):
    PARTS.append(part)


# --- The case ---------------------------------------------------------------------------------------------------------
CASE_PARTS = (
    "center", "person", "evaluation__evaluator", "peso", "workplace__workplace", "consignee", "selection__organization", "previous_case__person", "asked_by",
    "primary_counselor", "evaluation_counselor", "program_counselor",
)


def cases_of_page(user):
    """The cases this person may see, each with all that every tab of its page shows: one query."""
    consents = Consent.objects.valid().filter(person=OuterRef("person")).order_by("-obtained_on", "-pk")
    program = consents.filter(purpose=ConsentPurpose.PROGRAM_USE)
    logs = DailyLog.objects.filter(case=OuterRef("pk")).exclude(state=LogState.DRAFT).order_by()
    today = clock.today()
    concluded = Contract.objects.filter(
        case=OuterRef("pk"), state=ContractState.CONCLUDED, ends_on__gte=today,
    )
    follow_ups = FollowUpRecord.objects.filter(case=OuterRef("pk")).order_by("-date", "-pk")
    again = Case.objects.filter(previous_case=OuterRef("pk")).order_by("-pk")
    opened = EmergencyAccess.objects.running().filter(case=OuterRef("pk")).order_by("-starts_at", "-pk")
    return Case.objects.visible_to(user).loaded_for(user).select_related(*CASE_PARTS).annotate(
        log_count=_figure(logs, Count("pk")),
        logs_waiting=_figure(logs.filter(state=LogState.SUBMITTED), Count("pk")),
        last_log_on=_figure(logs, Max("date")),
        consented_to_evaluation=Exists(consents.filter(purpose=ConsentPurpose.INTAKE_EVALUATION)),
        program_consent_on=Subquery(program.values("obtained_on")[:1]),
        program_consent_method=Subquery(program.values("method")[:1]),
        has_contract=Exists(concluded),
        next_follow_up=Subquery(follow_ups.values("next_on")[:1]),
        follow_up_until=Subquery(FollowUpPlan.objects.filter(case=OuterRef("pk")).values("period_to")[:1]),
        has_draft_plan=Exists(RehabilitationPlan.objects.filter(case=OuterRef("pk"), state=PlanState.DRAFT)),
        has_open_case=Exists(Case.objects.open().filter(person=OuterRef("person"))),
        next_case_id=Subquery(again.values("pk")[:1]),
        next_case_number=Subquery(again.values("number")[:1]),
        emergency_id=Subquery(opened.exclude(user=user).values("pk")[:1]),
        emergency_reader=Subquery(opened.exclude(user=user).values("user__name")[:1]),
        disclosed_at=Subquery(
            Disclosure.objects.filter(person=OuterRef("person")).order_by("-recorded_at").values("recorded_at")[:1]
        ),
        has_support_plan=Exists(SupportPlan.objects.filter(case=OuterRef("pk"), state=SupportPlanState.APPROVED)),
    )


def _figure(rows, what):
    return Subquery(rows.values("case").annotate(figure=what).values("figure"))


def visible_case(user, pk):
    """The case of a page, or 404 for a stranger."""
    case = cases_of_page(user).filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def refuse_unreadable(user, case):
    """403 for who sees the index line only, with whom to ask."""
    if may(user, "read", case):
        return
    asked = "、".join(dict.fromkeys(counselor.name for counselor in case.counselors())) or "主任"
    offer = None
    if may(user, "create", EmergencyAccess(case=case, user=user)):
        offer = (
            "担当に連絡がつかず、急いで見なければならないときは、理由を書いて24時間だけ見ることができます。所長に報告されます。",
            "緊急閲覧を始める", reverse("cases:emergency_begin", args=[case.pk]),
        )
    raise NotAllowed(
        f"案件 {case.number} の内容は、この案件の担当カウンセラーと主任・所長が見られます。"
        f"必要なときは、担当（{asked}）に相談してください。", offer=offer,
    )


# --- The nine steps -----------------------------------------------------------------------------------------------------
RUNNING = {
    CaseState.EVALUATING: "実施中", CaseState.DRAFTING: "案を作成中", CaseState.AWAITING_CASE_MEETING: "開催前",
    CaseState.DEFERRED: "継続検討", CaseState.CONCLUDED: "依頼の準備中", CaseState.AWAITING_DECISION: "所長の決定待ち",
    CaseState.SELECTED: "準備中", CaseState.INTERRUPTED: "中断中",
}


def steps_of(case, user):
    """The nine steps with their dates, or what is planned."""
    day = case_day
    dates = (
        (case.opened_on, "受付"), (case.evaluated_on, "確定"), (case.planned_on, "確定"), (case.concluded_on, "開催"),
        (case.selected_on, "決定"), (case.started_on, "開始"), (case.ended_on, "終了"), (case.follow_up_on, "から"),
        (case.closed_on if case.state == CaseState.CLOSED else None, "完了"),
    )
    planned = {6: case.planned_from, 7: case.planned_to}
    urls = step_urls(case, user)
    stopped = case.stopped_step is not None
    found = []
    for number, (title, (on, word)) in enumerate(zip(STEP_TITLES, dates, strict=True), 1):
        state = "future"
        if number < case.step:
            state = "done"
        elif number == case.step:
            state = "stopped" if stopped else "now"
        meta = f"{day(on)}{word}" if on else ""
        if state == "now":
            meta = RUNNING.get(case.state) or meta
        elif state == "stopped":
            meta = day(case.closed_on)
        elif state == "future":
            meta = f"{day(planned[number])}予定" if planned.get(number) else ""
        found.append(Step(number, title, meta, state, urls.get(number, ""), case.chip if state == "stopped" else None))
    return found


def step_urls(case, user):
    pages = {1: "case", 2: "evaluation", 3: "evaluation", 6: "support", 7: "support", 8: "follow_up"}
    urls = {number: reverse(f"cases:{name}", args=[case.pk]) for number, name in pages.items()}
    urls[3] += "#plans"
    for part in PARTS:
        urls |= part.step_urls(case, user)
    return urls


def case_day(day):
    """「11月24日」 within the present 年度, otherwise 「R7.11.24」: short enough for the steps."""
    if not day:
        return ""
    return f"{day.month}月{day.day}日" if fiscal_year(day) == fiscal_year(clock.today()) else wareki_short(day)


# --- The frame of the page ------------------------------------------------------------------------------------------------
def tabs_of(case, user, current):
    """The tabs; those of other rooms follow 評価・計画. current: the url name of the page's own tab."""
    rows = [("概要", "cases:case", None), ("評価・計画", "cases:evaluation", None)]
    for part in PARTS:
        rows += part.tabs(case, user)
    rows += [
        ("支援", "cases:support", None), ("支援日誌", "cases:logs", case.log_count), ("フォローアップ", "cases:follow_up", None),
        ("同意", "cases:consents", None), ("見られる人", "cases:access", None), ("履歴", "cases:history", None),
    ]
    return [Tab(label, reverse(name, args=[case.pk]), count, name == current) for label, name, count in rows]


ACTIONS = (
    ("edit", "基本情報を編集する", "cases:edit"),
    ("add_consent", "同意を記録する", "cases:consent_create"),
    ("arrange", "支援体制の予定を決める", "cases:arrange"),
    ("draft_plan", "計画の案を作る", "cases:rehabilitation_plan_create"),
    ("withdraw", "案件を取り下げる", "cases:withdraw"),
    ("reopen", "案件を再開する", "cases:reopen"),
    ("disclose", "開示請求に応じる", "cases:disclosures"),
)


def actions_of(case, user):
    """その他の操作: (label, url) of what this person can do now."""
    there = {"draft_plan": case.has_draft_plan, "reopen": case.has_open_case or case.person.is_erased}
    return [
        (label, reverse(name, args=[case.pk])) for verb, label, name in ACTIONS
        if not there.get(verb) and can(user, verb, case)
    ]


def frame_of(case, user, current):
    """What the head of every tab shows: templates extend "cases/case_base.html"."""
    return {
        "case": case,
        "person": case.person,
        "steps": steps_of(case, user),
        "tabs": tabs_of(case, user, current),
        "actions": actions_of(case, user),
        "is_over": case.state in CLOSED_STATES,
    }
