"""追記・訂正 of a confirmed record: the row gets the right value, and both versions stay readable."""

from dataclasses import dataclass

from django.db.models import Field

from shokuiki.records.enums import AmendmentKind
from shokuiki.records.errors import Refused
from shokuiki.records.gate import gate, keep
from shokuiki.records.history import in_words
from shokuiki.records.models import Amendment
from shokuiki.records.tracked import Tracked


@dataclass(frozen=True)
class Place:
    """A column that may be corrected, of the noun itself or of a row that belongs to it.

    name: "content", or "notes-12-rating" for the row 12 of `notes`. label: how the page calls it.
    """

    name: str
    label: str
    row: Tracked
    column: Field

    @property
    def value(self):
        return getattr(self.row, self.column.attname)

    @property
    def words(self):
        return in_words(self.column, self.value)

    def differs(self, value):
        return _plain(value) != _plain(self.value)


def _plain(value):
    """Texts without what a browser does to their lines and ends; nothing is nothing."""
    if isinstance(value, str):
        value = "\n".join(value.splitlines()).strip()
    return None if value in ("", [], {}) else value


class Amendable:
    """A noun whose confirmed record is changed by 追記・訂正 only (P10). Its table of verbs has "amend".

    CORRECTABLE: names of columns with facts and texts; never a state, a decision, a conclusion or who decided.
    NOT_CORRECTABLE: what the page says of the rest, with its clause.
    """

    CORRECTABLE = ()
    NOT_CORRECTABLE = ""

    def correctable_rows(self):
        """[(prefix, row, how the page calls it, names of columns)] of the rows that belong to this record."""
        return []

    def places(self):
        """All that may be corrected, in the order of the page."""
        columns = [self._meta.get_field(name) for name in self.CORRECTABLE]
        found = [Place(column.name, column.verbose_name, self, column) for column in columns]
        for prefix, row, called, columns in self.correctable_rows():
            for name in columns:
                column = row._meta.get_field(name)
                found.append(Place(f"{prefix}-{row.pk}-{name}", f"{called}　{column.verbose_name}", row, column))
        return found

    def settle(self):
        """Called on the corrected noun before it is saved: refuses what the rules refuse, sets what follows."""

    def amend(self, *, by, changes, reason, seen=None):
        """訂正する. changes: {name of a `Place`: value}; those that change nothing are passed over."""
        _refuse_empty(reason, "reason", "訂正の理由を入力してください。")
        with gate(self, "amend", by=by, seen=seen, reason=reason) as noun:
            lines, rows = [], {}
            for place in noun.places():
                if place.name in changes and place.differs(changes[place.name]):
                    before = place.words
                    setattr(place.row, place.column.name, changes[place.name])
                    lines.append((place.name, place.label, before, place.words))
                    if place.row is not noun:
                        rows[id(place.row)] = place.row
            if not lines:
                raise Refused("変わったところがありません。直す項目を書き換えてください。")
            for row in rows.values():
                keep(row, by=by, reason=f"{noun.VERBS['amend'].label}：{reason}")
            noun.settle()
            Amendment.objects.record(noun, AmendmentKind.CORRECTION, lines, by=by, reason=reason)

    def append(self, *, by, text, reason, seen=None):
        """追記する: adds a text, changes nothing."""
        _refuse_empty(text, "text", "追記する内容を入力してください。")
        _refuse_empty(reason, "reason", "追記の理由を入力してください。")
        with gate(self, "amend", by=by, seen=seen, reason=reason) as noun:
            Amendment.objects.record(noun, AmendmentKind.ADDITION, [("", "追記", "", text)], by=by, reason=reason)


def _refuse_empty(text, field, sentence):
    if not text.strip():
        raise Refused(sentence, field=field)
