"""What this room adds to the page of a case: 会議, the way to 対象者選定, and what comes next with them."""

from urllib.parse import urlencode

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse

from cases.enums import IN_SUPPORT, CaseState, SupportPlanState
from cases.models import SupportPlan
from cases.page import CasePagePart, Entry, NextCard
from cases.sharing import ON_PAGES, SHARING
from meetings.enums import INTERNAL, MEETING_CHIPS, RECORDING, MeetingKind, MeetingState, RequestState
from meetings.models import AgendaItem, Attendee, DecidedMethod, GoalReview, Meeting
from meetings.requirements import PURPOSES_OF_EXPANDED, liaison_held
from shokuiki.japan.dates import wareki
from shokuiki.records import clock, gate
from shokuiki.records.enums import SettingKey
from shokuiki.records.models import Setting

S = CaseState
OPEN_STATES = {MeetingState.PLANNED, *RECORDING}
SHORT = {
    MeetingKind.LIAISON: "連絡会議", MeetingKind.CASE_MEETING: "ケース会議", MeetingKind.IN_PROGRESS: "拡大ケース会議",
    MeetingKind.POST: "支援終了後の拡大ケース会議",
}


class MeetingsPart(CasePagePart):
    def next_card(self, case, user):
        make = CARDS.get(case.state)
        return make(case, user) if make else None

    def entries(self, case, user):
        """Meetings to come, and the confirmed ones; what they decided stands there as a decision of its own."""
        found = []
        for item in items_of(case):
            meeting = item.meeting
            if meeting.state in (MeetingState.PLANNED, MeetingState.CONFIRMED):
                found.append(
                    Entry(
                        date=meeting.held_on or meeting.starts_on, title=meeting.get_kind_display(),
                        chip=MEETING_CHIPS[meeting.state], url=meeting.get_absolute_url(),
                        meta=meeting.place if meeting.state == MeetingState.PLANNED else "",
                    )
                )
        return found

    def tabs(self, case, user):
        return [("会議", "meetings:case_meetings", len(items_of(case)))]

    def step_urls(self, case, user):
        return {4: reverse("meetings:case_meetings", args=[case.pk])}

    def seats(self, case):
        return {
            row.user_id: f"{row.meeting.get_kind_display()}（{wareki(row.meeting.starts_on, weekday=False)}）の構成員"
            for row in attendees_of(case) if row.meeting.kind in INTERNAL and row.user_id
        }

    def guests(self, case):
        """Each organization once: the people, and the newest of its meetings. Nothing once the case is over."""
        found = {}
        for row in attendees_of(case) if case.is_open else ():
            if row.is_outside(case.center_id):
                found.setdefault((row.organization_id, row.meeting.is_expanded), []).append(row)
        rows = []
        for (_, is_expanded), attendees in found.items():
            last = attendees[-1]
            who = "、".join(dict.fromkeys(row.user.name if row.user else f"{row.name}（機関の全員）" for row in attendees))
            meeting = f"{last.meeting.get_kind_display()}（{wareki(last.meeting.starts_on, weekday=False)}）"
            rows.append(
                (last.organization, who, meeting, PURPOSES_OF_EXPANDED if is_expanded else SHARING,
                 ON_PAGES if is_expanded else ON_PAGES[:1])
            )
        return rows

    def history_querysets(self, case):
        items = AgendaItem.objects.filter(case=case)
        rows = Q(item__in=items.values("pk"))
        return [
            AgendaItem.history.filter(case=case).select_related("meeting", "case__person", "decision"),
            *(
                model.history.filter(rows).select_related("item__case__person", "goal")
                for model in (GoalReview, DecidedMethod)
            ),
        ]


def attendees_of(case):
    """Who is invited to the meetings on a case that were not called off, in the order of their days; read once."""
    if not hasattr(case, "invited"):
        found = Attendee.objects.filter(meeting__items__case=case).exclude(meeting__state=MeetingState.CANCELLED)
        case.invited = list(
            found.select_related("meeting", "organization", "user").order_by("meeting__starts_at", "pk")
        )
    return case.invited


