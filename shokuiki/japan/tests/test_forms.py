"""The fields keep what was typed, read every notation, and answer with a sentence."""

import re
from datetime import date, time

import pytest
from django import forms

from shokuiki.japan.forms import (
    CorporateNumberField,
    DateField,
    KanaField,
    PaperDateField,
    PhoneField,
    PostalCodeField,
    TimeField,
    date_notices,
)


class SampleForm(forms.Form):
    start = DateField(label="支援開始日")
    insured_to = DateField(label="保険の満了日", validity=True, required=False)
    birth = PaperDateField(label="生年月日", eras=("昭和", "平成", "令和"))
    card_to = PaperDateField(label="手帳の有効期限", validity=True, required=False, help_text="手帳のとおりに。")
    at = TimeField(label="開始時刻")
    kana = KanaField(label="姓のふりがな", max_length=20)
    postal_code = PostalCodeField(required=False, max_length=8)
    phone = PhoneField(required=False, max_length=20)
    number = CorporateNumberField(required=False, max_length=13)


def typed(**changes):
    return {
        "start": "R8.12.7",
        "birth_era": "平成",
        "birth_year": "10",
        "birth_month": "5",
        "birth_day": "14",
        "at": "9:30",
        "kana": "ｻﾄｳ",
    } | changes


def errors(**changes):
    return dict(SampleForm(typed(**changes)).errors)


def html(name, form):
    return re.sub(r"\s+", " ", str(form[name]))


def test_a_form_filled_in_as_people_write_gives_clean_values():
    form = SampleForm(
        typed(
            start="令和８年１２月７日（月）",
            insured_to="2027/3/31",
            card_to_era="令和",
            card_to_year="元",
            card_to_month="５",
            card_to_day="１",
            at="９：３０",
            postal_code="１２３４５６７",
            phone="０１７ー１２３ー４５６７",
            number="7-1234-5678-9012",
        )
    )
    assert form.errors == {}
    assert form.cleaned_data == {
        "start": date(2026, 12, 7),
        "insured_to": date(2027, 3, 31),
        "birth": date(1998, 5, 14),
        "card_to": date(2019, 5, 1),
        "at": time(9, 30),
        "kana": "さとう",
        "postal_code": "123-4567",
        "phone": "017-123-4567",
        "number": "7123456789012",
    }
    assert date_notices(form) == []


def test_empty_optional_fields_give_nothing_and_required_ones_ask_by_their_name():
    form = SampleForm({"birth_era": "昭和"})
    assert form.errors == {
        "start": ["支援開始日を入力してください。例：令和8年12月7日"],
        "birth": ["生年月日を入力してください。例：昭和10年3月31日"],
        "at": ["開始時刻を入力してください。例：9:30"],
        "kana": ["姓のふりがなを入力してください。例：さとう"],
    }
    assert form.cleaned_data == {
        "insured_to": None,
        "card_to": None,
        "postal_code": "",
        "phone": "",
        "number": "",
    }


