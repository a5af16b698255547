"""What differs between two 提出 of an application, in words."""

from dataclasses import dataclass

from partners.forms.application import STEPS
from partners.models import ConsignmentApplication
from partners.words import FACTS, ROWS, grouped, label_of, say
from shokuiki.files.enums import FileKind

ROW_NOUNS = {"facilities": "施設", "candidates": "パートナー候補"}


@dataclass
class Comparison:
    """One 提出 against the one before it: who handed each in and when, and (label, before, after)."""

    before: object
    after: object
    rows: list


def compare(before, after):
    return Comparison(before, after, difference(before.content, after.content))


def difference(before, after):
    """[(label, before, after)] between two contents of 提出, in the order of the form."""
    found = []
    for step in STEPS:
        if step in ROWS:
            found += row_differences(step, before[step], after[step])
            continue
        for name in FACTS[step]:
            old, new = (say(ConsignmentApplication, name, content["fields"].get(name)) for content in (before, after))
            if old != new:
                found.append((label_of(ConsignmentApplication, name), old, new))
    return found + file_differences(before.get("files"), after.get("files"))


def file_differences(before, after):
    """The files that came and went; nothing where one of the two 提出 did not name its files yet."""
    if before is None or after is None:
        return []
    old, new = ({row["id"]: file_in_words(row) for row in rows} for rows in (before, after))
    came = [("添付ファイルの追加", "", words) for pk, words in new.items() if pk not in old]
    return came + [("添付ファイルの削除", words, "") for pk, words in old.items() if pk not in new]


def file_in_words(row):
    return f"{row['title']}\n{row['name']}（{FileKind(row['kind']).label}）\n内容の指紋：{grouped(row['sha256'])}"


def row_differences(step, before, after):
    """The rows of a table that were changed, added and removed; matched by their id, else by their name."""
    left, found = list(before), []
    for row in after:
        old = _counterpart(row, left)
        if old is not None:
            left.remove(old)
        found += row_difference(step, old, row)
    for row in left:
        found += row_difference(step, row, None)
    return found


def _counterpart(row, rows):
    """Early contents hold no ids; a row that was removed and typed anew has another id and the same name."""
    by_id = [other for other in rows if row.get("id") is not None and other.get("id") == row["id"]]
    return next(iter(by_id or [other for other in rows if other["name"] == row["name"]]), None)


def row_difference(step, before, after):
    """[(label, before, after)] of one row: what changed in it, or the whole of it where it came or went."""
    model, columns = ROWS[step]
    noun = ROW_NOUNS[step]
    if before is None or after is None:
        row = after or before
        parts = ((label_of(model, name), say(model, name, row[name])) for name in columns if name != "name")
        words = "\n".join([row["name"], *(f"{label}：{value}" for label, value in parts if value)])
        return [(f"{noun}の追加", "", words)] if before is None else [(f"{noun}の削除", words, "")]
    found = []
    for name in columns:
        old, new = say(model, name, before[name]), say(model, name, after[name])
        if old != new:
            found.append((f"{noun}「{before['name']}」の{label_of(model, name)}", old, new))
    return found