def items_of(case):
    """The case's agenda items with their meetings, newest first; read once for a page."""
    items = AgendaItem.objects.select_related("meeting__chair", "meeting__recorder")
    prefetch_related_objects([case], Prefetch("agenda_items", items))
    return sorted(case.agenda_items.all(), key=lambda item: (item.meeting.starts_at, item.pk), reverse=True)


def open_item(case, kind):
    """The case's item on the newest meeting of a kind whose record is not confirmed yet, or None."""
    return next(
        (item for item in items_of(case) if item.meeting.kind == kind and item.meeting.state in OPEN_STATES), None
    )


def may_convene(user, case):
    return gate.may(user, "create", Meeting(center_id=case.center_id))


def create_link(kind, case):
    query = urlencode({"kind": kind.value, "case": case.pk})
    return f"{SHORT[kind]}を開く準備をする", f"{reverse('meetings:create')}?{query}"


def case_link(label, name, case):
    return label, reverse(name, args=[case.pk])


def go_on(item, user):
    """The card of a meeting that is planned, waits for its record or for who confirms it."""
    meeting, name = item.meeting, SHORT[item.meeting.kind]
    see = (f"{name}を見る", meeting.get_absolute_url())
    if meeting.state == MeetingState.PLANNED:
        return NextCard(f"{name}を開く", f"{wareki(meeting.starts_on)}　{meeting.place}", primary=see)
    held, records = f"{wareki(meeting.held_on)}開催　", meeting.recorder_id == user.pk
    concludes = meeting.kind == MeetingKind.CASE_MEETING and not item.decision_id
    if meeting.state == MeetingState.HELD or concludes:
        text = f"{held}記録 {meeting.recorder.name}"
        if records:
            return NextCard(f"{name}の記録を仕上げる", text, primary=see)
        return NextCard(f"{name}の記録を待っています", text, waiting=True, secondary=(see,))
    text = f"{held}会議の長 {meeting.chair.name}"
    if gate.may(user, "confirm", meeting) and not records:
        return NextCard(f"{name}の記録を確定する", text, primary=see)
    return NextCard(f"{name}の記録の確定を待っています", text, waiting=True, secondary=(see,))


def sent_back(case):
    """Why the 所長 sent the last request back, in a sentence; "" where nothing came back since the ケース会議."""
    request = case.target_selections.select_related("decision__text").first() if case.asked_on else None
    if request is None or request.state != RequestState.SENT_BACK:
        return ""
    decision = request.decision
    if case.state == S.CONCLUDED and decision.event_date < case.concluded_on:
        return ""
    return f"所長から差し戻されました（{wareki(decision.event_date)}）。理由　{decision.text.reason}"


# --- A card a state ----------------------------------------------------------------------------------------------------
def before_conclusion(case, user):
    """連絡会議 first, then the ケース会議. S7, S8"""
    if not may_convene(user, case):
        return None
    items_of(case)
    prefetch_related_objects([case], "agenda_items__meeting__attendees")
    liaison = liaison_held(case)
    if liaison.blocks:
        return for_liaison(case, user, liaison)
    item = open_item(case, MeetingKind.CASE_MEETING)
    if item:
        return go_on(item, user)
    why = sent_back(case)
    return NextCard(
        "ケース会議をもう一度開く" if why else "ケース会議を開く",
        why or f"連絡会議　{liaison.fact}。対象者として適切かを、構成員で検討します。",
        primary=create_link(MeetingKind.CASE_MEETING, case),
    )


def for_liaison(case, user, liaison):
    item = open_item(case, MeetingKind.LIAISON)
    if item:
        return go_on(item, user)
    if case.peso_id is None:
        return NextCard("公共職業安定所を決める", liaison.fact, primary=case_link("基本情報を編集する", "cases:edit", case))
    arrange = case_link("支援体制の予定を決める", "cases:arrange", case)
    may_arrange = gate.can(user, "arrange", case)
    if not case.living_support:
        return NextCard(
            "支援体制の予定を決める", "法人に委託するか、センターから派遣するかと、委託先の法人を決めると、連絡会議に招く相手が決まります。",
            waiting=not may_arrange, primary=arrange if may_arrange else None,
        )
    return NextCard(
        "連絡会議を開く", liaison.fact, primary=create_link(MeetingKind.LIAISON, case), secondary=(arrange,) if may_arrange else (),
    )


