"""Dates on pages. All take a date, an aware datetime (shown as the local day) or nothing (an empty text).

Built into every template. 年度 and age are reckoned from `records.clock.today()`.
"""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html

from shokuiki.japan import dates
from shokuiki.records import clock

register = template.Library()


def local_day(value):
    """The day in Japan of a date or datetime."""
    return local(value).date() if isinstance(value, datetime) else value


def local(moment):
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def is_this_fiscal_year(day):
    return dates.fiscal_year(day) == dates.fiscal_year(clock.today())


def time_tag(machine, text):
    return format_html('<time datetime="{}">{}</time>', machine, text)


@register.filter
def wareki(value):
    """「令和8年11月24日（火）」."""
    return dates.wareki(local_day(value)) if value else ""


@register.filter
def wareki_date(value):
    """「令和8年11月24日」."""
    return dates.wareki(local_day(value), weekday=False) if value else ""


@register.filter
def month_day(value):
    """「11月24日（火）」 within the present 年度, otherwise 「令和7年11月24日」."""
    if not value:
        return ""
    day = local_day(value)
    return dates.month_day(day) if is_this_fiscal_year(day) else dates.wareki(day, weekday=False)


@register.filter
def age_on(birth, day=None):
    """Full years of age on a day, today without one: ``{{ person.birth_date|age_on }}``."""
    return dates.age(birth, local_day(day) if day else clock.today()) if birth else ""


@register.simple_tag
def jdate(value):
    """``<time>`` with 「令和8年11月24日（火）」."""
    if not value:
        return ""
    day = local_day(value)
    return time_tag(day.isoformat(), dates.wareki(day))


@register.simple_tag
def jday(value):
    """``<time>`` for lists: 「11月24日（火）」 within the present 年度, otherwise 「令和7年11月24日（月）」."""
    if not value:
        return ""
    day = local_day(value)
    return time_tag(day.isoformat(), dates.month_day(day) if is_this_fiscal_year(day) else dates.wareki(day))


@register.simple_tag
def jdatetime(value):
    """``<time>`` with 「令和8年11月24日（火）14:32」; a bare date as `jdate`."""
    if not isinstance(value, datetime):
        return jdate(value)
    moment = local(value)
    return time_tag(moment.isoformat(timespec="minutes"), f"{dates.wareki(moment.date())}{clock_time(moment)}")


@register.simple_tag
def jtime(value):
    """``<time>`` with 「14:32」 or 「9:00」, of a datetime or a time."""
    if value in (None, ""):
        return ""
    moment = local(value) if isinstance(value, datetime) else value
    return time_tag(f"{moment:%H:%M}", clock_time(moment))


def clock_time(moment):
    return f"{moment.hour}:{moment.minute:02}"
