"""The one clock. Every recorded time comes from here; only sample, benchmark and test set-up may move it."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

from shokuiki.japan.dates import wareki
from shokuiki.records.errors import Refused

_moved = ContextVar("moved_clock", default=None)


def now():
    """The present moment (aware), or the moment the clock was moved to."""
    return _moved.get() or timezone.now()


def today():
    """The present day in Japan."""
    return timezone.localtime(now()).date()


@contextmanager
def moved_to(moment):
    """Within the block it is `moment`: an aware datetime, or a date (then 10:00 of that day)."""
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = timezone.make_aware(datetime.combine(moment, time(10)))
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)




def happened(on, what, *, not_before=None, before_what=""):
    """Refuse an event date that lies in the future, or before another day it cannot precede.

    what, before_what: how the dates are called in the sentence.
    """
    if on > today():
        raise Refused(f"{what}が先の日付です。今日までの日付を入力してください。")
    if not_before and on < not_before:
        raise Refused(f"{what}は、{before_what}（{wareki(not_before)}）以後の日付を入力してください。")
