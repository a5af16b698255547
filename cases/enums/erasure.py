"""消去: the states of a request and its verbs."""

from django.db.models import TextChoices

from cases.enums.who import CHIEF_OR_DIRECTOR
from shokuiki.records.tracked import Verb


class ErasureState(TextChoices):
    PROPOSED = "proposed", "申請中"
    APPROVED_ONCE = "approved_once", "1人が承認"
    APPROVED = "approved", "承認済"
    CANCELLED = "cancelled", "取消し"


_E = ErasureState
ERASURE_VERBS = {
    "create": Verb("消去を申請する", None, None, CHIEF_OR_DIRECTOR),
    "read": Verb("消去の申請を見る", None, None, CHIEF_OR_DIRECTOR),
    "approve": Verb("消去を承認する（1人目）", {_E.PROPOSED}, _E.APPROVED_ONCE, CHIEF_OR_DIRECTOR),
    "approve_finally": Verb("消去を承認する（2人目）", {_E.APPROVED_ONCE}, _E.APPROVED, CHIEF_OR_DIRECTOR),
    "cancel": Verb("消去の申請を取り消す", {_E.PROPOSED, _E.APPROVED_ONCE, _E.APPROVED}, _E.CANCELLED, CHIEF_OR_DIRECTOR),
}
