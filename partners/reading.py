"""What each side reads of a 委託申込: its content block by block, its decisions, and every change.

The corporation reads what it has typed. The center reads what was last handed in: never a draft, never a correction
that is still being typed. The 審査意見 and what the center discusses within itself stay at the center.
"""

from dataclasses import dataclass, field
from datetime import date

from partners.enums import ApplicationState, DisabilityGroup, LegalForm
from partners.forms.application import STEPS
from partners.models import ApplicationFacility, ConsignmentApplication, PartnerCandidate
from partners.models.submission import content_of
from shokuiki.accounts.enums import Post
from shokuiki.japan.dates import wareki
from shokuiki.pages.chips import Chip
from shokuiki.records.enums import Outcome
from shokuiki.records.history import Change, changes
from shokuiki.records.models import Decision
from shokuiki.records.requirements import MET

OUTCOME_CHIPS = {
    Outcome.SELECTED: Chip("選定する", "green", "check"),
    Outcome.DECLINED: Chip("選定しない", "red", "x"),
    Outcome.SENT_BACK: Chip("差し戻す", "yellow", "back"),
    Outcome.REVOKED: Chip("選定を取り消す", "red", "x"),
}
FACTS = {
    "corporation": (
        "legal_form", "legal_form_note", "name", "kana", "corporate_number", "representative_title",
        "representative_name", "representative_kana", "postal_code", "address", "phone", "fax", "email", "contact",
    ),
    "wish": ("desired_start_on", "disability_groups", "cases_per_year", "past_experience"),
    "insurance": ("insurance_plan", "insurer", "insurance_until"),
}
ACCOUNTING = ("accounting_separation", "accounting_method")
ROWS = {
    "facilities": (ApplicationFacility, ("name", "facility_type", "type_note", "capacity", "address")),
    "candidates": (PartnerCandidate, ("name", "kana", "position", "qualification", "years")),
}
# What the center writes on an application, and what of that the corporation reads.
CENTER_COLUMNS = (
    "number", "state", "submitted_on", "received_on", "return_comment", "opinion", "asked_by", "asked_on",
)
INTERNAL_COLUMNS = ("opinion", "asked_by", "asked_on")
INTERNAL_VERBS = ("write_opinion", "ask_decision", "send_back")
TYPING_VERBS = ("create", "edit")
# Columns that say what belongs together: the page itself says it.
POINTERS = ("center", "organization", "application", "decision")


# --- Content --------------------------------------------------------------------------------------------------------


@dataclass
class Block:
    """One block of an application: facts [(label, value)], or a table with headers and rows."""

    step: str
    title: str
    facts: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    rows: list = field(default_factory=list)


def is_applicant(user, application):
    return user.holds(application.organization_id, Post.MANAGER)


def submission_read_by(user, application):
    """The 提出 that the center reads; None for the corporation, which reads what it has typed."""
    return None if is_applicant(user, application) else application.submissions.first()


def content_read_by(user, application):
    submission = submission_read_by(user, application)
    return submission.content if submission else content_of(application)


def blocks(content):
    """The content of an application as `Block`s in the order of the form."""
    fields = content["fields"]
    found = []
    for step, (title, _, _) in STEPS.items():
        block = Block(step, title)
        if step in ROWS:
            model, columns = ROWS[step]
            block.headers = [_label(model, name) for name in columns]
            block.rows = [[_say(model, name, row[name]) for name in columns] for row in content[step]]
        else:
            names = FACTS[step]
            if step == "insurance" and fields["legal_form"] == LegalForm.SOCIAL_WELFARE:
                names += ACCOUNTING
            block.facts = [
                (_label(ConsignmentApplication, name), _say(ConsignmentApplication, name, fields[name]))
                for name in names
                if name != "legal_form_note" or fields[name]
            ]
        found.append(block)
    return found


def _label(model, name):
    return model._meta.get_field(name).verbose_name


def _say(model, name, value):
    """A value of the stored content in words; "" for nothing."""
    column = model._meta.get_field(name)
    if value in (None, "", []):
        return ""
    if name == "disability_groups":
        return "、".join(DisabilityGroup(group).label for group in value)
    if column.choices:
        return dict(column.choices).get(value, value)
    if name.endswith(("_on", "_until")):
        return wareki(date.fromisoformat(value), weekday=False)
    return str(value)


# --- 決定の経過 -------------------------------------------------------------------------------------------------------


@dataclass
class Entry:
    """One entry of a timeline."""

    date: object
    title: str
    chip: Chip | None = None
    body: str = ""
    meta: str = ""
    is_decision: bool = False
    changes: list = field(default_factory=list)
    url: str = ""


