"""開示請求: everything held on one person, as a declared list of sections.

A room above registers its own sections when it starts (AppConfig.ready); this room never names it.
"""

from dataclasses import dataclass, field

from django.db.models import ForeignKey

from cases.models import (
    Case,
    Certificate,
    Consent,
    ConsentRecipient,
    Contract,
    CurriculumItem,
    DailyLog,
    Disability,
    Disclosure,
    EmergencyAccess,
    Employment,
    FollowUpPlan,
    FollowUpRecord,
    FollowUpRole,
    FollowUpWay,
    GoalNote,
    Interview,
    PartnerAssignment,
    Person,
    PlanCooperation,
    PlanGoal,
    RehabilitationPlan,
    SupportGoal,
    SupportPhase,
    SupportPlan,
    TestResult,
    VocationalEvaluation,
    WorkObservation,
)
from shokuiki.accounts.enums import POST_LABELS
from shokuiki.files.models import Attachment
from shokuiki.japan.dates import wareki
from shokuiki.pages.amendments import gathered
from shokuiki.records.amending import Amendable
from shokuiki.records.history import HIDDEN, changes, in_words
from shokuiki.records.models import AccessEntry, Amendment, Decision


@dataclass(frozen=True)
class Table:
    """The rows of one model that belong to a person, every column with its label.

    way: the lookup from a row to the person. parent: the column by which the row stands under a row of the table that
    lists this one in its `parts`. joins: what the names of a row need beside its own foreign keys. without: lookups of
    rows left out. attached: whether files can be attached to a row. title: function (row) -> the heading of its block.
    """

    model: type
    way: str
    parts: tuple = ()
    parent: str = ""
    joins: tuple = ()
    without: dict = field(default_factory=dict)
    attached: bool = False
    title: object = str

    @property
    def columns(self):
        return [
            column for column in self.model._meta.concrete_fields if column.name not in HIDDEN | {self.parent, "person"}
        ]

    def rows(self, person):
        names = [column.name for column in self.columns if isinstance(column, ForeignKey)]
        found = self.model._base_manager.filter(**{self.way: person.pk}).exclude(**self.without)
        return found.select_related(*names, *self.joins).order_by(*self.model._meta.ordering or ["pk"])

    def history(self, person):
        found = self.model.history.filter(**{self.way: person.pk})
        if self.without:
            found = found.exclude(id__in=self.model._base_manager.filter(**{self.way: person.pk}, **self.without).values("pk"))
        return found

    def facts(self, row):
        """[(label, words)] of the columns that hold something."""
        found = []
        for column in self.columns:
            related = isinstance(column, ForeignKey)
            value = getattr(row, column.name if related else column.attname)
            words = ("" if value is None else str(value)) if related else in_words(column, value)
            if words:
                found.append((column.verbose_name, words))
        return found


@dataclass
class Block:
    """One record in the document. lists: [(heading, [line])]; amendments: [Amended]."""

    title: str
    facts: list = field(default_factory=list)
    lists: list = field(default_factory=list)
    amendments: list = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """One part of the document, which can be left out as a whole. build: function (person) -> [Block] where the tables
    alone do not tell; tables: what すべての履歴 is read from, too."""

    key: str
    title: str
    order: int
    tables: tuple = ()
    build: object = None
    note: str = ""

    def blocks(self, person):
        if self.build:
            return self.build(person)
        return [block for table in self.tables for block in blocks_of(table, person)]


SECTIONS = []
# What a row belongs to stands in its block.
PARENTS = {"case", "person", "consent", "evaluation", "plan", "log", "assignment", "item"}


def register(*sections):
    SECTIONS.extend(sections)
    SECTIONS.sort(key=lambda section: section.order)


# --- Tables -----------------------------------------------------------------------------------------------------------
def blocks_of(table, person):
    """A block for each row, its parts, its files and its 追記・訂正 with it: one query for each of them."""
    rows = list(table.rows(person))
    lines = [(part, lines_of(part, person)) for part in table.parts]
    amended = gathered(Amendment.objects.about(*rows)) if issubclass(table.model, Amendable) else {}
    files = files_of(rows) if table.attached else {}
    found = []
    for row in rows:
        lists = [(part.model._meta.verbose_name, by_parent[row.pk]) for part, by_parent in lines if row.pk in by_parent]
        if row.pk in files:
            lists.append(("添付ファイル", files[row.pk]))
        found.append(Block(table.title(row), table.facts(row), lists, amended.get(row.pk, [])))
    return found


def lines_of(table, person):
    """{pk of the parent: [line]} of rows that stand under another."""
    found = {}
    for row in table.rows(person):
        line = "　".join(f"{label}：{words}" for label, words in table.facts(row))
        found.setdefault(getattr(row, f"{table.parent}_id"), []).append(line)
    return found


def files_of(rows):
    """{pk of the noun: [line]} of what is or was attached to these rows of one kind."""
    found = {}
    for file in Attachment.objects.about(*rows):
        gone = f"（{file.get_state_display()}）" if not file.is_kept else ""
        line = f"{file.title}　{file.name}　{in_words(file._meta.get_field('added_at'), file.added_at)}添付{gone}"
        found.setdefault(file.noun_id, []).append(line)
    return found