def concluded(case, user):
    """所長に選定を依頼する, once the record of the ケース会議 is confirmed. S9"""
    meeting = next(
        (item.meeting for item in items_of(case) if item.decision_id and item.decision_id == case.conclusion_decision_id), None
    )
    if meeting and not meeting.is_confirmed:
        see = ("ケース会議を見る", meeting.get_absolute_url())
        if gate.may(user, "confirm", meeting) and meeting.recorder_id != user.pk:
            return NextCard("ケース会議の記録を確定する", "記録が確定すると、所長に選定を依頼できます。", primary=see)
        return NextCard(
            "ケース会議の記録の確定を待っています", f"会議の長　{meeting.chair.name}", waiting=True, secondary=(see,)
        )
    if not gate.may(user, "ask_selection", case):
        return None
    return NextCard(
        "所長に選定を依頼する", sent_back(case) or f"ケース会議の結論　{case.get_conclusion_display()}",
        primary=case_link("選定の依頼へ進む", "meetings:selection_request", case),
    )


def awaiting_decision(case, user):
    request = case.target_selections.filter(state=RequestState.REQUESTED).first()
    if request is None:
        return None
    see = request.get_absolute_url()
    if gate.may(user, "select", request):
        return NextCard("対象者選定を審査する", f"依頼　{wareki(request.requested_on)}", primary=("審査する", see))
    return NextCard(
        f"所長の決定を待っています（依頼 {wareki(request.requested_on)}）", waiting=True, secondary=(("依頼の内容を見る", see),)
    )


def in_support(case, user):
    """A plan to draft, a meeting that is due; otherwise the room below has the next task. S20–S22"""
    basis = SupportPlan.open_basis(case)
    may_plan = basis and gate.may(user, "create", SupportPlan(case=case))
    if may_plan and not case.support_plans.filter(state=SupportPlanState.DRAFT).exists():
        return NextCard(
            "支援計画の次の版を作る", f"{wareki(basis.event_date)}の拡大ケース会議が、変更を決めています。",
            primary=case_link("支援計画の次の版を作る", "cases:support_plan_create", case),
        )
    item = open_item(case, MeetingKind.IN_PROGRESS)
    if not may_convene(user, case):
        return None
    if item:
        is_due = item.meeting.state != MeetingState.PLANNED or item.meeting.starts_on <= clock.today()
        return go_on(item, user) if is_due else None
    held = [
        item.meeting.held_on for item in items_of(case) if item.meeting.kind == MeetingKind.IN_PROGRESS and item.meeting.held_on
    ]
    last = max([case.started_on, *held])
    days = (clock.today() - last).days
    limit = Setting.objects.number(case.center_id, SettingKey.MEETING_INTERVAL_DAYS)
    if days <= limit:
        return None
    since = "支援の開始" if last == case.started_on else "前の拡大ケース会議"
    return NextCard(
        "拡大ケース会議（支援実施中）を開く", f"{since}から{days}日たちました（センターの目安 {limit}日）。",
        primary=create_link(MeetingKind.IN_PROGRESS, case),
    )


def after_support(case, user):
    """S24: follow-up begins with the meeting after support."""
    if not may_convene(user, case):
        return None
    item = open_item(case, MeetingKind.POST)
    if item:
        return go_on(item, user)
    limit = Setting.objects.number(case.center_id, SettingKey.POST_MEETING_DAYS)
    return NextCard(
        "支援終了後の拡大ケース会議を開く",
        f"指導方針とフォローアップの体制・期間・カリキュラム・支援方法を決めます。支援終了 {wareki(case.ended_on)}（センターの目安 {limit}日以内）。",
        primary=create_link(MeetingKind.POST, case),
    )


CARDS = {
    S.AWAITING_CASE_MEETING: before_conclusion,
    S.DEFERRED: before_conclusion,
    S.CONCLUDED: concluded,
    S.AWAITING_DECISION: awaiting_decision,
    **dict.fromkeys(IN_SUPPORT, in_support),
    S.SUPPORT_ENDED: after_support,
}
