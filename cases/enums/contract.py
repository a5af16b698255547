"""担当の割当て and 委託契約: their verbs, and the unit of the fee."""

from django.db.models import TextChoices

from cases.enums.who import PROGRAM
from shokuiki.records.tracked import Verb

ASSIGNMENT_VERBS = {
    "create": Verb("パートナーを割り当てる", None, None, PROGRAM),
    "end": Verb("割当てを終える", None, None, PROGRAM),
}


class ContractState(TextChoices):
    PREPARED = "prepared", "準備中"
    CONCLUDED = "concluded", "締結済"
    TERMINATED = "terminated", "終了"


class RateUnit(TextChoices):
    DAY = "day", "1日につき"
    HALF_DAY = "half_day", "半日につき"
    MONTH = "month", "1か月につき"
    CASE = "case", "1件につき"


CONTRACT_VERBS = {
    "create": Verb("委託契約を準備する", None, None, PROGRAM),
    "edit": Verb("委託契約を編集する", {ContractState.PREPARED}, None, PROGRAM),
    "confirm_accounting": Verb("区分経理を確認する", {ContractState.PREPARED}, None, PROGRAM),
    "conclude": Verb("委託契約を締結する", {ContractState.PREPARED}, ContractState.CONCLUDED, "所長"),
    "terminate": Verb("委託契約を終える", {ContractState.CONCLUDED}, ContractState.TERMINATED, "所長"),
}
