"""相談受付 and 基本情報: duplicates before saving, what is asked and never assumed, one open case a person."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cases.actions import receive_consultation
from cases.enums import LivingSupport
from cases.models import Case, Certificate, Disability, Person
from cases.tests import factories as make
from cases.tests.pages import rows, signed_in, text_of, url_of
from shokuiki.accounts.enums import Post
from shokuiki.japan.dates import case_year
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.models import Draft
from shokuiki.testing.factories import make_member


def typed(cast, **changed):
    """A whole form as it is posted."""
    return {
        "family_name": "森川", "given_name": "美咲", "family_kana": "モリカワ", "given_kana": "ﾐｻｷ",
        "birth_date_era": "平成", "birth_date_year": "１０", "birth_date_month": "5", "birth_date_day": "14",
        "phone": "０１７ー１２３ー４５６７", "postal_code": "０３００８０１", "uses_employment_support_center": "False",
        "opened_on": clock.today().isoformat(), "referral_source": "self", "consultation": "働きたい。",
        "primary_counselor": cast.program.pk, "evaluation_counselor": cast.evaluator.pk, "peso": cast.peso.pk,
        **rows("disabilities", {"type": "intellectual", "detail": ""}),
        **rows("certificates", {"type": "rehabilitation", "grade": "B2"}),
        **changed,
    }


def nothing_written():
    return not Case.objects.exists() and not Person.objects.exists() and not Disability.objects.exists()


def test_a_consultation_is_received_with_person_case_and_rows_in_one_step(cast):
    answer = signed_in(cast.program).post(url_of("create"), typed(cast))
    case = Case.objects.get()
    assert answer.status_code == 302 and answer.url == case.get_absolute_url()
    assert case.number == f"{case_year(clock.today())}-0001"
    assert (case.peso, case.primary_counselor, case.evaluation_counselor) == (cast.peso, cast.program, cast.evaluator)
    person = case.person
    assert (person.full_name, person.full_kana, person.kana_key) == ("森川 美咲", "もりかわ みさき", "もりかわみさき")
    assert (person.birth_date, person.center) == (date(1998, 5, 14), cast.center)
    assert [str(row) for row in (*person.disabilities.all(), *person.certificates.all())] == ["知的障害", "療育手帳 B2"]


def test_kana_digits_and_codes_are_brought_into_one_form(cast):
    """P21"""
    signed_in(cast.program).post(url_of("create"), typed(cast))
    person = Person.objects.get()
    assert (person.family_kana, person.given_kana) == ("もりかわ", "みさき")
    assert (person.phone, person.postal_code) == ("017-123-4567", "030-0801")


def test_the_form_starts_with_me_as_counselor_and_no_answer_on_the_support_center(cast):
    """Only a post somebody holds is taken for theirs; the others are chosen."""
    form = signed_in(cast.program).get(url_of("create")).context["form"]
    names = ("primary_counselor", "evaluation_counselor", "program_counselor")
    assert [form[name].value() for name in names] == [cast.program.pk, None, cast.program.pk]
    assert form["uses_employment_support_center"].value() is None
    offered = [pk for pk, _ in form.fields["primary_counselor"].choices if pk]
    assert sorted(offered) == sorted(user.pk for user in (cast.chief, cast.evaluator, cast.program, cast.colleague))


def test_the_support_center_is_asked_and_never_assumed(cast):
    """S10: no answer is refused, 「はい」 needs the name."""
    client = signed_in(cast.program)
    answer = client.post(url_of("create"), typed(cast, uses_employment_support_center=""))
    assert answer.status_code == 422
    assert "本人に確かめて選んでください" in text_of(answer)
    assert 'value="森川"' in text_of(answer)
    answer = client.post(url_of("create"), typed(cast, uses_employment_support_center="True"))
    assert answer.status_code == 422
    assert "障害者雇用支援センターの名称を入力してください" in text_of(answer)
    assert nothing_written()


def test_the_name_of_the_support_center_goes_when_it_is_not_used(cast):
    signed_in(cast.program).post(url_of("create"), typed(cast, employment_support_center_name="はまなす"))
    assert Person.objects.get().employment_support_center_name == ""


@pytest.mark.parametrize("era, year, month, day, sentence", [
    ("平成", "0", "5", "14", "平成0年はありません"),
    ("昭和", "65", "5", "1", "昭和は昭和64年1月7日までです"),
    ("昭和", "64", "1", "8", "昭和は昭和64年1月7日までです"),
    ("平成", "31", "5", "1", "平成は平成31年4月30日までです"),
    ("大正", "元", "7", "29", "大正は大正元年7月30日からです"),
    ("平成", "", "", "", "生年月日を入力してください"),
    ("令和", "90", "1", "1", "先の日付です"),
])
def test_impossible_birth_dates_say_why(cast, era, year, month, day, sentence):
    """P3, P4"""
    parts = {
        "birth_date_era": era, "birth_date_year": year, "birth_date_month": month, "birth_date_day": day,
    }
    answer = signed_in(cast.program).post(url_of("create"), typed(cast, **parts))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert nothing_written()


@pytest.mark.parametrize("era, year, month, day, born", [
    ("昭和", "64", "1", "7", date(1989, 1, 7)), ("平成", "元", "1", "8", date(1989, 1, 8)),
    ("大正", "元", "7", "30", date(1912, 7, 30)), ("昭和", "１", "12", "25", date(1926, 12, 25)),
])
def test_birth_dates_are_read_to_the_day_of_the_border(cast, era, year, month, day, born):
    """P4"""
    parts = {
        "birth_date_era": era, "birth_date_year": year, "birth_date_month": month, "birth_date_day": day,
    }
    signed_in(cast.program).post(url_of("create"), typed(cast, **parts))
    assert Person.objects.get().birth_date == born


def test_nobody_is_born_in_the_future_whatever_the_way(cast):
    """P3"""
    with pytest.raises(ValidationError):
        make.make_person(cast, birth_date=clock.today() + timedelta(days=1))
    assert nothing_written()


def test_a_certificate_older_than_the_person_is_refused_and_nothing_is_written(cast):
    """P3"""
    before = {"issued_on_era": "平成", "issued_on_year": "2", "issued_on_month": "1", "issued_on_day": "1"}
    certificates = rows("certificates", {"type": "physical", "grade": "2級", **before})
    answer = signed_in(cast.program).post(url_of("create"), typed(cast, **certificates))
    assert answer.status_code == 422
    assert "手帳の交付日は、生年月日以後の日付を入力してください" in text_of(answer)
    assert nothing_written()


def test_a_validity_printed_before_2019_is_converted(cast):
    """P4: 平成33年3月31日 on the paper is 令和3年3月31日."""
    until = {"valid_until_era": "平成", "valid_until_year": "33", "valid_until_month": "3", "valid_until_day": "31"}
    certificates = rows("certificates", {"type": "mental", "grade": "2級", **until})
    signed_in(cast.program).post(url_of("create"), typed(cast, **certificates))
    assert Certificate.objects.get().valid_until == date(2021, 3, 31)


def test_a_child_is_received_with_a_warning(cast):
    year = clock.today().year - 2018 - 10
    parts = {"birth_date_era": "令和" if year > 0 else "平成", "birth_date_year": year if year > 0 else year + 30}
    answer = signed_in(cast.program).post(url_of("create"), typed(cast, **parts), follow=True)
    assert "満15歳になっていません" in text_of(answer)
    assert Case.objects.count() == 1


# --- Duplicates (P2) and one open case (P1) ---------------------------------------------------------------------------
def test_people_who_may_be_the_same_are_shown_before_anything_is_saved(cast):
    """P2: the same kana in any writing, or the same birth date with one name in common."""
    known = make.make_person(
        cast, family_name="守川", given_name="みさき", family_kana="もりがわ", given_kana="みさき", birth_date=date(1970, 1, 1)
    )
    answer = signed_in(cast.program).post(url_of("create"), typed(cast))
    assert answer.status_code == 200
    assert [person for person, _, _ in answer.context["found"]] == [known]
    assert Case.objects.count() == 0 and Person.objects.count() == 1
    assert 'value="森川"' in text_of(answer)


def test_a_married_name_is_found_by_birth_date_and_given_name(cast):
    """P2"""
    make.make_person(cast, family_kana="いとう", given_kana="みさき", birth_date=date(1998, 5, 14))
    assert signed_in(cast.program).post(url_of("create"), typed(cast)).context["found"]


def test_a_stranger_of_another_center_is_no_duplicate(cast):
    """P2: people of another center are never shown."""
    answer = signed_in(cast.other_program).post(
        url_of("create"), typed(cast, primary_counselor=cast.other_program.pk, evaluation_counselor="")
    )
    assert answer.status_code == 302
    answer = signed_in(cast.program).post(url_of("create"), typed(cast))
    assert answer.status_code == 302


def test_the_list_of_duplicates_shows_the_index_line_only(cast):
    """P2: a colleague's case shows number, name, stage and counselor, nothing of its content."""
    person = make.make_person(
        cast, family_kana="もりかわ", given_kana="みさき", birth_date=date(1998, 5, 14), diagnosis="だれにも見せない診断"
    )
    case = make.make_case(cast, person=person, consultation="だれにも見せない相談")
    shown = text_of(signed_in(cast.colleague).post(url_of("create"), typed(cast)))
    assert case.number in shown and "担当 長谷川 亮" in shown
    assert "だれにも見せない" not in shown