def changes_in(sections, person):
    """What was changed in the tables of these sections, the newest first: one query a table.

    What a row held at first stands in its section, or as the value before a change; only of a row taken away since it
    is told here.
    """
    tables = [part for section in sections for table in section.tables for part in (table, *table.parts)]
    histories = [table.history(person) for table in tables if hasattr(table.model, "history")]
    found = changes(*histories, limit=None, hidden=PARENTS)
    gone = {(change.noun, change.row_id) for change in found if change.kind == "-"}
    for change in found:
        if change.kind == "+" and (change.noun, change.row_id) not in gone:
            change.rows = []
    return found


# --- Sections told otherwise --------------------------------------------------------------------------------------------
def decisions_of(person):
    posts, found = POST_LABELS, []
    for decision in Decision.objects.about(*person.cases.all()):
        text = decision.text
        words = {column.name: in_words(column, getattr(text, column.attname)) for column in text._meta.concrete_fields}
        who = f"{posts.get(decision.post, '')} {decision.by}".strip()
        facts = [
            ("決定日", in_words(decision._meta.get_field("event_date"), decision.event_date)), ("決定者", who),
            ("代決した相手", str(decision.on_behalf_of or "")), ("理由", words["reason"]), ("条件", words["conditions"]),
            ("注意を了承した理由", words["acknowledged"]),
        ]
        rules = [
            f"{rule['no']}　{rule['title']}　{text.facts.get(rule['no'], '')}（{rule['clause']}）" for rule in decision.rests_on
        ]
        found.append(
            Block(
                f"{decision.get_kind_display()}　{decision.get_outcome_display()}", [fact for fact in facts if fact[1]],
                [("確認した要件", rules)] if rules else [],
            )
        )
    return found


def access_of(person):
    """Who was shown this person's data: 緊急閲覧, then one line an answer."""
    posts, columns = POST_LABELS, AccessEntry._meta
    lines = [
        f"{in_words(columns.get_field('at'), entry.at)}　{posts.get(entry.post, '')} {entry.user or ''}　{entry.page_name}　"
        f"{entry.get_kind_display()}{f'（{entry.basis}）' if entry.basis else ''}"
        for entry in AccessEntry.objects.about(person.pk).select_related("user").order_by("at", "pk")
    ]
    found = blocks_of(EMERGENCY, person)
    return [*found, Block("閲覧の記録", lists=[("だれが、いつ、どの画面を見たか", lines)])] if lines else found


def dated(row):
    return f"{row._meta.verbose_name}　{wareki(row.date)}"


HISTORY = Section("history", "すべての履歴（だれが、いつ、何を変えたか）", 140)
EMERGENCY = Table(EmergencyAccess, "case__person", joins=("case__person",))
OF_CASE = {"way": "case__person", "joins": ("case__person",)}
NOT_SUBMITTED = {"submitted_at": None}

register(
    Section("person", "基本情報、障害、手帳", 10, (
        Table(Person, "id", parts=(
            Table(Disability, "person", parent="person"), Table(Certificate, "person", parent="person"),
        )),
    )),
    Section("consents", "同意", 20, (
        Table(Consent, "person", attached=True, parts=(
            Table(ConsentRecipient, "consent__person", parent="consent"),
        )),
    )),
    Section("cases", "案件", 30, (Table(Case, "person", joins=("previous_case__person", "selection__organization")),)),
    Section("decisions", "決定", 40, build=decisions_of),
    Section("evaluations", "職業評価", 50, (
        Table(VocationalEvaluation, **OF_CASE, attached=True, parts=tuple(
            Table(model, "evaluation__case__person", parent="evaluation") for model in (Interview, TestResult, WorkObservation)
        )),
    )),
    Section("plans", "職業リハビリテーション計画（すべての版）", 60, (
        Table(RehabilitationPlan, **OF_CASE, parts=tuple(
            Table(model, "plan__case__person", parent="plan") for model in (PlanGoal, PlanCooperation)
        )),
    )),
    Section("support_plans", "支援計画（すべての版）", 70, (
        Table(SupportPlan, **OF_CASE, parts=tuple(
            Table(model, "plan__case__person", parent="plan") for model in (SupportPhase, SupportGoal)
        )),
    )),
    Section("partners", "担当の割当て、委託契約", 90, (
        Table(PartnerAssignment, **OF_CASE), Table(Contract, "case__person", joins=("case__person", "selection__organization")),
    )),
    # 判断: what a partner has not handed in yet is not the center's record.
    Section("logs", "支援日誌", 100, (
        Table(DailyLog, "case__person", joins=("case__person", "assignment__partner"), without=NOT_SUBMITTED, title=dated, parts=(
            Table(GoalNote, "log__case__person", parent="log", without={"log__submitted_at": None}),
        )),
    ), note="パートナーがまだ提出していない日誌は、センターの記録ではないため含みません。"),
    Section("follow_up", "フォローアップ、就職", 110, (
        Table(FollowUpPlan, **OF_CASE, parts=tuple(
            Table(model, "plan__case__person", parent="plan") for model in (FollowUpRole, CurriculumItem, FollowUpWay)
        )),
        Table(FollowUpRecord, **OF_CASE, title=dated), Table(Employment, **OF_CASE),
    )),
    Section("access", "閲覧の記録", 120, (EMERGENCY,), build=access_of),
    Section("disclosures", "これまでの開示の文書", 130, (Table(Disclosure, **OF_CASE),)),
    HISTORY,
)
