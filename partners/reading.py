"""What each side reads of a 委託申込: its content block by block, its decisions, and every change.

The corporation reads what it has typed. The center reads what was last handed in: never a draft, never a correction
that is still being typed. The 審査意見 and what the center discusses within itself stay at the center.
"""

from dataclasses import dataclass, field

from django.db.models import Q

from partners.differences import compare, difference
from partners.enums import ApplicationState, DisabilityGroup, LegalForm
from partners.forms.application import STEPS
from partners.models import ApplicationFacility, ConsignmentApplication, PartnerCandidate
from partners.models.application import ON_PAPER
from partners.words import ACCOUNTING, FACTS, ROWS, grouped, label_of, say
from shokuiki.accounts.enums import Post, post_label
from shokuiki.files.enums import FileKind
from shokuiki.files.models import UNSAID, Attachment
from shokuiki.pages.chips import Chip
from shokuiki.records.enums import Outcome
from shokuiki.records.history import Change, changes
from shokuiki.records.models import Decision
from shokuiki.records.requirements import MET

OUTCOME_CHIPS = {
    Outcome.SELECTED: Chip("選定する", "green", "check"),
    Outcome.DECLINED: Chip("選定しない", "red", "x"),
    Outcome.SENT_BACK: Chip("差し戻す", "yellow", "back"),
    Outcome.SUSPENDED: Chip("選定を停止する", "orange", "warn"),
    Outcome.RESUMED: Chip("選定を再開する", "green", "check"),
    Outcome.REVOKED: Chip("選定を取り消す", "red", "x"),
}
# What the center writes on an application, and what of that the corporation reads.
CENTER_COLUMNS = (
    "number", "state", "submitted_on", "received_on", "return_comment", "opinion", "asked_by", "asked_on", "typed_by",
    "paper_on", "taken_over_on",
)
INTERNAL_COLUMNS = ("opinion", "asked_by", "asked_on")
INTERNAL_VERBS = ("write_opinion", "ask_decision", "send_back")
TYPING_VERBS = ("create", "edit")
APPLICANT_VERBS = ("create", "edit", "submit", "resubmit", "withdraw")
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


def submission_read_by(user, application, submissions):
    """The 提出 that the center reads; None for who reads what is typed: the corporation, and the center typing for it.

    submissions: all of them, newest first.
    """
    types = is_applicant(user, application) or application.is_typed_by_center
    return None if types and not is_with_center(application) else next(iter(submissions), None)


def last_comparison(submissions):
    """The newest 提出 against the one before, or None where there is no second one."""
    return compare(submissions[1], submissions[0]) if len(submissions) > 1 else None


def blocks(content):
    """The content of an application as `Block`s in the order of the form."""
    fields = content["fields"]
    found = []
    for step, (title, _, _) in STEPS.items():
        block = Block(step, title)
        if step in ROWS:
            model, columns = ROWS[step]
            block.headers = [label_of(model, name) for name in columns]
            block.rows = [[say(model, name, row[name]) for name in columns] for row in content[step]]
        else:
            block.facts = [
                (label_of(ConsignmentApplication, name), say(ConsignmentApplication, name, fields[name]))
                for name in FACTS[step]
                if is_asked(name, fields)
            ]
        found.append(block)
    return found


def files(content):
    """[(title, name, kind, size in bytes, digest)] of what was attached to a 提出; None where it did not say so yet."""
    if "files" not in content:
        return None
    return [
        (row["title"], row["name"], FileKind(row["kind"]).label, row["size"], grouped(row["sha256"]))
        for row in content["files"]
    ]


def is_asked(name, fields):
    """The explanation of the 法人種別 shows where there is one; the accounting is asked of a 社会福祉法人 only (S15)."""
    if name == "legal_form_note":
        return bool(fields[name])
    return name not in ACCOUNTING or fields["legal_form"] == LegalForm.SOCIAL_WELFARE


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
    chain: object = None  # the decision whose number and hash stand beside it


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
        body="\n".join(body), meta=f"決定　{decision.signed_by}", is_decision=True, chain=decision,
    )


def _post(value):
    return post_label(value)


# --- すべての履歴 -----------------------------------------------------------------------------------------------------


def change_entries(user, application, selection=None):
    """Every change this person may read of an application and of what came of it, newest first."""
    at_center = user.works_at(application.center_id)
    histories = [_without(application.history.all(), TYPING_VERBS if at_center else INTERNAL_VERBS)]
    if not at_center:
        histories += [model.history.filter(application=application) for model in (ApplicationFacility, PartnerCandidate)]
        histories.append(Attachment.objects.past_of(ConsignmentApplication, [application.pk]))
    if selection:
        histories.append(selection.history.all())
    found = changes(*histories, hidden=(*POINTERS, *UNSAID))
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
    noun = f"{change.noun}「{change.name}」" if change.name else change.noun
    title = f"{noun}　{change.reason}" if change.reason else noun
    return Entry(
        date=change.at, title=f"{title}（削除）" if change.kind == "-" else title,
        meta=f"{_post(change.post)} {change.by}".strip(), changes=change.rows,
    )


def readable(user, application, found):
    """Of changes read from the application's own history, only the columns that are this person's to read."""
    at_center = user.works_at(application.center_id)
    named = {label_of(ConsignmentApplication, name) for name in (CENTER_COLUMNS if at_center else INTERNAL_COLUMNS)}
    for change in found:
        change.rows = [_in_labels(row) for row in change.rows if (row[0] in named) == at_center]
    return found


def _in_labels(row):
    """The kinds of disability are kept as codes; a person reads their labels."""
    label, *values = row
    if label != label_of(ConsignmentApplication, "disability_groups"):
        return row
    labels = dict(DisabilityGroup.choices)
    return label, *("、".join(labels.get(code, code) for code in value.split("、")) for value in values)


def _submissions_as_changes(application):
    """Each 提出 against the one before; the first against nothing."""
    found, before = [], {"fields": {}, "facilities": [], "candidates": [], "files": []}
    for submission in application.submissions.select_related("by").order_by("number"):
        proxy = submission.is_by_proxy
        found.append(Change(
            at=submission.recorded_at, by=submission.by.name, post="" if proxy else Post.MANAGER,
            reason="提出した内容（紙で受け付けた申込の代行入力）" if proxy else "提出した内容", noun=str(submission), kind="+",
            rows=difference(before, submission.content),
        ))
        before = submission.content
    return found


def _unname(change, center):
    """What the center did, for the corporation: who did it and why stay at the center, but for what it did in its place."""
    for_applicant = tuple(ConsignmentApplication.VERBS[verb].label for verb in APPLICANT_VERBS)
    if change.post != Post.MANAGER and not change.reason.startswith(for_applicant):
        change.by, change.post = center.name, ""
        change.reason = change.reason.split("：")[0]


def _without(records, verbs):
    """Without these verbs, but for the beginning of an application that came on paper: that is for both sides."""
    for verb in verbs:
        label = ConsignmentApplication.VERBS[verb].label
        records = records.exclude(
            Q(history_change_reason__startswith=label) & ~Q(history_change_reason=f"{label}：{ON_PAPER}")
        )
    return records


def is_with_center(application):
    """Whether what stands in the application is what was handed in: nothing is being typed, nothing was given up."""
    return application.state not in (ApplicationState.DRAFT, ApplicationState.RETURNED, ApplicationState.WITHDRAWN)