def test_the_known_person_gets_the_new_case(cast):
    """P2"""
    client = signed_in(cast.program)
    client.post(url_of("create"), typed(cast))
    first = Case.objects.get()
    first.withdraw(by=cast.program, on=clock.today(), reason="本人の都合")
    client.post(url_of("create"), typed(cast, same_person=first.person.pk, family_name="盛川"))
    second = Case.objects.exclude(pk=first.pk).get()
    assert second.person == first.person
    assert (Person.objects.count(), Disability.objects.count(), Person.objects.get().family_name) == (1, 1, "森川")


def test_another_person_with_the_same_name_is_registered_on_request(cast):
    """P2"""
    client = signed_in(cast.program)
    client.post(url_of("create"), typed(cast))
    first = Person.objects.get()
    shown = text_of(client.post(url_of("create"), typed(cast)))
    assert f'name="another_person" value="{first.pk}"' in shown
    client.post(url_of("create"), typed(cast, another_person=first.pk))
    assert (Person.objects.count(), Case.objects.count()) == (2, 2)


def test_who_was_not_shown_yet_is_shown_though_another_was_ruled_out(cast):
    """P2: the name was changed after the list of those alike had been shown."""
    client = signed_in(cast.program)
    client.post(url_of("create"), typed(cast))
    other = make.make_person(cast, family_name="盛岡", family_kana="もりおか", given_name="葵", given_kana="あおい")
    shown = client.post(url_of("create"), typed(cast, another_person=other.pk))
    assert shown.status_code == 200 and "同じ人かもしれない登録が1件あります" in text_of(shown)
    assert Case.objects.count() == 1