def test_a_form_may_word_its_own_message_for_an_empty_field():
    field = DateField(label="開始日", error_messages={"required": "開始日を決めてください。"})
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(" ")
    assert refused.value.messages == ["開始日を決めてください。"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"start": "令和8年2月30日"},
            {"start": ["令和8年2月は1日から28日までです。日を確認してください。"]},
        ),
        (
            {"start": "平成31年5月1日"},
            {"start": ["平成は平成31年4月30日までです。令和元年5月1日と入力してください。"]},
        ),
        (
            {"birth_era": "昭和", "birth_year": "65"},
            {"birth": ["昭和は昭和64年1月7日までです。平成2年5月14日と入力してください。"]},
        ),
        ({"birth_year": ""}, {"birth": ["年を入力してください。例：昭和10年3月31日"]}),
        ({"birth_month": "", "birth_day": " "}, {"birth": ["月・日を入力してください。例：昭和10年3月31日"]}),
        ({"at": "24:00"}, {"at": ["時刻は、0:00から23:59までで入力してください。例：9:30"]}),
        ({"at": "朝"}, {"at": ["時刻は、0:00から23:59までで入力してください。例：9:30"]}),
        ({"kana": "佐藤"}, {"kana": ["ふりがなは、ひらがなで入力してください。例：さとう"]}),
        ({"postal_code": "12-34"}, {"postal_code": ["郵便番号は、7桁の数字で入力してください。例：123-4567"]}),
        (
            {"phone": "内線12"},
            {"phone": ["電話番号は、市外局番から数字とハイフンで入力してください。例：017-123-4567"]},
        ),
        ({"number": "１２３"}, {"number": ["法人番号は、13桁の数字で入力してください。例：7123456789012"]}),
    ],
)
def test_each_wrong_entry_is_answered_with_one_sentence(changes, expected):
    assert errors(**changes) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [("start", "12月の7日"), ("kana", "佐藤"), ("postal_code", "１２"), ("phone", "内線"), ("number", "７-1")],
)
def test_a_wrong_entry_stays_in_its_field_as_it_was_typed(name, text):
    form = SampleForm(typed(**{name: text}))
    assert not form.is_valid()
    assert f'value="{text}"' in html(name, form)
    assert 'aria-invalid="true"' in html(name, form)
    assert f'aria-describedby="id_{name}_error"' in html(name, form)


def test_a_wrong_paper_date_stays_part_by_part_and_each_control_names_the_error():
    form = SampleForm(typed(birth_era="昭和", birth_year="６５", birth_month="", birth_day="x"))
    assert not form.is_valid()
    shown = html("birth", form)
    assert '<option value="昭和" selected>昭和</option>' in shown
    assert re.findall(r'<input[^>]* value="([^"]*)"', shown) == ["６５", "", "x"]
    assert shown.count('aria-invalid="true"') == 4
    assert shown.count('aria-describedby="id_birth_error"') == 4
    assert shown.count("is-invalid") == 4


def test_a_date_field_shows_the_text_the_calendar_and_the_date_with_its_weekday():
    shown = html("start", SampleForm(initial={"start": date(2026, 12, 7)}))
    assert shown.startswith('<div class="sk-wareki"> <input type="text" name="start" value="令和8年12月7日"')
    assert 'class="form-control sk-date"' in shown
    assert 'id="id_start"' in shown
    assert 'data-sk-picks="id_start" value="2026-12-07">' in shown
    assert 'aria-label="カレンダーから選ぶ（支援開始日）"' in shown
    assert '<output for="id_start">令和8年12月7日（月）</output>' in shown


def test_the_calendar_beside_a_date_is_never_submitted():
    shown = html("start", SampleForm())
    calendar = re.search(r'<input type="date"[^>]*>', shown).group()
    assert "name=" not in calendar
    assert "value=" not in calendar
    assert '<output for="id_start"></output>' in shown


def test_a_disabled_date_field_disables_its_calendar_and_keeps_its_date():
    form = SampleForm(typed(start="R9.1.1"), initial={"start": date(2026, 12, 7)})
    form.fields["start"].disabled = True
    assert form.is_valid()
    assert form.cleaned_data["start"] == date(2026, 12, 7)
    assert len(re.findall(r"<input[^>]* disabled\b", html("start", form))) == 2


def test_a_paper_date_is_four_labelled_controls_whose_first_carries_the_label():
    form = SampleForm(initial={"birth": date(1989, 1, 8)})
    shown = html("birth", form)
    assert re.findall(r'aria-label="([^"]*)"', shown) == ["元号", "年", "月", "日"]
    assert re.findall(r' name="([^"]*)"', shown) == ["birth_era", "birth_year", "birth_month", "birth_day"]
    assert re.findall(r' id="([^"]*)"', shown) == [
        "id_birth",
        "id_birth_era",
        "id_birth_year",
        "id_birth_month",
        "id_birth_day",
    ]
    assert re.findall(r"<option[^>]*>", shown) == [
        '<option value="昭和">',
        '<option value="平成" selected>',
        '<option value="令和">',
    ]
    assert re.findall(r'<input[^>]* value="([^"]*)"', shown) == ["1", "1", "8"]
    assert form["birth"].id_for_label == "id_birth_era"
    assert form["birth"].use_fieldset


