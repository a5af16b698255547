"""Fields of forms: label, hint, control, error, in this order; the error summary; rows in the page."""

import re

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import engines

from shokuiki.pages import sentences
from shokuiki.pages.forms import PageForm
from shokuiki.pages.tests.site import Everything, Facilities
from shokuiki.pages.widgets import ChoiceCards

ROWS = {"facilities-TOTAL_FORMS": "2", "facilities-INITIAL_FORMS": "0"}


def rendered(source, **context):
    return re.sub(r"\s+", " ", engines["django"].from_string(source).render(context)).strip()


@pytest.fixture
def empty_page():
    """The form of everything, empty and unsent."""
    return re.sub(r"\s+", " ", render_crispy_form(Everything()))


@pytest.fixture
def refused_page():
    """The form of everything, sent empty."""
    return re.sub(r"\s+", " ", render_crispy_form(Everything({})))


def part(page, field):
    """The markup of one field."""
    return page[page.index(f'id="div_id_{field}"') :].split('id="div_id_')[1]


# --- One field ------------------------------------------------------------------------------------------------------


def test_a_field_comes_as_label_hint_control_error(refused_page):
    field = part(refused_page, "reason")
    order = [
        field.index(text) for text in ("決定の理由", "20字まで。", "<textarea", "＊決定の理由を入力してください。")
    ]
    assert order == sorted(order)


def test_a_wrong_control_names_its_error_before_its_hint(refused_page):
    control = re.search(r"<textarea[^>]*>", refused_page)[0]
    assert 'aria-describedby="id_reason_error id_reason_helptext"' in control
    assert 'aria-invalid="true"' in control


def test_the_label_says_whether_an_answer_is_required(empty_page):
    assert "※必須" in part(empty_page, "reason")
    assert "任意" in part(empty_page, "insurer")


def test_a_form_may_say_required_of_a_field_that_depends_on_another():
    form = Everything()
    form.fields["insurer"].shown_required = True
    assert "※必須" in part(render_crispy_form(form), "insurer")


def test_a_form_may_leave_the_word_to_the_heading_of_a_group():
    form = Everything()
    form.fields["rating"].shown_required = None
    field = part(render_crispy_form(form), "rating")
    assert "※必須" not in field
    assert "任意" not in field


def test_a_group_of_choices_is_a_fieldset_with_a_legend_and_a_bar_on_an_error(refused_page):
    assert re.search(
        r'<fieldset class="sk-field" id="div_id_insurance" aria-describedby="id_insurance_error">', refused_page
    )
    assert '<div class="sk-errbox">' in part(refused_page, "insurance")


def test_each_radio_has_one_label(empty_page):
    assert part(empty_page, "insurance").count("加入している</label>") == 1


def test_a_select_has_an_arrow_that_needs_no_picture(empty_page):
    field = part(empty_page, "kind")
    assert '<span class="sk-select"><select name="kind" class="form-select"' in field
    assert '<use href="#i-down"/>' in field


def test_a_placeholder_is_an_example_or_nothing(empty_page):
    assert "placeholder" not in part(empty_page, "insurer")
    assert 'placeholder="例：123-4567"' in rendered(
        '{% field_rows rows "施設" %}', rows=Facilities(prefix="facilities")
    )


def test_a_rating_is_a_band_of_real_radios(empty_page):
    field = part(empty_page, "rating")
    assert '<div class="sk-rate">' in field
    assert field.count('type="radio"') == 4


def test_several_of_a_few_are_pills(empty_page):
    assert '<div class="sk-pillset">' in part(empty_page, "methods")


def test_a_card_shows_what_follows_and_an_unavailable_one_says_why(empty_page):
    field = part(empty_page, "outcome")
    assert "<b>差し戻す</b><span>担当者に確認を求めます</span>" in field
    assert re.search(r'value="selected"[^>]* disabled', field)
    assert "<b>選定する</b><span>要件が1件、未確認です</span>" in field


def test_two_forms_do_not_share_what_a_widget_was_told():
    first, second = Everything(), Everything()
    first.fields["outcome"].widget.unavailable = {"declined": "理由"}
    assert second.fields["outcome"].widget.unavailable == {"selected": "要件が1件、未確認です"}
    assert isinstance(second.fields["outcome"].widget, ChoiceCards)


# --- Sentences --------------------------------------------------------------------------------------------------------


def sentence(field):
    (found,) = sentences.of_field(field)
    return found


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("reason", {}, "決定の理由を入力してください。"),
        ("kind", {}, "法人の種別を選んでください。"),
        ("insurance", {}, "「損害保険に加入していますか」の答えを選んでください。"),
        ("acknowledged", {}, "「注意を確認しました」に印を付けてください。"),
        ("kind", {"kind": "circus"}, "法人の種別を選び直してください。"),
        ("reason", {"reason": "あ" * 21}, "決定の理由は20字以内で入力してください（今は21字です）。"),
    ],
)
def test_errors_name_the_field_and_say_what_to_do(field, typed, expected):
    assert sentence(Everything(typed)[field]) == expected


def test_a_sentence_of_the_forms_own_is_kept():
    class Own(PageForm):
        reason = forms.CharField(label="理由", error_messages={"required": "取り下げる理由を書いてください。"})

    assert sentence(Own({})["reason"]) == "取り下げる理由を書いてください。"


# --- The error summary -----------------------------------------------------------------------------------------------


def summary_of(form, rows=None):
    return rendered('{% include "components/error_summary.html" %}', form=form, rows=rows or {})


def test_a_page_without_errors_has_no_summary():
    assert summary_of(Everything()) == ""


def test_each_line_of_the_summary_leads_to_a_control_of_the_page(refused_page):
    page = summary_of(Everything({}))
    targets = re.findall(r'href="#(\w+)"', page)
    assert len(targets) == len(Everything({}).errors)
    assert [target for target in targets if f'id="{target}"' not in refused_page] == []
    assert f"（{len(targets)}件）" in page


def test_a_refused_rule_stands_first_with_its_clause():
    lines = sentences.summary(Everything({"insurer": "refuse"}))
    assert lines[0] == sentences.Line("連絡会議の記録が確定していません。", clause="通知 記1 第2項")


def test_errors_of_rows_name_the_row():
    rows = Facilities({**ROWS, "facilities-0-name": "つばさ", "facilities-1-address": "青嶺市"}, prefix="facilities")
    assert [line.text for line in sentences.summary(None, [rows])] == ["2行目：施設の名称を入力してください。"]


def test_a_removed_row_is_not_complained_about():
    typed = {**ROWS, "facilities-1-address": "青嶺市", "facilities-1-DELETE": "on"}
    assert sentences.summary(None, [Facilities(typed, prefix="facilities")]) == []


def test_a_page_that_was_not_sent_has_no_lines():
    assert sentences.summary(Everything(), [Facilities(prefix="facilities")]) == []


# --- Rows --------------------------------------------------------------------------------------------------------------


def test_rows_work_without_script_and_carry_the_model_of_a_new_one():
    page = rendered('{% field_rows rows "施設" %}', rows=Facilities(prefix="facilities"))
    before, template = page.split("<template>")
    assert 'name="facilities-0-name"' in before
    assert "この行を削除する" in before
    assert 'name="facilities-__prefix__-name"' in template
    assert "施設 __number__" in template
