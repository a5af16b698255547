"""The one type of error by which the model refuses; its text is a Japanese sentence for the person at the screen."""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """The moment does not allow this: a wrong state, or an unmet rule of the notice. Nothing was written.

    `requirements` are the unmet ones; `no` and `clause` are those of the first, or "".
    """

    def __init__(self, message, requirements=(), *, field=None):
        super().__init__(message)
        self.message = message
        self.requirements = tuple(requirements)
        self.no = self.requirements[0].no if self.requirements else ""
        self.clause = self.requirements[0].clause if self.requirements else ""
        self.field = field


class Stale(Refused):
    """Somebody else saved first. `by` is that user, `at` the moment (aware); `who`: how they are called, with さん."""

    def __init__(self, by, at, who=""):
        self.by, self.at, self.who = by, at, who or f"{by}さん"
        super().__init__(f"{self.who}が先に保存しました。下の内容はまだ保存されていません。最新の内容を確かめてから、もう一度保存してください。")


BROKEN_OFF = "同じときに行われたほかの操作と重なったため、保存できませんでした。入力した内容は残っています。もう一度、ボタンを押してください。"


def is_broken_off(error):
    """Whether a database error says that of two writers who waited for each other this one had to give way."""
    cause = error.__cause__
    deadlock_or_timeout = getattr(cause, "pgcode", None) in ("40P01", "40001", "55P03")
    return deadlock_or_timeout or getattr(cause, "sqlite_errorname", "").startswith("SQLITE_BUSY")


class NotAllowed(PermissionDenied):
    """The person does not hold the post this verb needs. offer: (sentence, label, url) of what they may do instead."""

    def __init__(self, *args, offer=None):
        super().__init__(*args)
        self.offer = offer
