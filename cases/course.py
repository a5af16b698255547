"""決定の経過: the decisions on a case and, on request, everything that happened on its way."""

from cases.enums import CLOSED_STATES
from cases.page import PARTS, Entry
from shokuiki.pages.chips import Chip
from shokuiki.records.enums import DecisionKind, Outcome
from shokuiki.records.models import Decision

# How a decision is called beside its kind, and the colour of the step it belongs to.
WORDS = {
    DecisionKind.CASE_MEETING: ("結論：{}", "purple"),
    DecisionKind.TARGET_SELECTION: ("所長の決定：{}", "orange"),
    DecisionKind.SUPPORT_PLAN: ("{}", "green"),
    DecisionKind.EXPANDED_IN_PROGRESS: ("{}", "green"),
    DecisionKind.SUPPORT_END: ("{}", "cyan"),
    DecisionKind.EXPANDED_POST: ("{}", "cyan"),
    DecisionKind.CLOSING: ("{}", "plain"),
    DecisionKind.WITHDRAWAL: ("{}", "off"),
}
AGAINST = {Outcome.DECLINED: ("red", "x"), Outcome.UNSUITABLE: ("red", "x"), Outcome.SENT_BACK: ("yellow", "back")}


def entries_of(case, user, *, everything):
    """What 決定の経過 shows, newest first: decisions only, or with the events between them."""
    found = [decision_entry(decision) for decision in Decision.objects.about(case)]
    for part in PARTS:
        found += [entry for entry in part.entries(case, user) if everything or entry.is_decision]
    if everything:
        found += events_of(case)
    return sorted(found, key=lambda entry: entry.date, reverse=True)


def decision_entry(decision):
    words, colour = WORDS.get(decision.kind, ("{}", ""))
    colour, icon = AGAINST.get(decision.outcome, (colour, ""))
    text = decision.text
    body = [f"「{text.reason}」"] if text.reason else []
    if text.conditions:
        body.append(f"条件：{text.conditions}")
    body += [f"注意（{no}）を了承した理由：{why}" for no, why in text.acknowledged.items()]
    if decision.rests_on:
        body.insert(0, f"要件{len(decision.rests_on)}件を確認。")
    kind, outcome = decision.get_kind_display(), decision.get_outcome_display()
    chip = Chip(words.format(outcome), colour, icon) if outcome != kind else None
    return Entry(
        date=decision.event_date, title=kind, body="\n".join(body), meta=f"決定　{decision.signed_by}", chip=chip,
        is_decision=True, chain=decision,
    )


def events_of(case):
    """What happened between the decisions, from the milestones of the case itself."""
    intake = [case.get_referral_source_display(), case.referral_note]
    partners = case.workplace.name if case.workplace else ""
    rows = [
        (case.opened_on, "相談受付", f"紹介元　{'　'.join(part for part in intake if part)}"),
        (case.evaluated_on, "職業評価の確定", ""),
        (case.planned_on, "職業リハビリテーション計画の確定", ""),
        (case.asked_on, "対象者選定の依頼", case.asked_by.name if case.asked_by else ""),
        (case.started_on, "支援開始", partners),
        (case.follow_up_on, "フォローアップの開始", ""),
    ]
    if case.state in CLOSED_STATES and case.stopped_step:
        rows.append((case.closed_on, f"案件の終わり（{case.get_state_display()}）", ""))
    return [Entry(date=on, title=title, body=body) for on, title, body in rows if on]
