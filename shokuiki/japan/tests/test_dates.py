"""P4 and P5: eras to the day, what people write, 年度, ages and working days."""

from datetime import date

import pytest

from shokuiki.japan import dates
from shokuiki.japan.dates import DateError

FIRST_DAY, LAST_DAY = date(1873, 1, 1), date(2100, 12, 31)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2026, 11, 24), "令和8年11月24日"),
    ],
)
def test_each_border_day_is_written_in_its_era_and_read_back(day, written):
    assert dates.wareki(day, weekday=False) == written
    assert dates.parse_date(written) == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("明治45年7月30日", "明治は明治45年7月29日までです。大正元年7月30日と入力してください。"),
        ("大正元年7月29日", "大正は大正元年7月30日からです。明治45年7月29日と入力してください。"),
        ("大正15年12月25日", "大正は大正15年12月24日までです。昭和元年12月25日と入力してください。"),
        ("昭和元年12月24日", "昭和は昭和元年12月25日からです。大正15年12月24日と入力してください。"),
        ("昭和64年1月8日", "昭和は昭和64年1月7日までです。平成元年1月8日と入力してください。"),
        ("昭和65年4月1日", "昭和は昭和64年1月7日までです。平成2年4月1日と入力してください。"),
        ("平成元年1月7日", "平成は平成元年1月8日からです。昭和64年1月7日と入力してください。"),
        ("平成0年4月1日", "平成0年はありません。平成は平成元年1月8日からです。年を確認してください。"),
        ("平成31年5月1日", "平成は平成31年4月30日までです。令和元年5月1日と入力してください。"),
        ("平成33年3月31日", "平成は平成31年4月30日までです。令和3年3月31日と入力してください。"),
        ("令和元年4月30日", "令和は令和元年5月1日からです。平成31年4月30日と入力してください。"),
        ("R0.4.1", "令和0年はありません。令和は令和元年5月1日からです。年を確認してください。"),
        ("明治5年12月2日", "明治5年までは旧暦です。明治6年（1873年）1月1日から後の日付を入力してください。"),
        ("1872-12-31", "明治5年までは旧暦です。明治6年（1873年）1月1日から後の日付を入力してください。"),
        ("令和8年2月29日", "令和8年2月は1日から28日までです。日を確認してください。"),
        ("2026-11-31", "2026年11月は1日から30日までです。日を確認してください。"),
        ("2026-11-0", "2026年11月は1日から30日までです。日を確認してください。"),
        ("R8.13.1", "月は1から12までの数字で入力してください。"),
        ("令和8年12月7日（火）", "令和8年12月7日は月曜日です。日付か曜日を直してください。"),
        ("　", "日付を入力してください。例：令和8年12月7日"),
    ],
)
def test_an_impossible_date_is_refused_with_what_to_type(typed, sentence):
    with pytest.raises(DateError) as refused:
        dates.parse_date(typed)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("typed", ["あした", "8.12.7", "26-12-07", "2026-12", "12月7日", "X8.12.7", "2026-12-07-1"])
def test_what_is_no_date_is_answered_with_three_examples(typed):
    with pytest.raises(DateError) as refused:
        dates.parse_date(typed)
    assert str(refused.value) == (
        "日付を読み取れません。「令和8年12月7日」「R8.12.7」「2026-12-07」のように入力してください。"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-07",
        "2026/12/7",
        "2026.12.7",
        "2026年12月7日",
        "R8.12.7",
        "R8/12/7",
        "r8-12-7",
        "令和8年12月7日",
        "令和8年12月7日（月）",
        "２０２６－１２－０７",
        "２０２６／１２／７",
        "２０２６ー１２ー７",
        "Ｒ８．１２．７",
        "ｒ８．１２．７",
        "　令和 ８年 １２月 ７日 ",
        "㋿8年12月7日",
    ],
)
def test_the_same_day_is_read_in_every_notation_and_width(typed):
    assert dates.parse_date(typed) == date(2026, 12, 7)


@pytest.mark.parametrize("typed", ["令和元年5月1日", "令和1年5月1日", "R1.5.1", "R元.5.1", "令和　元年　５月　１日"])
def test_the_first_year_is_read_as_gannen_and_as_one(typed):
    assert dates.parse_date(typed) == date(2019, 5, 1)


def test_every_day_from_meiji_6_to_2100_is_read_back_as_it_is_written():
    for number in range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1):
        day = date.fromordinal(number)
        for written in (
            dates.wareki(day),
            dates.wareki(day, weekday=False),
            dates.wareki_short(day),
            day.isoformat(),
            f"{day.year}年{day.month}月{day.day}日",
        ):
            assert dates.parse_date(written) == day
            assert dates.parse_validity(written) == (day, False)


def test_a_term_of_validity_printed_before_2019_is_converted_and_says_so():
    assert dates.parse_validity("平成33年3月31日") == (date(2021, 3, 31), True)
    assert dates.parse_date("平成33年3月31日", validity=True) == date(2021, 3, 31)
    assert dates.from_parts("平成", 33, 3, 31, validity=True) == date(2021, 3, 31)