def test_an_empty_paper_date_offers_its_first_era():
    assert '<option value="昭和" selected>' in html("birth", SampleForm())
    assert '<option value="令和" selected>' in html("card_to", SampleForm())


def test_a_paper_date_offers_the_era_of_its_date_beside_the_usual_ones():
    shown = html("birth", SampleForm(initial={"birth": date(1912, 7, 30)}))
    assert '<option value="大正" selected>大正</option>' in shown


def test_a_term_of_validity_beyond_heisei_is_converted_shown_and_noted():
    form = SampleForm(
        typed(
            insured_to="平成33年3月31日",
            card_to_era="平成",
            card_to_year="34",
            card_to_month="3",
            card_to_day="31",
        )
    )
    assert form.errors == {}
    assert form.cleaned_data["insured_to"] == date(2021, 3, 31)
    assert form.cleaned_data["card_to"] == date(2022, 3, 31)
    assert date_notices(form) == [
        "平成33年3月31日を令和3年3月31日と読み替えました。",
        "平成34年3月31日を令和4年3月31日と読み替えました。",
    ]
    assert '<output for="id_insured_to">令和3年3月31日（水）と読み替えます</output>' in html("insured_to", form)


def test_the_same_day_in_another_notation_is_no_change():
    initial = {"start": date(2026, 12, 7), "birth": date(1998, 5, 14), "at": time(9, 30), "kana": "さとう"}
    assert SampleForm(typed(start="2026-12-07", at="0930"), initial=initial).changed_data == []


def test_another_day_an_emptied_field_and_an_unreadable_one_are_changes():
    initial = {"start": date(2026, 12, 7), "insured_to": date(2027, 3, 31), "birth": date(1998, 5, 14)}
    form = SampleForm(typed(start="R8.12.8", birth_day="x"), initial=initial)
    assert form.changed_data == ["start", "insured_to", "birth", "at", "kana"]


@pytest.mark.parametrize("text", ["9:30", "09:30", "0930", "930", "９：３０", "9時30分", "09:30:00", " 9 : 30 "])
def test_a_time_is_read_in_every_notation(text):
    assert TimeField().clean(text) == time(9, 30)


def test_a_full_hour_is_read_without_minutes():
    assert TimeField().clean("13時") == time(13)
    assert TimeField().clean("0:00") == time(0)


def test_a_time_is_handed_to_the_native_input_in_the_form_it_understands():
    form = SampleForm(typed(at="９時３０分"), initial={})
    assert 'type="time" name="at" value="09:30"' in html("at", form)
    assert "sk-time-in" in html("at", form)
    assert 'value="09:30"' in html("at", SampleForm(initial={"at": time(9, 30)}))


def test_a_number_field_does_not_cut_off_what_is_longer_typed_than_stored():
    form = SampleForm(typed(number="７－１２３４－５６７８－９０１２"))
    assert form.is_valid()
    assert "maxlength" not in html("number", form)
    assert 'maxlength="20"' in html("kana", form)


def test_two_forms_of_one_kind_do_not_share_labels_or_notices():
    first, second = SampleForm(typed(insured_to="平成33年3月31日")), SampleForm(typed())
    second.fields["start"].label = "別の日"
    assert first.is_valid()
    assert second.is_valid()
    assert (len(date_notices(first)), len(date_notices(second))) == (1, 0)
    assert "（別の日）" in html("start", second)
    assert "（支援開始日）" in html("start", first)
