"""Dates on pages."""

from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template

from shokuiki.records import clock


@pytest.fixture(autouse=True)
def november_of_reiwa_8():
    with clock.moved_to(date(2026, 11, 24)):
        yield


def render(source, value):
    return Template(source).render(Context({"value": value}))


LATE_EVENING_UTC = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)  # 5:05 of the next day in Japan


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ value|wareki }}", "令和8年11月24日（火）"),
        ("{{ value|wareki_date }}", "令和8年11月24日"),
        ("{{ value|month_day }}", "11月24日（火）"),
        ("{% jdate value %}", '<time datetime="2026-11-24">令和8年11月24日（火）</time>'),
        ("{% jday value %}", '<time datetime="2026-11-24">11月24日（火）</time>'),
    ],
)
@pytest.mark.parametrize("value", [date(2026, 11, 24), LATE_EVENING_UTC], ids=["date", "aware datetime"])
def test_a_date_and_the_japanese_day_of_a_moment_are_shown_alike(source, expected, value):
    assert render(source, value) == expected


@pytest.mark.parametrize(
    ("day", "in_a_list", "filtered"),
    [
        (date(2026, 4, 1), "4月1日（水）", "4月1日（水）"),
        (date(2027, 3, 31), "3月31日（水）", "3月31日（水）"),
        (date(2026, 3, 31), "令和8年3月31日（火）", "令和8年3月31日"),
        (date(2027, 4, 1), "令和9年4月1日（木）", "令和9年4月1日"),
    ],
)
def test_the_year_is_dropped_only_within_the_present_fiscal_year(day, in_a_list, filtered):
    assert render("{% jday value %}", day) == f'<time datetime="{day}">{in_a_list}</time>'
    assert render("{{ value|month_day }}", day) == filtered


def test_a_moment_is_shown_in_japanese_time():
    assert render("{% jdatetime value %}", LATE_EVENING_UTC) == (
        '<time datetime="2026-11-24T05:05+09:00">令和8年11月24日（火）5:05</time>'
    )
    assert render("{% jtime value %}", LATE_EVENING_UTC) == '<time datetime="05:05">5:05</time>'


def test_a_bare_time_and_a_bare_date_are_shown_as_what_they_are():
    assert render("{% jtime value %}", time(14, 32)) == '<time datetime="14:32">14:32</time>'
    assert render("{% jtime value %}", time(0)) == '<time datetime="00:00">0:00</time>'
    assert render("{% jdatetime value %}", date(2026, 11, 24)) == render("{% jdate value %}", date(2026, 11, 24))


def test_an_age_is_reckoned_on_a_day_or_today():
    assert render("{{ value|age_on }}", date(1998, 11, 24)) == "28"
    assert render("{{ value|age_on }}", date(1998, 11, 25)) == "27"
    birth = {"value": date(1998, 5, 14), "day": date(2026, 5, 13)}
    assert Template("{{ value|age_on:day }}").render(Context(birth)) == "27"


@pytest.mark.parametrize(
    "source",
    [
        "{{ value|wareki }}",
        "{{ value|wareki_date }}",
        "{{ value|month_day }}",
        "{{ value|age_on }}",
        "{% jdate value %}",
        "{% jday value %}",
        "{% jdatetime value %}",
        "{% jtime value %}",
    ],
)
def test_nothing_is_shown_for_nothing(source):
    assert render(source, None) == ""