def decision_entries(user, *nouns):
    """Decisions on these nouns. The corporation reads those it was told: not that the 所長 asked the center again."""
    decisions = Decision.objects.about(*nouns)
    if not user.works_at(nouns[0].center_id):
        decisions = decisions.exclude(outcome=Outcome.SENT_BACK)
    return [_decision_entry(decision, user.works_at(nouns[0].center_id)) for decision in decisions]


def _decision_entry(decision, is_center):
    body = [f"理由：{decision.text.reason}"]
    if decision.text.conditions:
        body.append(f"条件：{decision.text.conditions}")
    if is_center:
        titles = {rule["no"]: rule["title"] for rule in decision.rests_on}
        body += [f"注意「{titles[no]}」を了承した理由：{why}" for no, why in decision.text.acknowledged.items()]
        met = sum(1 for rule in decision.rests_on if rule["state"] == MET)
        body += [f"要件{met}件を確認"] if met else []
    return Entry(
        date=decision.event_date, title=decision.get_kind_display(), chip=OUTCOME_CHIPS[decision.outcome],
        body="\n".join(body), meta=f"決定　{_post(decision.post)} {decision.by.name}", is_decision=True,
    )


def _post(value):
    return Post(value).label if value else ""


# --- すべての履歴 -----------------------------------------------------------------------------------------------------


def change_entries(user, application, selection=None):
    """Every change this person may read of an application and of what came of it, newest first."""
    at_center = user.works_at(application.center_id)
    histories = [_without(application.history.all(), TYPING_VERBS if at_center else INTERNAL_VERBS)]
    if not at_center:
        histories += [model.history.filter(application=application) for model in (ApplicationFacility, PartnerCandidate)]
    if selection:
        histories.append(selection.history.all())
    found = changes(*histories, hidden=POINTERS)
    own = [change for change in found if change.noun == ConsignmentApplication._meta.verbose_name]
    readable(user, application, own)
    if at_center:
        found += _submissions_as_changes(application)
        found.sort(key=lambda change: change.at, reverse=True)
    else:
        for change in own:
            _unname(change, application.center)
    return [change_entry(change) for change in found if change.rows or change.kind != "~"]


def change_entry(change):
    title = f"{change.noun}　{change.reason}" if change.reason else change.noun
    return Entry(
        date=change.at, title=f"{title}（削除）" if change.kind == "-" else title,
        meta=f"{_post(change.post)} {change.by}".strip(), changes=change.rows,
    )


def readable(user, application, found):
    """Of changes read from the application's own history, only the columns that are this person's to read."""
    at_center = user.works_at(application.center_id)
    named = {_label(ConsignmentApplication, name) for name in (CENTER_COLUMNS if at_center else INTERNAL_COLUMNS)}
    for change in found:
        change.rows = [_in_labels(row) for row in change.rows if (row[0] in named) == at_center]
    return found


def _in_labels(row):
    """The kinds of disability are kept as codes; a person reads their labels."""
    label, *values = row
    if label != _label(ConsignmentApplication, "disability_groups"):
        return row
    labels = dict(DisabilityGroup.choices)
    return label, *("、".join(labels.get(code, code) for code in value.split("、")) for value in values)


def _submissions_as_changes(application):
    """Each 提出 against the one before."""
    found, before = [], []
    for submission in application.submissions.select_related("by").order_by("number"):
        now = _in_words(submission.content)
        found.append(Change(
            at=submission.recorded_at, by=submission.by.name, post=Post.MANAGER, reason="提出した内容",
            noun=str(submission), kind="+", rows=_difference(before, now),
        ))
        before = now
    return found


def _unname(change, center):
    """What the center did, for the corporation: who did it and why stay at the center."""
    if change.post != Post.MANAGER:
        change.by, change.post = center.name, ""
        change.reason = change.reason.split("：")[0]


def _without(records, verbs):
    for verb in verbs:
        records = records.exclude(history_change_reason__startswith=ConsignmentApplication.VERBS[verb].label)
    return records


def _in_words(content):
    """[(label, words)] of a whole 提出, the rows of a table as one text."""
    found = []
    for block in blocks(content):
        found += block.facts
        if block.headers:
            lines = ["　".join(cell for cell in row if cell) for row in block.rows]
            found.append((block.title, "\n".join(lines)))
    return found


def _difference(before, now):
    old = dict(before)
    return [(label, old.get(label, ""), words) for label, words in now if old.get(label, "") != words]


def is_with_center(application):
    """Whether what stands in the application is what was handed in: nothing is being typed, nothing was given up."""
    return application.state not in (ApplicationState.DRAFT, ApplicationState.RETURNED, ApplicationState.WITHDRAWN)