def test_a_person_has_one_open_case(cast):
    """P1: the page offers no second one, and the server refuses it."""
    client = signed_in(cast.program)
    client.post(url_of("create"), typed(cast))
    shown = text_of(client.post(url_of("create"), typed(cast)))
    assert "進行中の案件があるため、新しく受け付けません" in shown
    assert 'name="same_person"' not in shown
    answer = client.post(url_of("create"), typed(cast, same_person=Person.objects.get().pk))
    assert answer.status_code == 422
    assert "この人には進行中の案件があります" in text_of(answer)
    assert Case.objects.count() == 1


def test_a_person_of_another_center_is_never_taken_for_the_same(cast):
    foreign = receive_consultation(
        by=cast.other_program, center=cast.other_center,
        case={"opened_on": clock.today(), "referral_source": "self", "primary_counselor": cast.other_program},
        person_columns={
            "family_name": "森川", "given_name": "美咲", "family_kana": "もりかわ", "given_kana": "みさき",
            "birth_date": date(1998, 5, 14), "uses_employment_support_center": False,
        },
    )
    foreign.withdraw(by=make_member(cast.other_center, Post.CHIEF_COUNSELOR, "主 任", "しゅ にん"), on=clock.today(), reason="都合")
    answer = signed_in(cast.program).post(url_of("create"), typed(cast, same_person=foreign.person.pk))
    assert answer.status_code == 422 and "同じ人として選んだ登録が見つかりません" in text_of(answer)
    assert not Case.objects.filter(center=cast.center).exists()
    assert not Person.objects.filter(center=cast.center).exists()


def test_numbers_run_on_within_a_center_and_year(cast):
    for number in range(3):
        person = make.make_person(cast, birth_date=date(1990, 1, number + 1))
        case = make.make_case(cast, person=person, opened_on=clock.today())
    assert case.number == f"{case_year(clock.today())}-0003"


def test_a_consultation_of_tomorrow_is_refused(cast):
    with pytest.raises(Refused):
        receive_consultation(
            by=cast.program, center=cast.center, person=make.make_person(cast),
            case={"opened_on": clock.today() + timedelta(days=1), "referral_source": "self"},
        )
    assert Case.objects.count() == 0


# --- Who, drafts ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who, status", [
    ("chief", 200), ("evaluator", 200), ("program", 200), ("director", 403), ("clerk", 403), ("partner", 403),
    ("manager", 403), ("officer", 403), ("dispatched", 403),
])
def test_who_receives_consultations(cast, who, status):
    client = signed_in(getattr(cast, who))
    assert client.get(url_of("create")).status_code == status
    if status == 403:
        assert client.post(url_of("create"), typed(cast)).status_code == 403
        assert nothing_written()


