"""開示請求: everything held on one person as one document; what is left out stands in it with its reason."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import ForeignKey, OneToOneField
from django.urls import reverse

from cases import disclosure as document
from cases.models import Case, Consent, ConsentRecipient, Disability, Disclosure, FollowUpRecord, Person
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import keep, remove
from shokuiki.records.models import AccessEntry
from shokuiki.records.tracked import Tracked

WHY = "本人から、持っている記録のすべてを見たいと請求があった。運転免許証で確かめた。"


@pytest.fixture
def case(cast):
    return make.supporting_case(cast)


def made(case, by, **columns):
    columns = {"requested_on": clock.today(), "requester": "person", "reason": WHY, **columns}
    return Disclosure(case=case, **columns).record(by=by)


def page_of(case, by, **columns):
    return text_of(signed_in(by).get(made(case, by, **columns).get_absolute_url()))


def new_url(case):
    return reverse("cases:disclosure_create", args=[case.pk])


def typed(**changes):
    return {"requested_on": clock.today().isoformat(), "requester": "person", "reason": WHY, **changes}


# --- The document ---------------------------------------------------------------------------------------------------------
def test_the_document_holds_what_every_part_of_the_track_wrote(cast):
    case = make.follow_up_case(cast)
    record = FollowUpRecord(case=case, date=clock.today(), method="visit", content="職場を訪ねて話を聞いた。")
    record.record(by=cast.program)
    evaluation, adopted, plan = case.evaluation, case.rehabilitation_plans.first(), case.support_plans.first()
    page = page_of(case, cast.director)
    written = [
        case.person.full_name, case.person.full_kana, case.number, evaluation.summary, evaluation.interviews.first().content,
        adopted.current_state, adopted.goals.first().text, plan.methods, plan.goals.first().text, plan.emergency_procedure,
        str(case.contracts.first().rate_yen), cast.partner.name, case.follow_up_plan.guidance_policy,
        "月1回の訪問", "仕事の振り返り", "職場を訪ねて話を聞いた。", "取扱注意", "所長 高瀬 恵子", "すべてを開示します",
    ]
    for consent in Consent.objects.filter(person=case.person):
        written += [consent.get_purpose_display(), consent.explained_by.name]
    for recipient in ConsentRecipient.objects.filter(consent__person=case.person).select_related("organization"):
        written.append(recipient.organization.name)
    for section in document.SECTIONS:
        written.append(section.title)
    assert [text for text in written if text not in page] == []
    assert "<nav" not in page and "sk-header" not in page


def test_logs_decisions_amendments_and_changes_stand_in_it(cast, case):
    log = make.make_log(case, cast.partner, on=clock.today() - timedelta(days=2), confirmed_by=cast.program)
    log.amend(by=cast.program, changes={"content": "訂正した内容。"}, reason="聞き違いのため。")
    log.append(by=cast.program, text="書き足した内容。", reason="後日に聞いたため。")
    page = page_of(case, cast.chief)
    for text in ("訂正した内容。", "始業前に持ち場に着き", "聞き違いのため。", "書き足した内容。", "包装の工程を一人でできる", "できた",
                 "対象者選定", "支援計画の承認", "支援日誌の追記・訂正：聞き違いのため。"):
        assert text in page, text


def test_another_person_does_not_appear(cast, case):
    person = make.make_person(cast, family_name="別府", given_name="遥", family_kana="べっぷ", given_kana="はるか")
    other = make.supporting_case(cast, person=person)
    make.make_log(other, cast.partner, content="別の人の一日。", on=clock.today() - timedelta(days=1))
    page = page_of(case, cast.director)
    assert other.number not in page and "別府" not in page and "別の人の一日。" not in page


def test_a_log_not_yet_handed_in_is_not_the_centers(cast, case):
    make.make_log(case, cast.partner, submitted=False, content="まだ出していない下書き。")
    page = page_of(case, cast.director)
    assert "まだ出していない下書き。" not in page
    assert "まだ提出していない日誌は、センターの記録ではないため含みません" in page


def test_who_was_shown_the_data_stands_in_it(cast, case):
    signed_in(cast.program).get(case.get_absolute_url())
    entry = AccessEntry.objects.about(case.person_id).get()
    page = page_of(case, cast.director)
    assert entry.page_name in page and "職域開発援助事業担当カウンセラー 長谷川 亮" in page


def test_what_is_left_out_is_named_with_its_reason_and_its_changes_are_left_out_too(cast, case):
    title = "職業評価"
    summary = case.evaluation.summary
    assert summary in page_of(case, cast.director)
    page = page_of(case, cast.director, withheld={title: "検査の適正な実施に支障があるため。"})
    assert "検査の適正な実施に支障があるため。" in page
    assert summary not in page and case.evaluation.interviews.first().content not in page


def test_every_table_about_a_person_has_its_place():
    """A new model that belongs to a person or a case must be listed in a section, or here with the reason."""
    listed = {part.model for section in document.SECTIONS for table in section.tables for part in (table, *table.parts)}
    elsewhere = {
        "meetings.Attendee": "in the block of its meeting", "meetings.Meeting": "in the block of the person's item",
        "cases.ErasureRequest": "concerns persons whose retention ended",
    }
    found, wanted = {Case, Person}, {Case, Person}
    models = [model for model in apps.get_models() if issubclass(model, Tracked) and model._meta.app_label in ("cases", "meetings")]
    while found:
        found = {
            model for model in models for field in model._meta.concrete_fields
            if isinstance(field, (ForeignKey, OneToOneField)) and field.remote_field.model in wanted
        } - wanted
        wanted |= found
    assert {model._meta.label for model in wanted - listed} <= set(elsewhere)


def test_the_document_asks_as_much_for_thirty_logs_as_for_one(cast, case, queries):
    client = signed_in(cast.director)
    make.make_log(case, cast.partner, on=clock.today() - timedelta(days=31), confirmed_by=cast.program)
    url = made(case, cast.director).get_absolute_url()
    client.get(url)
    once = queries(client, url)
    for days in range(1, 30):
        log = make.make_log(case, cast.partner, on=clock.today() - timedelta(days=days), confirmed_by=cast.program)
        log.append(by=cast.program, text=f"追記{days}", reason="後日に聞いたため。")
    assert queries(client, url) == once


# --- That it was made is on record ------------------------------------------------------------------------------------------
def test_that_a_document_was_made_is_on_record_and_stays(cast, case):
    found = made(case, cast.chief)
    assert (found.by, found.post, found.person, found.center, found.reason) == (
        cast.chief, "chief_counselor", case.person, cast.center, WHY,
    )
    found.reason = "書き換え"
    for act in (found.save, found.delete, lambda: Disclosure.objects.update(reason="書き換え"), Disclosure.objects.all().delete):
        with pytest.raises((RuntimeError, DatabaseError)), transaction.atomic():
            act()
    page = text_of(signed_in(cast.director).get(reverse("cases:disclosures", args=[case.pk])))
    assert WHY in page and "大西 誠" in page and found.get_absolute_url() in page
    assert "開示の文書" in text_of(signed_in(cast.program).get(case.get_absolute_url()))


def test_a_row_taken_away_stands_in_the_changes_with_what_it_held(cast, case):
    row = keep(Disability(person=case.person, type="mental", detail="取り除かれた記載"), by=cast.chief, reason="基本情報を編集する")
    remove(row, by=cast.chief, reason="書き間違い")
    page = page_of(case, cast.director)
    assert "<ins>取り除かれた記載</ins>" in page and "書き間違い" in page
    assert "取り除かれた記載" not in page_of(case, cast.director, withheld={"基本情報、障害、手帳": "第三者の情報を含むため。"})


@pytest.mark.parametrize(("columns", "says"), [
    ({"reason": " "}, "請求の内容を入力してください"),
    ({"withheld": {"職業評価": ""}}, "開示しない理由を入力してください：職業評価"),
    ({"requested_on": clock.today() + timedelta(days=1)}, "請求を受けた日が先の日付です"),
])
def test_a_document_needs_its_request_and_its_reasons(cast, case, columns, says):
    with pytest.raises(Refused, match=says):
        made(case, cast.director, **columns)
    assert not Disclosure.objects.exists()


def test_nobody_below_the_chief_makes_one(cast, case):
    for who in ("program", "evaluator", "colleague", "clerk", "partner", "other_director"):
        with pytest.raises(NotAllowed):
            made(case, getattr(cast, who))
    assert not Disclosure.objects.exists()


def test_the_content_can_be_opened_on_its_own_day_only(cast, case):
    with clock.moved_to(clock.today() - timedelta(days=1)):
        found = made(case, cast.director)
    page = text_of(signed_in(cast.director).get(found.get_absolute_url()))
    assert "この文書は、作成した日だけ開けます" in page and WHY in page
    assert case.evaluation.summary not in page


# --- The pages ----------------------------------------------------------------------------------------------------------------
def test_the_preparing_page_warns_of_others_names_and_makes_the_document(cast, case):
    client = signed_in(cast.director)
    assert reverse("cases:disclosures", args=[case.pk]) in text_of(client.get(case.get_absolute_url()))
    assert "ほかの人の名前や事情は、自動では隠れません" in text_of(client.get(new_url(case)))
    answer = client.post(new_url(case), typed(leave_evaluations="on", why_evaluations="検査に支障があるため。"), follow=True)
    assert answer.status_code == 200
    assert "検査に支障があるため。" in text_of(answer) and "保有個人情報の開示" in text_of(answer)
    assert Disclosure.objects.get().withheld == {"職業評価": "検査に支障があるため。"}


@pytest.mark.parametrize(("changes", "says"), [
    ({"leave_logs": "on"}, "「支援日誌」を開示しない理由を入力してください"),
    ({"reason": ""}, "請求の内容を入力してください"),
    ({"requested_on": "令和99年1月1日"}, "請求を受けた日"),
    ({"requester": ""}, "請求した人を選んでください"),
])
def test_bad_input_says_why_and_keeps_what_was_typed(cast, case, changes, says):
    answer = signed_in(cast.director).post(new_url(case), typed(why_person="氏名の部分。") | changes)
    assert answer.status_code == 422
    assert says in text_of(answer) and "氏名の部分。" in text_of(answer)
    assert not Disclosure.objects.exists()


def test_who_gets_the_pages(cast, case):
    found = made(case, cast.director)
    urls = (reverse("cases:disclosures", args=[case.pk]), new_url(case), found.get_absolute_url())
    for who, expected in (
        ("director", 200), ("chief", 200), ("program", 403), ("evaluator", 403), ("colleague", 403), ("clerk", 403),
        ("officer", 404), ("manager", 404), ("other_director", 404),
    ):
        assert [signed_in(getattr(cast, who)).get(url).status_code for url in urls] == [expected] * 3, who


def test_the_pages_before_the_document_stay_within_their_queries(cast, case, queries):
    client = signed_in(cast.director)
    made(case, cast.director)
    client.get(new_url(case))
    assert queries(client, new_url(case)) <= 10
    once = queries(client, reverse("cases:disclosures", args=[case.pk]))
    made(case, cast.chief)
    assert queries(client, reverse("cases:disclosures", args=[case.pk])) == once <= 12
