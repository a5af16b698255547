"""The parts that pages are made of, and the frame around them."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from shokuiki.pages.chips import Chip
from shokuiki.pages.templatetags.parts import ICONS, bar, goal_track, steps
from shokuiki.pages.tests.site import ENTRIES, FRAME, REQUIREMENTS, make_steps

OURS = list((settings.BASE_DIR / "templates").rglob("*.html"))


def rendered(source, request=None, **context):
    """A template source rendered to text, its white space made single."""
    return re.sub(r"\s+", " ", engines["django"].from_string(source).render(context, request)).strip()


# --- Small things -------------------------------------------------------------------------------------------------


def test_every_icon_is_in_the_sprite_and_no_other():
    sprite = render_to_string("components/sprite.html")
    assert set(re.findall(r'id="i-(\w+)"', sprite)) == ICONS


def test_an_icon_without_a_label_is_decoration():
    assert rendered('{% icon "check" %}') == '<svg class="sk-icon" aria-hidden="true"><use href="#i-check"/></svg>'


def test_an_icon_with_a_label_is_a_named_picture():
    assert 'role="img" aria-label="入力済"' in rendered('{% icon "checkc" "入力済" %}')


def test_an_icon_that_does_not_exist_fails_loudly():
    with pytest.raises(ValueError, match="unicorn"):
        rendered('{% icon "unicorn" %}')


def test_a_chip_shows_number_and_word():
    chip = rendered("{% chip chip %}", chip=Chip("支援実施", "green", number=6))
    assert chip == (
        '<span class="sk-chip sk-chip--green"><span class="sk-chip-num" aria-hidden="true">6</span>支援実施</span>'
    )


def test_no_chip_shows_nothing():
    assert rendered("{% chip chip %}", chip=None) == ""


def test_the_last_crumb_is_this_page_and_names_are_escaped():
    crumbs = rendered("{% crumbs %}{% crumb '案件一覧' '/cases/' %}{% crumb name %}{% endcrumbs %}", name="<佐藤>")
    assert '<li><a href="/cases/">案件一覧</a></li><li aria-current="page">&lt;佐藤&gt;</li>' in crumbs


def test_a_page_without_crumbs_has_no_empty_navigation():
    assert rendered("{% crumbs %} {% endcrumbs %}") == ""


# --- Pages of a case ----------------------------------------------------------------------------------------------


def test_the_checklist_says_the_state_of_every_rule_with_its_clause():
    page = rendered("{% requirement_list requirements %}", requirements=REQUIREMENTS)
    assert re.findall(r"</svg>(確認済|未確認|注意)|>(対象外)<", page) == [
        ("確認済", ""),
        ("未確認", ""),
        ("注意", ""),
        ("", "対象外"),
    ]
    assert [page.count(requirement.clause) for requirement in REQUIREMENTS] == [1, 1, 1, 1]


def test_the_checklist_says_what_to_do_only_where_something_is_missing():
    page = rendered("{% requirement_list requirements %}", requirements=REQUIREMENTS)
    assert "会議を登録してください。" in page
    assert "選定の記録を開く" in page


def test_the_present_step_is_told_in_words_and_later_ones_are_no_links():
    page = rendered("{% steps steps %}", steps=make_steps(6))
    assert "全9段階のうち、6段階目「支援実施」です。" in page
    assert page.count('aria-current="step"') == 1
    assert page.count("<a ") == 6


def test_a_stopped_case_shows_no_later_steps():
    shown = steps(make_steps(5, "stopped"))
    assert [step.number for step in shown["steps"]] == [1, 2, 3, 4, 5]
    assert "不選定" in rendered("{% steps steps %}", steps=make_steps(5, "stopped"))


def test_a_card_that_waits_for_another_has_no_main_button():
    card = SimpleNamespace(label="待っています", title="所長の決定", text="", waiting=True, primary=None, secondary=[])
    page = rendered("{% next_card card %}", card=card)
    assert "sk-next--wait" in page
    assert "btn-primary" not in page


def test_the_timeline_marks_decisions_by_more_than_the_dot():
    page = rendered("{% timeline entries %}", entries=ENTRIES)
    assert page.count("（決定）") == 1
    assert '<time datetime="2026-10-27">令和8年10月27日（火）</time>' in page


def test_a_difference_names_what_was_not_there_before():
    page = rendered("{% diff changes %}", changes=[("訪問の回数", "", "週3日")])
    assert '<td><span class="sk-muted">（なし）</span></td><td><ins>週3日</ins></td>' in page


# --- Lists and figures ---------------------------------------------------------------------------------------------


def test_the_pager_keeps_the_other_parameters():
    request = RequestFactory().get("/cases/", {"stage": "6", "page": "2"})
    page = rendered("{% pager page %}", request, page=Paginator(range(128), 50).get_page(2))
    assert "51–100件を表示（全128件）" in page
    assert 'href="?stage=6&amp;page=3"' in page


def test_a_list_of_one_page_has_no_page_links():
    page = rendered("{% pager page %}", RequestFactory().get("/"), page=Paginator(range(3), 50).get_page(1))
    assert "1–3件を表示（全3件）" in page
    assert "<nav" not in page


def test_a_fact_that_is_not_known_shows_a_dash():
    assert '<dt>希望の仕事</dt><dd><span class="sk-muted">—</span></dd>' in rendered(
        "{% facts rows %}", rows=[("希望の仕事", "")]
    )


@pytest.mark.parametrize(
    ("start", "now", "target", "reached"),
    [(60, 95, 95, True), (2, 5, 7, False), (8, 1, 1, True), (8, 3, 1, False), (None, 3, 3, True), (2, None, 7, False)],
)
def test_a_goal_is_reached_from_either_side(start, now, target, reached):
    assert goal_track(start, now, target, "回")["track"]["reached"] is reached


def test_percentages_are_drawn_on_a_scale_of_a_hundred():
    assert goal_track(60, 95, 95, "%")["track"]["fill"] == "380.0"


def test_a_goal_track_of_nothing_measured_still_draws():
    page = rendered('{% goal_track None None None "%" %}')
    assert page.count("<dd>—</dd>") == 3


def test_figures_from_the_database_lose_their_zeros():
    assert "<dd>5工程</dd>" in rendered('{% goal_track "2.00" "5.00" "7.00" "工程" %}')


def test_a_bar_never_runs_over_its_end():
    assert bar(30, scale=10)["track"]["fill"] == "100.0"


# --- The frame, the answers, the files ------------------------------------------------------------------------------


@pytest.mark.urls("shokuiki.pages.tests.site")
def test_the_title_begins_with_the_heading_and_says_when_there_are_errors(client):
    assert "<title>記入｜職域</title>" in client.get("/form/").text
    assert "<title>エラー：記入｜職域</title>" in client.post("/form/", {"reason": "x"} | EMPTY_ROWS).text


EMPTY_ROWS = {"facilities-TOTAL_FORMS": 0, "facilities-INITIAL_FORMS": 0}


@pytest.mark.urls("shokuiki.pages.tests.site")
def test_the_frame_shows_organization_post_and_menu(client):
    page = client.get("/parts/").text
    assert FRAME.organization in page
    assert re.search(r'<a href="/parts/" aria-current="page">.*今日の業務 <span class="sk-count sk-count--due">2', page)


@pytest.mark.urls("shokuiki.pages.tests.site")
def test_a_refused_person_reads_the_sentence_of_the_refusal(client, db):
    answer = client.get("/forbidden/")
    assert answer.status_code == 403
    assert "選定の決定は、所長が行います。" in answer.text


@pytest.mark.urls("shokuiki.pages.tests.site")
def test_a_form_without_its_token_is_told_to_try_again(db):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/form/")
    assert answer.status_code == 403
    assert "もう一度操作してください" in answer.text


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_page_of_a_broken_system_needs_neither_database_nor_request(name):
    assert "最初の画面に戻る" in render_to_string(name)


def test_the_mail_for_a_new_password_says_nothing_about_a_person():
    context = {"password_reset_url": "https://example.jp/reset", "username": "高瀬 恵子", "email": "t@example.jp"}
    mail = render_to_string("account/email/password_reset_key_message.txt", context)
    assert "https://example.jp/reset" in mail
    assert "高瀬" not in mail
    assert "t@example.jp" not in mail


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_template_of_ours_needs_a_weaker_csp(path):
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]* src=)", path.read_text())


def test_no_style_sheet_of_ours_loads_a_picture_the_csp_refuses():
    sheets = list((settings.BASE_DIR / "static").rglob("*.css"))
    assert sheets
    assert [sheet.name for sheet in sheets if "url(" in sheet.read_text()] == []