def test_what_is_typed_stays_as_a_draft_until_it_is_saved(cast):
    client = signed_in(cast.program)
    answer = client.post(url_of("create") + "?draft=1", typed(cast, consultation="途中まで"))
    assert answer.status_code == 200 and Draft.objects.count() == 1 and nothing_written()
    assert "途中まで" in text_of(client.get(url_of("create")))
    client.post(url_of("create"), typed(cast))
    assert Draft.objects.count() == 0


def test_the_page_takes_at_most_twelve_queries(cast, queries):
    client = signed_in(cast.program)
    client.get(url_of("create"))
    assert queries(client, url_of("create")) <= 12


# --- 基本情報 ----------------------------------------------------------------------------------------------------------
def edited(cast, case, **changed):
    page = {"disabilities": case.person.disabilities.all(), "certificates": case.person.certificates.all()}
    kept = {}
    for prefix, existing in page.items():
        kept |= rows(prefix, *({"id": row.pk, "type": row.type} for row in existing), initial=len(existing))
    data = typed(cast, **kept, seen=case.version)
    del data["opened_on"]
    return data | changed


def test_basic_data_of_case_and_person_are_saved_together(cast):
    case = make.make_case(cast)
    more = rows("disabilities", {"type": "mental", "detail": "統合失調症"})
    answer = signed_in(cast.program).post(
        url_of("edit", case.pk), edited(cast, case, desired_work="清掃", **more)
    )
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.desired_work, case.person.full_name) == ("清掃", "森川 美咲")
    assert case.person.disabilities.get().detail == "統合失調症"


def test_a_row_can_be_taken_away(cast):
    signed_in(cast.program).post(url_of("create"), typed(cast))
    case = Case.objects.get()
    row = case.person.disabilities.get()
    gone = rows("disabilities", {"id": row.pk, "type": row.type, "DELETE": "on"}, initial=1)
    signed_in(cast.program).post(url_of("edit", case.pk), edited(cast, case) | gone)
    assert not case.person.disabilities.exists()
    assert Disability.history.filter(history_type="-").count() == 1


def test_the_second_of_two_savers_is_told_who_was_first(cast):
    """P22"""
    case = make.make_case(cast)
    data = edited(cast, case, desired_work="清掃")
    signed_in(cast.chief).post(url_of("edit", case.pk), data)
    answer = signed_in(cast.program).post(url_of("edit", case.pk), data | {"desired_work": "倉庫"})
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "大西 誠さんが先に保存しました" in shown and "清掃" in shown and 'value="倉庫"' in shown
    assert "森川" in shown
    assert Case.objects.get().desired_work == "清掃"


@pytest.mark.parametrize("who, status", [
    ("chief", 200), ("evaluator", 200), ("program", 200), ("director", 403), ("colleague", 403), ("clerk", 403),
    ("other_program", 404), ("partner", 404),
])
def test_who_edits_basic_data(cast, who, status):
    case = make.make_case(cast)
    assert signed_in(getattr(cast, who)).get(url_of("edit", case.pk)).status_code == status


def test_basic_data_of_a_case_that_is_over_stay_as_they_are(cast):
    case = make.make_case(cast)
    case.withdraw(by=cast.program, on=clock.today(), reason="本人の都合")
    assert signed_in(cast.program).get(url_of("edit", case.pk)).status_code == 409


def test_a_colleague_cannot_change_a_person_by_the_model_either(cast):
    from shokuiki.records.errors import NotAllowed

    case = make.make_case(cast)
    with pytest.raises(NotAllowed):
        case.person.edit(by=cast.colleague, changes={"phone": "017-000-0000"})
    assert Person.objects.get().phone == ""


def test_a_running_evaluation_goes_over_to_the_new_evaluator(cast):
    from cases.models import VocationalEvaluation

    case = make.make_case(cast)
    VocationalEvaluation.begin(case, by=cast.evaluator)
    case.refresh_from_db()
    answer = signed_in(cast.program).post(
        url_of("edit", case.pk), edited(cast, case, evaluation_counselor=cast.colleague.pk)
    )
    assert answer.status_code == 302
    assert VocationalEvaluation.objects.get().evaluator == cast.colleague


def test_a_change_to_the_support_center_asks_to_arrange_the_support_anew(cast):
    """S10, S11"""
    case = make.proposed_case(cast)
    answer = signed_in(cast.program).post(
        url_of("edit", case.pk),
        edited(cast, case, uses_employment_support_center="True", employment_support_center_name="はまなす"),
        follow=True,
    )
    assert "「センターからの派遣」に改めてください" in text_of(answer)
    assert Case.objects.get().living_support == LivingSupport.CONSIGNED
