"""The head of each chain in a small text file, to be kept elsewhere: on paper, on a stick, with somebody else.

A line for each center, and the SHA-256 of all that stands above the last line. What was kept once catches a chain that
was cut short or made anew from its first entry, and a database put back from an older backup.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from shokuiki.japan.dates import wareki
from shokuiki.records import clock, ledger, verify
from shokuiki.records.models import Chain

TITLE = "# 職域　決定の連鎖の控え"
NOTE = "# データベースとは別の場所に保管してください。確かめるとき： manage.py verify_records --against このファイル"
LINE = re.compile(r"center=(\d+) number=(\d+) hash=([0-9a-f]{64}|-) at=(\S+) name=(.*)")
SEAL = "sha256="


class Unreadable(Exception):
    """The file is no head file, or was changed."""


@dataclass(frozen=True)
class Head:
    """Where the chain of a center ended at a moment. number 0 and hash "": nothing was decided yet."""

    center_id: int
    center: str
    number: int
    hash: str
    at: datetime

    @property
    def when(self):
        """The moment in words."""
        local = timezone.localtime(self.at)
        return f"{wareki(local.date(), weekday=False)} {local:%H:%M}"


def heads(center_ids=None):
    """The heads of these centers, or of all, as they are now."""
    organizations = verify.centers()
    if center_ids is not None:
        organizations = organizations.filter(pk__in=center_ids)
    names = dict(organizations.values_list("pk", "name"))
    ends = {chain.center_id: chain for chain in Chain.objects.filter(center_id__in=names)}
    now = clock.now()
    return [
        Head(pk, name, ends[pk].number if pk in ends else 0, ends[pk].hash if pk in ends else "", now)
        for pk, name in names.items()
    ]


def write(found):
    """The text of a head file."""
    lines = [TITLE, NOTE]
    for head in found:
        name = " ".join(head.center.split())
        lines.append(
            f"center={head.center_id} number={head.number} hash={head.hash or '-'} at={ledger.moment(head.at)} name={name}"
        )
    body = "".join(f"{line}\n" for line in lines)
    return f"{body}{SEAL}{_sum(body)}\n"


def read(text):
    """The heads in the text of a head file. Raises `Unreadable` with a sentence."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n")
    body, _, last = text.rpartition("\n")
    if not last.startswith(SEAL) or last.removeprefix(SEAL).strip() != _sum(f"{body}\n"):
        raise Unreadable("控えのファイルが途中で切れているか、書き換えられています。別に保管した控えを使ってください。")
    found = [LINE.fullmatch(line) for line in body.split("\n") if not line.startswith("#")]
    if not found or None in found:
        raise Unreadable("決定の連鎖の控えではありません。verify_records --head で書き出したファイルを指定してください。")
    return [
        Head(
            int(row[1]), row[5], int(row[2]), "" if row[3] == "-" else row[3],
            datetime.strptime(row[4], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC),
        )
        for row in found
    ]


def _sum(body):
    return hashlib.sha256(body.encode("utf-8")).hexdigest()