def test_the_conversion_begins_the_day_after_the_last_day_of_heisei():
    assert dates.parse_validity("平成31年4月30日") == (date(2019, 4, 30), False)
    assert dates.parse_validity("平成31年5月1日") == (date(2019, 5, 1), True)


def test_only_heisei_is_carried_on_beyond_its_end():
    with pytest.raises(DateError):
        dates.parse_validity("昭和65年3月31日")


@pytest.mark.parametrize("parts", [("平成", 10, 5, 14), ("平成", "１０", "５", "１４"), ("H", " 10 ", "05", "14")])
def test_parts_are_read_as_numbers_and_as_typed_in_any_width(parts):
    assert dates.from_parts(*parts) == date(1998, 5, 14)


def test_parts_know_the_first_year_by_its_name():
    assert dates.from_parts("平成", "元", "1", "8") == date(1989, 1, 8)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "8", "4", "1"), "元号を選んでください。例：令和"),
        (("令和", "八", "4", "1"), "年は数字で入力してください。1年目は「元」でも入力できます。"),
        (("令和", "8", "元", "1"), "月は1から12までの数字で入力してください。"),
        (("令和", "8", "13", "1"), "月は1から12までの数字で入力してください。"),
        (("令和", "8", "4", "x"), "日は1から31までの数字で入力してください。"),
        (("令和", "8", "4", "31"), "令和8年4月は1日から30日までです。日を確認してください。"),
        (("昭和", "64", "1", "8"), "昭和は昭和64年1月7日までです。平成元年1月8日と入力してください。"),
        (("平成", "33", "3", "31"), "平成は平成31年4月30日までです。令和3年3月31日と入力してください。"),
    ],
)
def test_impossible_parts_are_refused_with_what_to_type(parts, sentence):
    with pytest.raises(DateError) as refused:
        dates.from_parts(*parts)
    assert str(refused.value) == sentence


def test_a_day_is_written_long_short_and_without_its_year():
    day = date(2026, 11, 24)
    assert dates.wareki(day) == "令和8年11月24日（火）"
    assert dates.wareki_short(day) == "R8.11.24"
    assert dates.month_day(day) == "11月24日（火）"
    assert dates.wareki_year(day) == "令和8年"
    assert dates.wareki_year(date(2019, 12, 31)) == "令和元年"
    assert dates.wareki_short(date(2019, 5, 1)) == "R1.5.1"


def test_a_day_before_meiji_is_written_in_the_gregorian_year():
    assert dates.wareki(date(1868, 1, 25), weekday=False) == "明治元年1月25日"
    assert dates.wareki(date(1868, 1, 24), weekday=False) == "1868年1月24日"


def test_the_fiscal_year_changes_between_31_march_and_1_april():
    assert dates.fiscal_year(date(2027, 3, 31)) == 2026
    assert dates.fiscal_year(date(2027, 4, 1)) == 2027
    assert dates.fiscal_year_range(2026) == (date(2026, 4, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("day", "label", "short"),
    [
        (date(2027, 3, 31), "令和8年度", "R8"),
        (date(2026, 4, 1), "令和8年度", "R8"),
        (date(2019, 3, 31), "平成30年度", "H30"),
        (date(2019, 4, 1), "令和元年度", "R1"),
        (date(2020, 3, 31), "令和元年度", "R1"),
        (date(1989, 3, 31), "昭和63年度", "S63"),
        (date(1989, 4, 1), "平成元年度", "H1"),
    ],
)
def test_a_fiscal_year_is_named_by_the_era_of_its_first_of_may(day, label, short):
    assert dates.fiscal_year_label(day) == label
    assert dates.fiscal_year_label(dates.fiscal_year(day)) == label
    assert dates.case_year(day) == short


def test_age_changes_on_the_birthday():
    birth = date(1998, 5, 14)
    assert dates.age(birth, date(2026, 5, 13)) == 27
    assert dates.age(birth, date(2026, 5, 14)) == 28


def test_somebody_born_on_29_february_turns_on_1_march_in_a_common_year():
    birth = date(2000, 2, 29)
    assert dates.age(birth, date(2026, 2, 28)) == 25
    assert dates.age(birth, date(2026, 3, 1)) == 26
    assert dates.age(birth, date(2028, 2, 28)) == 27
    assert dates.age(birth, date(2028, 2, 29)) == 28


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 11, 23), False),  # 勤労感謝の日
        (date(2026, 11, 24), True),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2026, 12, 31), False),
        (date(2028, 1, 3), False),  # a Monday, and no public holiday
        (date(2028, 1, 4), True),
    ],
)
def test_offices_work_except_on_weekends_holidays_and_over_the_year_end(day, working):
    assert dates.is_working_day(day) is working


def test_working_days_are_counted_over_weekends_and_holidays_both_ways():
    assert dates.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert dates.add_working_days(date(2026, 11, 24), -1) == date(2026, 11, 20)
    assert dates.add_working_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert dates.add_working_days(date(2026, 11, 23), 0) == date(2026, 11, 23)
