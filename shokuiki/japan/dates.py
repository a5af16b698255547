"""Japanese dates: 和暦, 年度, ages and working days.

Every function takes a plain ``date``. Turn an aware ``datetime`` into its local day first (the template tags do).
Legal basis of every border here: the imperial proclamations and 元号法; 根拠 within the product: domain rule P4.
"""

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

import jpholiday

from .numbers import normalize_digits


class DateError(ValueError):
    """What was typed is no date. ``str(error)`` is a Japanese sentence that says what to type instead."""


class Era(NamedTuple):
    name: str
    letter: str
    first: date

    @property
    def last(self):
        """The last day of the era, or None for the present one."""
        following = ERAS.index(self) + 1
        return ERAS[following].first - timedelta(days=1) if following < len(ERAS) else None

    def year_of(self, gregorian_year):
        return gregorian_year - self.first.year + 1


ERAS = (
    Era("明治", "M", date(1868, 1, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)
BY_WORD = {word: era for era in ERAS for word in (era.name, era.letter)}

# Japan counts by the Gregorian calendar from this day; what is written for an earlier day is of the lunar calendar.
GREGORIAN_SINCE = date(1873, 1, 1)
WEEKDAYS = "月火水木金土日"
WRITTEN = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|[MTSHR])(?P<era_year>元|\d{1,2})|(?P<year>\d{4}))[-/.年]"
    r"(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?:\((?P<weekday>[月火水木金土日])\))?"
)


# --- Writing ------------------------------------------------------------------------------------------------------


def era_of(d):
    """The era of a day, or None before 明治."""
    return next((era for era in reversed(ERAS) if d >= era.first), None)


def wareki_year(d):
    """「令和8年」, 「令和元年」; before 明治 the Gregorian year."""
    era = era_of(d)
    if era is None:
        return f"{d.year}年"
    number = era.year_of(d.year)
    return f"{era.name}{'元' if number == 1 else number}年"


def wareki(d, weekday=True):
    """「令和8年11月24日（火）」, without the weekday 「令和8年11月24日」."""
    text = f"{wareki_year(d)}{d.month}月{d.day}日"
    return f"{text}（{WEEKDAYS[d.weekday()]}）" if weekday else text


def wareki_short(d):
    """「R8.11.24」 for narrow columns; the first year is 1."""
    era = era_of(d)
    year = f"{era.letter}{era.year_of(d.year)}" if era else d.year
    return f"{year}.{d.month}.{d.day}"


def month_day(d):
    """「11月24日（火）」."""
    return f"{d.month}月{d.day}日（{WEEKDAYS[d.weekday()]}）"


# --- Reading ------------------------------------------------------------------------------------------------------


def parse_date(text, *, validity=False):
    """The date that a person wrote: 2026-12-07, 2026/12/7, 2026.12.7, 2026年12月7日, R8.12.7, 令和8年12月7日.

    元年, full-width characters, spaces and a weekday in brackets are read too; a weekday that does not fit is refused.
    With ``validity`` (terms of validity and due dates only) 平成33年3月31日 is read as 令和3年3月31日, because papers
    printed before 2019 still carry such dates. Birth dates and events never are: nobody was born in 昭和65年.
    Raises DateError.
    """
    return _read(text, validity)[0]


def parse_validity(text):
    """``(date, converted)`` of a term of validity; ``converted`` is true where 平成 was carried on beyond its end."""
    return _read(text, validity=True)


def from_parts(era, year, month, day, *, validity=False):
    """The date of four boxes: the name of the era, and numbers or what was typed (any width, 元). Raises DateError."""
    found = BY_WORD.get(str(era).strip())
    if found is None:
        raise DateError("元号を選んでください。例：令和")
    year = _number(year, "年は数字で入力してください。1年目は「元」でも入力できます。", first=True)
    month = _number(month, "月は1から12までの数字で入力してください。")
    day = _number(day, "日は1から31までの数字で入力してください。")
    return _in_era(found, year, month, day, validity)


