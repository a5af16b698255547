"""What the pages of 対象者選定 show: the material of the decision, and the decision in words."""

from cases.enums import LivingSupport
from cases.page import Entry
from meetings import requirements
from meetings.enums import CONCLUSION_CHIPS
from shokuiki.accounts.enums import post_label
from shokuiki.japan.dates import wareki
from shokuiki.pages.deciding import acknowledgements
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.history import changes
from shokuiki.records.requirements import Requirement

LATEST = 4
# Joined to the history of a case, so that naming what changed takes no further query.
NAMED_IN_HISTORY = (
    "center", "person", "peso", "consignee", "workplace", "selection__organization", "primary_counselor",
    "evaluation_counselor", "program_counselor", "asked_by", "conclusion_decision", "selection_decision",
    "previous_case__person",
)


def frozen_checklist(decision):
    """The requirements as they stood when it was decided."""
    facts = decision.text.facts
    return [Requirement(**rule, fact=facts.get(rule["no"], "")) for rule in decision.rests_on]


def material(noun):
    """What the 所長 looks at beside the checklist, and the latest operations on the case."""
    case = noun.case
    evaluation = getattr(case, "evaluation", None)
    meeting = requirements.concluding_meeting(case)
    on = noun.planned_from or case.planned_from or clock.today()
    selection = requirements.selection_of(case, on)
    done = changes(case.history.select_related(*NAMED_IN_HISTORY))
    chained = {decision.pk: decision for decision in (case.conclusion_decision, noun.decision) if decision}
    return {
        "case": case, "person": case.person, "evaluation": evaluation,
        "conclusion_chip": CONCLUSION_CHIPS.get(case.conclusion_decision.outcome) if case.conclusion_decision else None,
        "present": meeting.present() if meeting else [],
        "consignee": case.consignee, "selection": selection,
        "done": [entry_of(change, chained) for change in done[:LATEST]], "done_count": len(done),
    }


def entry_of(change, chained):
    """chained: {pk: decision} of those whose number and hash are known here."""
    chain = next((chained[pk] for pk in change.decisions if pk in chained), None)
    meta = f"{post_label(change.post)} {change.by}".strip()
    return Entry(date=change.at, title=change.reason or change.noun, meta=meta, changes=change.rows, chain=chain)


def decided_facts(noun):
    """What the 所長 decided, as (label, value)."""
    decision = noun.decision
    facts = [
        ("決定", decision.get_outcome_display()), ("理由", decision.text.reason), ("決定日", wareki(decision.event_date)),
        ("決定した人", decision.signed_by),
    ]
    if noun.living_support:
        facts += [
            ("支援期間", f"{wareki(noun.planned_from)}から{wareki(noun.planned_to)}まで"),
            ("職業面の生活支援", noun.get_living_support_display() + (f"　{noun.selection}" if noun.selection else "")),
        ]
    titles = {rule["no"]: rule["title"] for rule in decision.rests_on}
    return facts + acknowledgements(titles, decision.text.acknowledged)


def subject(noun):
    person = noun.case.person
    label = "対象者" if noun.case.is_target else "相談者"
    return label, f"{person.full_name}（{person.full_kana}）　{noun.case.number}"


def facts_of_selecting(noun, data):
    """What is typed for 選定する, as (label, value)."""
    start, end = data["planned_from"], data["planned_to"]
    return [
        ("支援期間", f"{wareki(start)}から{wareki(end)}まで　{((end - start).days + 7) // 7}週"),
        ("職業面の生活支援", support_words(noun, data["living_support"])),
    ]


def support_words(noun, living_support):
    label = LivingSupport(living_support).label
    return f"{label}　{noun.case.consignee.name}" if living_support == LivingSupport.CONSIGNED else label


def what_follows(noun, data):
    """決定すると行われること, one sentence each."""
    if data["outcome"] == Outcome.SELECTED:
        return [
            "案件の段階が「支援の準備中」に進み、担当者が事業所とパートナーを決められるようになります。",
            f"職業面の生活支援を「{support_words(noun, data['living_support'])}」と定めます。",
        ]
    if data["outcome"] == Outcome.DECLINED:
        return ["案件の段階が「不選定」になり、この案件は終わります。", "担当者が本人に理由を説明します。"]
    if noun.concluded_suitable:
        return ["案件の段階が「選定依頼の準備中」に戻り、担当者が確かめてもう一度依頼します。"]
    return ["案件の段階が「ケース会議待ち」に戻り、新しいケース会議で検討し直します。"]
