"""Verification: reads the ledger of a center from its first entry to its last and names what does not agree.

Reads in portions, so that a long ledger takes no more memory than a short one. What is found is said in sentences with
number, kind and day of the decision, never with the name of a person.
"""

import time
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from shokuiki.japan.dates import wareki
from shokuiki.records import append_only, intrusions, ledger, verify_nouns
from shokuiki.records.models import Chain, Decision, Verification

CHUNK = 500
MOST_FINDINGS = 200
MOST_GUESSES = 20_000  # how often one run tries out what an entry has been before it was changed
FURTHER = []  # functions (center id) -> sentences: what the rooms above know to be changed


class TakesTooLong(Exception):
    """The records of this center cannot be read through before the deadline."""


def centers():
    """Every center, and whatever else has decisions."""
    organization = Decision._meta.get_field("center").related_model
    deciding = Decision.objects.order_by().values("center")
    return organization._base_manager.filter(Q(kind="center") | Q(pk__in=deciding)).order_by("pk")


def verify(center_id, *, heads=(), by=None, night=None, seconds=None):
    """Look through the records of one center and keep what came of it. Returns the `Verification`.

    heads: what was kept elsewhere, see `records.heads`. night: the day of a nightly run; a second of the same night gives
    the first. seconds: raise `TakesTooLong` rather than go on longer.
    """
    run = Run(center_id, heads, time.monotonic() + seconds if seconds else None)
    run.whole()
    kept = Verification(
        center_id=center_id, by=by, night=night, count=run.count, ok=not run.findings, findings=run.findings_kept()
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        return Verification.objects.get(center_id=center_id, night=night)
    return kept


def name_of(decision):
    """「第3件　対象者選定（令和8年11月24日）」."""
    day = f"（{wareki(decision.event_date, weekday=False)}）" if decision.event_date else ""
    return f"第{decision.number}件　{decision.get_kind_display()}{day}"


@dataclass
class Place:
    """Where the reading stands: the last entry, and the hashes that the next may name as the one before."""

    number: int = 0
    pk: int = 0
    hashes: set = field(default_factory=lambda: {""})


class Run:
    def __init__(self, center_id, heads=(), deadline=None):
        self.center_id = center_id
        self.heads = {head.number: head for head in heads if head.center_id == center_id}
        self.deadline = deadline
        self.findings = []
        self.guesses = MOST_GUESSES
        self.count = 0
        self.last = Place()
        self.heads_met = {}

    def find(self, sentence):
        self.findings.append(sentence)

    def findings_kept(self):
        more = len(self.findings) - MOST_FINDINGS
        return self.findings[:MOST_FINDINGS] + ([f"ほか{more}件"] if more > 0 else [])

    def whole(self):
        self.read()
        with transaction.atomic():
            chain = Chain.objects.locked(self.center_id)
            self.read()  # what was decided while we read
            self.compare_end(chain)
        self.compare_heads()
        for sentence in verify_nouns.differences(self.center_id, self.in_time):
            self.find(sentence)
        for model in append_only.unprotected():
            self.find(f"{model._meta.verbose_name}の表（{model._meta.db_table}）を書き換えから守るトリガーがありません。")
        for sentence in intrusions.sentences():
            self.find(sentence)
        for further in FURTHER:
            for sentence in further(self.center_id):
                self.find(sentence)

    def in_time(self):
        if self.deadline and time.monotonic() > self.deadline:
            raise TakesTooLong

    # --- reading ------------------------------------------------------------------------------------------------
    def read(self):
        while rows := self.portion():
            self.in_time()
            decisions = [row for row in rows if isinstance(row, Decision)]
            wordless = {row.subject_label for row in decisions if not has_words(row)}
            self.erased = {noun: verify_nouns.erased(self.center_id, noun) for noun in wordless}
            for row in rows:
                self.look_at(row)
            for sentence in verify_nouns.missing(decisions):
                self.find(sentence)
            self.last.number, self.last.pk = rows[-1].number, rows[-1].pk

    def portion(self):
        place = Q(number__gt=self.last.number) | Q(number=self.last.number, pk__gt=self.last.pk)
        rows = Decision.objects.filter(place, center_id=self.center_id).order_by("number", "pk")
        detailed = rows.select_related("text").annotate(
            supersedes_number=F("supersedes__number"), supersedes_center=F("supersedes__center")
        )
        try:
            return list(detailed[:CHUNK])
        except (TypeError, ValueError):  # SQLite keeps what is no date and no JSON too
            return [_read_alone(detailed, pk, number) for pk, number in rows.values_list("pk", "number")[:CHUNK]]

    def look_at(self, row):
        self.count += 1
        if row.number > self.last.number + 1:
            self.missing(self.last.number + 1, row.number - 1)
        elif row.number < self.last.number + 1:
            self.find(f"第{row.number}件が重なっています。決定が書き加えられています。")
        follows = row.number == self.last.number + 1
        before, self.last = self.last, Place(row.number, row.pk)
        if not isinstance(row, Decision):
            self.find(f"第{row.number}件は読み取れません。内容が書き換えられています。")
            self.last.hashes = set()
            return
        computed = _hash_of(row)
        self.last.hashes = {row.hash, computed}
        if row.number in self.heads:
            self.heads_met[row.number] = row.hash
        if computed != row.hash:
            self.find(f"{name_of(row)}は、記録したときの内容と違います。{self.origin(row)}")
        elif follows and before.hashes and row.previous_hash not in before.hashes:
            self.find(f"{name_of(row)}は、一つ前の決定につながっていません。前の決定が差し替えられています。")
        self.look_at_words(row)
        if row.supersedes_id and row.supersedes_center != self.center_id:
            self.find(f"{name_of(row)}が改めた決定は、このセンターのものではありません。")

    def look_at_words(self, row):
        if not has_words(row):
            if row.subject_id not in self.erased[row.subject_label]:
                self.find(f"{name_of(row)}の理由と確認した事実がありません。保存期間の終わりによる消去の記録もありません。")
        elif ledger.text_digest(row.text) != row.text_digest:
            self.find(f"{name_of(row)}の理由・条件・確認した事実が、記録したときと違います。")

    def missing(self, first, last):
        numbers = f"第{first}件" if first == last else f"第{first}件から第{last}件まで"
        self.find(f"{numbers}の決定がありません。削除されたか、別の番号やセンターに移されています。")

    # --- what an entry was before ---------------------------------------------------------------------------------
    def origin(self, row):
        """One more sentence where its number, its noun or its center alone was changed."""
        known = _entry_of(row)
        if known is None:
            return ""
        for sentence, changes in self.candidates(row):
            self.guesses -= 1
            if self.guesses < 0:
                return ""
            if ledger.digest(known | changes) == row.hash:
                return sentence
        return ""

    def candidates(self, row):
        last = Chain.objects.filter(center_id=self.center_id).values_list("number", flat=True).first() or 0
        for number in range(1, last + 2):
            yield f"もとは第{number}件でした。順番が入れ替えられています。", {"number": number}
        for center in centers().exclude(pk=self.center_id).values_list("pk", flat=True):
            longest = Chain.objects.filter(center_id=center).values_list("number", flat=True).first() or 0
            for number in (row.number, *range(1, longest + 2)):
                yield f"もとは別のセンターの第{number}件でした。", {"center": center, "number": number}
        model = row.subject_type.model_class()
        for pk in verify_nouns.ids_of(model, self.center_id) if model else ():
            yield "もとは別の対象についての決定でした。", {"subject": {"noun": row.subject_label, "id": pk}}

    # --- the end ----------------------------------------------------------------------------------------------------
    def compare_end(self, chain):
        if chain.number > self.last.number:
            self.missing(self.last.number + 1, chain.number)
        elif chain.number < self.last.number:
            self.find(f"第{chain.number + 1}件から後の決定は、決定の手続きを経ずに書き加えられています。")
        elif chain.hash not in self.last.hashes:
            self.find(f"第{chain.number}件は、連鎖の終わりの照合値と違います。連鎖が作り直されています。")

    def compare_heads(self):
        for number, head in self.heads.items():
            if number > self.last.number:
                self.find(
                    f"決定が第{self.last.number}件までしかありません。保管した控え（{head.when}）には第{number}件まであります。"
                    "終わりの決定が削除されたか、古いバックアップから戻されています。"
                )
            elif number and self.heads_met.get(number) != head.hash:
                self.find(
                    f"第{number}件の照合値が、保管した控え（{head.when}）と違います。第{number}件までの決定が書き換えられ、"
                    "連鎖が作り直されています。"
                )


@dataclass
class Unreadable:
    pk: int
    number: int


def _read_alone(rows, pk, number):
    try:
        return rows.get(pk=pk)
    except (TypeError, ValueError):
        return Unreadable(pk, number)


def has_words(decision):
    text = getattr(decision, "text", None)
    return text is not None and bool(text.salt)


def _entry_of(row):
    """The entry as the row stands; None where it is not even one any more."""
    try:
        return ledger.entry(row, noun=row.subject_label, supersedes=row.supersedes_number)
    except (AttributeError, ContentType.DoesNotExist):
        return None


def _hash_of(row):
    known = _entry_of(row)
    return ledger.digest(known) if known else ""