def _read(text, validity):
    cleaned = normalize_digits(text)
    if not cleaned:
        raise DateError("日付を入力してください。例：令和8年12月7日")
    match = WRITTEN.fullmatch(cleaned.upper())
    if match is None:
        raise DateError("日付を読み取れません。「令和8年12月7日」「R8.12.7」「2026-12-07」のように入力してください。")
    month, day = int(match["month"]), int(match["day"])
    if match["era"]:
        era = BY_WORD[match["era"]]
        year = 1 if match["era_year"] == "元" else int(match["era_year"])
        found = _in_era(era, year, month, day, validity)
        converted = era_of(found) != era
    else:
        found, converted = _day(int(match["year"]), month, day, f"{match['year']}年"), False
    if match["weekday"] and match["weekday"] != WEEKDAYS[found.weekday()]:
        right = f"{wareki(found, weekday=False)}は{WEEKDAYS[found.weekday()]}曜日です。"
        raise DateError(f"{right}日付か曜日を直してください。")
    return found, converted


def _number(value, complaint, first=False):
    text = normalize_digits(str(value))
    if first and text == "元":
        return 1
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise DateError(complaint)
    return int(text)


def _in_era(era, year, month, day, validity):
    if year == 0:
        raise DateError(f"{era.name}0年はありません。{_beginning(era)}年を確認してください。")
    found = _day(era.first.year + year - 1, month, day, f"{era.name}{'元' if year == 1 else year}年")
    if found < era.first:
        raise DateError(f"{_beginning(era)}{wareki(found, weekday=False)}と入力してください。")
    if era.last and found > era.last and not (validity and era.name == "平成"):
        raise DateError(
            f"{era.name}は{wareki(era.last, weekday=False)}までです。{wareki(found, weekday=False)}と入力してください。"
        )
    return found


def _beginning(era):
    return f"{era.name}は{wareki(era.first, weekday=False)}からです。"


def _day(year, month, day, year_text):
    if not 1 <= month <= 12:
        raise DateError("月は1から12までの数字で入力してください。")
    if year < GREGORIAN_SINCE.year:
        raise DateError("明治5年までは旧暦です。明治6年（1873年）1月1日から後の日付を入力してください。")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateError(f"{year_text}{month}月は1日から{last}日までです。日を確認してください。")
    return date(year, month, day)


# --- 年度 -----------------------------------------------------------------------------------------------------------


def fiscal_year(d):
    """The Gregorian year in which the 年度 of a day began: it changes on 1 April, so 31 March is of the year before."""
    return d.year if d.month >= 4 else d.year - 1


def fiscal_year_range(year):
    """First and last day (both inside) of the 年度 that began in the Gregorian ``year``."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_year_label(d):
    """「令和8年度」 of a day, or of a Gregorian year as `fiscal_year` returns it.

    判断: 2019年度は全体を令和元年度と呼ぶ（政府の取扱い）。5月1日の元号で数えると、どの年度も慣行と合う。
    """
    return f"{wareki_year(_naming_day(d))}度"


def case_year(d):
    """「R8」: era letter and number of the 年度, the first part of a case number.

    判断: 年度の呼び方と同じく5月1日の元号で数える。2018年度は H30、2019年度は4月の日付でも R1。
    """
    day = _naming_day(d)
    era = era_of(day)
    return f"{era.letter}{era.year_of(day.year)}"


def _naming_day(d):
    return date(d if isinstance(d, int) else fiscal_year(d), 5, 1)


# --- Ages and working days ----------------------------------------------------------------------------------------


def age(birth, on):
    """Full years of age on a day, by the calendar birthday; born on 29 February: on 1 March in common years.

    判断: 法律上は誕生日の前日の終わりに年を取るが、画面の年齢は誕生日に変わるほうが読み違えがない。
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def is_working_day(d):
    """False on Saturdays, Sundays, public holidays and from 29 December to 3 January (the offices' year end)."""
    year_end = (d.month, d.day) >= (12, 29) or (d.month, d.day) <= (1, 3)
    return d.weekday() < 5 and not year_end and not jpholiday.is_holiday(d)


def add_working_days(d, n):
    """The n-th working day after a day (before it for a negative n); 0 gives the day itself, working day or not."""
    step = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        d += step
        while not is_working_day(d):
            d += step
    return d
