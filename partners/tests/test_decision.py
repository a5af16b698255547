"""The 所長's decision on an application: the checklist, the draft, the confirmation, the rules S1–S5, S12, S15, P17."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from partners.models import Corporation, Partner, Selection
from partners.requirements import decided_by_director
from partners.tests.conftest import text_of
from partners.tests.factories import make_application, make_draft, select
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import gate_open, keep
from shokuiki.records.models import Decision, Draft

SELECTED = {
    "outcome": "selected", "reason": "体制が整っている。", "event_date": "令和8年11月24日", "valid_from": "令和8年12月1日",
    "valid_to": "令和9年3月31日", "conditions": "日誌を毎週提出すること。",
}


@pytest.fixture(autouse=True)
def on_24_november():
    with clock.moved_to(date(2026, 11, 24)):
        yield


@pytest.fixture
def waiting(cast):
    return make_application(cast, "awaiting_decision")


def nothing_decided(application, state="awaiting_decision"):
    application.refresh_from_db()
    return application.state == state and not Decision.objects.exists() and not Selection.objects.exists()


def confirm(sends, cast, application, data):
    """Fill in the decision and press the button of the confirmation page. Returns the last answer."""
    response = sends(cast.director, data | {"seen": application.version}, "application_select", application.pk)
    assert response.url == reverse("partners:application_select_confirm", args=[application.pk])
    return press(sends, cast, application)


def press(sends, cast, application):
    draft = Draft.objects.filter(user=cast.director).first()
    data = {"saved_at": draft.saved_at.isoformat() if draft else ""}
    return sends(cast.director, data, "application_select_confirm", application.pk)


# --- The rules -------------------------------------------------------------------------------------------------------


def test_s1_nobody_but_the_director_of_the_center_selects(cast, waiting):
    for who in (cast.chief, cast.program, cast.clerk, cast.manager, cast.other_director):
        with pytest.raises(NotAllowed, match="通知 記1 第1項"):
            select(waiting, who)
        found = decided_by_director(waiting, who)
        assert (found.blocks, found.no, found.clause) == (True, "S1", "通知 記1 第1項")
    assert not decided_by_director(waiting, cast.director).blocks
    assert nothing_decided(waiting)


def test_s2_without_a_submission_nothing_is_selected(cast):
    """Such a row cannot come about by a verb; the rule holds even so."""
    application = make_draft(cast)
    application.state = "awaiting_decision"
    with gate_open():
        application.save()
    with pytest.raises(Refused) as refused:
        select(application, cast.director)
    assert (refused.value.no, refused.value.clause) == ("S2", "通知 記1 第3項")
    assert nothing_decided(application)


def test_s3_a_term_before_october_1999_is_refused(cast, waiting):
    with pytest.raises(Refused) as refused:
        select(waiting, cast.director, valid_from=date(1999, 9, 30))
    assert (refused.value.no, refused.value.clause) == ("S3", "通知 本文")
    assert nothing_decided(waiting)
    assert select(waiting, cast.director, valid_from=date(1999, 10, 1)).valid_from == date(1999, 10, 1)


def test_s3_a_small_workshop_may_have_been_selected_before(cast):
    application = make_application(cast, "awaiting_decision", legal_form="small_workshop")
    assert select(application, cast.director, valid_from=date(1998, 4, 1)).is_small_workshop


def test_s4_another_kind_of_corporation_needs_the_directors_note(cast):
    application = make_application(
        cast, "awaiting_decision", legal_form="other_incorporated", legal_form_note="特定非営利活動法人"
    )
    with pytest.raises(Refused) as refused:
        select(application, cast.director)
    assert (refused.value.no, refused.value.clause) == ("S4", "通知 本文")
    assert nothing_decided(application)
    selection = select(application, cast.director, note="就労支援を目的とする法人である。")
    assert "就労支援を目的とする法人である。" in selection.decision.text.facts["S4"]
    assert Corporation.objects.get().legal_form_note == "特定非営利活動法人"


def test_s5_without_a_facility_nothing_is_selected(cast, waiting):
    """S5 is asked at 提出 already; the decision asks again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM partners_applicationfacility")
    with pytest.raises(Refused) as refused:
        select(waiting, cast.director)
    assert (refused.value.no, refused.value.clause) == ("S5", "通知 本文")
    assert nothing_decided(waiting)


def test_s5_a_small_workshop_needs_no_facility(cast):
    application = make_application(cast, "awaiting_decision", legal_form="small_workshop")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM partners_applicationfacility")
    assert select(application, cast.director).state == "active"


def test_s15_without_separate_accounting_nothing_is_selected(cast, waiting):
    """S15 is asked at 提出 already; the decision asks again."""
    waiting.accounting_method = ""
    with gate_open():
        waiting.save()
    with pytest.raises(Refused) as refused:
        select(waiting, cast.director)
    assert (refused.value.no, refused.value.clause) == ("S15", "通知 記4")
    assert nothing_decided(waiting)


def test_s15_is_asked_of_no_other_kind_of_corporation(cast):
    application = make_application(cast, "awaiting_decision", legal_form="medical_corporation", accounting_method="")
    rests_on = {rule["no"]: rule["state"] for rule in select(application, cast.director).decision.rests_on}
    assert rests_on["S15"] == "not_applicable"


def test_s12_a_missing_insurance_is_acknowledged_with_its_reason(cast):
    application = make_application(cast, "awaiting_decision", insurance_plan="will_not")
    with pytest.raises(Refused) as refused:
        select(application, cast.director)
    assert (refused.value.no, refused.value.clause) == ("S12", "通知 記3")
    assert nothing_decided(application)
    decision = select(application, cast.director, acknowledged={"S12": "受託までに加入すると聞いた。"}).decision
    assert decision.text.acknowledged == {"S12": "受託までに加入すると聞いた。"}
    assert {rule["no"]: rule["state"] for rule in decision.rests_on}["S12"] == "warn"


def test_s12_an_expired_insurance_is_a_warning_too(cast):
    application = make_application(cast, "awaiting_decision", insurance_until=date(2026, 11, 23))
    with pytest.raises(Refused) as refused:
        select(application, cast.director)
    assert refused.value.no == "S12"


def test_p17_who_asked_neither_selects_nor_declines_but_may_send_back(cast, waiting):
    keep(Membership(user=cast.program, organization=cast.center, post=Post.DIRECTOR), by=None, reason="兼務")
    del cast.program.standing
    with pytest.raises(Refused) as refused:
        select(waiting, cast.program)
    assert (refused.value.no, refused.value.clause) == ("P17", "センター運用")
    with pytest.raises(Refused):
        waiting.reject(by=cast.program, event_date=clock.today(), reason="体制")
    assert nothing_decided(waiting)
    waiting.send_back(by=cast.program, event_date=clock.today(), reason="別の人が依頼する")
    assert waiting.state == "under_review"


@pytest.mark.parametrize("verb", ["select", "reject", "send_back"])
def test_a_decision_without_reason_or_in_the_future_or_before_the_request_is_refused(cast, waiting, verb):
    more = {"valid_from": date(2026, 12, 1), "valid_to": None} if verb == "select" else {}
    for change in ({"reason": " "}, {"event_date": date(2026, 11, 25)}, {"event_date": date(2026, 11, 23)}):
        data = {"by": cast.director, "event_date": date(2026, 11, 24), "reason": "理由"} | more | change
        with pytest.raises(Refused):
            getattr(waiting, verb)(**data)
    assert nothing_decided(waiting)


def test_a_term_that_ends_before_it_starts_leaves_nothing_behind(cast, waiting):
    with pytest.raises(ValidationError, match="開始日以後"):
        select(waiting, cast.director, valid_from=date(2026, 12, 1), valid_to=date(2026, 11, 30))
    assert waiting.state == "awaiting_decision"
    assert nothing_decided(waiting)


def test_the_selection_takes_the_master_data_over(cast, waiting):
    select(waiting, cast.director)
    corporation = Corporation.objects.get(organization=cast.corporation)
    assert (corporation.representative_name, corporation.needs_separate_accounting) == ("小林 直樹", True)
    assert [facility.name for facility in corporation.facilities.all()] == ["あおぞら作業所"]
    assert [partner.name for partner in Partner.objects.all()] == ["野田 千尋"]
    cast.corporation.refresh_from_db()
    assert cast.corporation.address == "青森県青森市新町1-2-3"


# --- The pages -------------------------------------------------------------------------------------------------------


def test_the_decision_page_shows_each_rule_with_fact_and_clause(cast, sees, waiting):
    page = text_of(sees(cast.director, "application_select", waiting.pk))
    for words in ("あおぞら作業所", "別の会計単位で経理する。", "通知 記1 第1項", "通知 記3", "通知 記4",
                  "社会福祉事業法第25条第2項（現 社会福祉法第26条第2項）", "要件を確認する", "決定を記入する"):
        assert words in page
    assert 'value="令和9年3月31日"' in page


def test_nothing_is_decided_before_the_confirmation(cast, sees, sends, waiting):
    response = sends(cast.director, SELECTED | {"seen": waiting.version}, "application_select", waiting.pk)
    assert response.status_code == 302
    assert nothing_decided(waiting)
    page = text_of(sees(cast.director, "application_select_confirm", waiting.pk))
    assert "まだ決定されていません" in page
    assert "選定を決定する" in page
    assert "日誌を毎週提出すること。" in page
    assert nothing_decided(waiting)


def test_the_director_selects(cast, sends, waiting):
    response = confirm(sends, cast, waiting, SELECTED)
    selection = Selection.objects.get()
    assert response.url == selection.get_absolute_url()
    assert (selection.valid_from, selection.valid_to) == (date(2026, 12, 1), date(2027, 3, 31))
    assert selection.conditions == "日誌を毎週提出すること。"
    decision = Decision.objects.get()
    assert (decision.kind, decision.outcome, decision.by, decision.post) == (
        "consignee_selection", "selected", cast.director, "director"
    )
    assert [rule["no"] for rule in decision.rests_on] == ["S1", "S2", "S3", "S4", "S5", "S15", "S12", "P17"]
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "button", "state"),
    [("declined", "選定しないことを決定する", "rejected"), ("sent_back", "差し戻す", "under_review")],
)
def test_the_director_declines_or_sends_back(cast, sees, sends, waiting, outcome, button, state):
    data = {"outcome": outcome, "reason": "体制を確かめたい。", "event_date": "令和8年11月24日"}
    sends(cast.director, data | {"seen": waiting.version}, "application_select", waiting.pk)
    assert button in text_of(sees(cast.director, "application_select_confirm", waiting.pk))
    assert press(sends, cast, waiting).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == state
    decision = Decision.objects.get()
    assert (decision.outcome, decision.text.reason) == (outcome, "体制を確かめたい。")
    assert not Selection.objects.exists()


def test_s12_the_page_asks_for_acknowledgement_and_reason(cast, sends):
    application = make_application(cast, "awaiting_decision", insurance_plan="will_enrol")
    response = sends(cast.director, SELECTED | {"seen": application.version}, "application_select", application.pk)
    assert response.status_code == 422
    assert "「損害保険に加入している」の注意を確認して、印を付けてください" in text_of(response)
    data = SELECTED | {"acknowledged_S12": "on", "why_S12": "受託までに加入すると聞いた。"}
    assert confirm(sends, cast, application, data).status_code == 302
    assert Decision.objects.get().text.acknowledged == {"S12": "受託までに加入すると聞いた。"}


def test_s4_the_page_asks_for_the_note(cast, sends):
    application = make_application(cast, "awaiting_decision", legal_form="other_incorporated", legal_form_note="特活")
    response = sends(cast.director, SELECTED | {"seen": application.version}, "application_select", application.pk)
    assert response.status_code == 422
    assert "「等」に当たると判断した理由を入力してください" in text_of(response)
    assert confirm(sends, cast, application, SELECTED | {"note": "就労支援の法人"}).status_code == 302


def test_p17_the_page_says_why_selecting_is_not_offered(cast, sees, waiting):
    keep(Membership(user=cast.program, organization=cast.center, post=Post.DIRECTOR), by=None, reason="兼務")
    del cast.program.standing
    page = text_of(sees(cast.program, "application_select", waiting.pk))
    assert "選定できません。「選定を依頼した人とは別の人が決定する」が未確認です。" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": ""}, "決定の理由を入力してください"),
        ({"outcome": ""}, "決定を選んでください"),
        ({"valid_from": ""}, "選定の開始日を入力してください"),
        ({"valid_to": "令和8年11月30日"}, "開始日以後の日付"),
        ({"event_date": "令和8年11月25日"}, "先の日付"),
    ],
)
def test_a_decision_that_is_not_complete_is_refused_and_stays_typed(cast, sends, waiting, change, sentence):
    response = sends(cast.director, SELECTED | change | {"seen": waiting.version}, "application_select", waiting.pk)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "日誌を毎週提出すること。" in text_of(response)
    assert not Draft.objects.exists()


def test_a_draft_is_kept_for_the_director_alone(cast, client, sees, waiting):
    client.force_login(cast.director)
    url = reverse("partners:application_select", args=[waiting.pk])
    answer = client.post(f"{url}?draft=1", {"reason": "書きかけの理由", "seen": waiting.version})
    assert answer.json()["saved_at"] == "10:00"
    assert "書きかけの理由" in text_of(sees(cast.director, "application_select", waiting.pk))
    assert "書きかけの理由" not in text_of(sees(cast.chief, "application", waiting.pk))
    response = sees(cast.director, "application_select_confirm", waiting.pk)
    assert response.url == url
    assert nothing_decided(waiting)


def test_what_changed_in_between_is_told_and_nothing_is_decided(cast, sends, waiting):
    sends(cast.director, SELECTED | {"seen": waiting.version}, "application_select", waiting.pk)
    waiting.withdraw(by=cast.manager, reason="都合")
    response = press(sends, cast, waiting)
    assert response.status_code == 409
    assert "小林 直樹さんが先に保存しました" in text_of(response)
    assert nothing_decided(waiting, "withdrawn")


def test_a_decision_typed_on_an_older_version_does_not_reach_the_confirmation(cast, sends, waiting):
    version = waiting.version
    waiting.send_back(by=cast.director, event_date=clock.today(), reason="確認")
    response = sends(cast.director, SELECTED | {"seen": version}, "application_select", waiting.pk)
    assert response.status_code == 409
    assert "体制が整っている。" in text_of(response)


def test_a_draft_written_before_a_change_is_told_and_read_again_before_it_is_confirmed(cast, sees, sends, waiting):
    sends(cast.director, SELECTED | {"seen": waiting.version}, "application_select", waiting.pk)
    waiting.send_back(by=cast.director, event_date=clock.today(), reason="確認")
    waiting.write_opinion(by=cast.chief, opinion="夜間の体制を確かめた。")
    waiting.ask_decision(by=cast.program)
    response = sees(cast.director, "application_select_confirm", waiting.pk)
    assert response.url == reverse("partners:application_select", args=[waiting.pk])
    page = text_of(sees(cast.director, "application_select", waiting.pk))
    assert "記入したあとに、委託申込の内容が変わりました" in page
    assert "<ins>夜間の体制を確かめた。</ins>" in page and "体制が整っている。" in page
    waiting.refresh_from_db()
    assert confirm(sends, cast, waiting, SELECTED).status_code == 302
    assert Selection.objects.count() == 1


def test_s3_the_page_judges_the_date_as_it_is_typed(cast, sends, waiting):
    early = SELECTED | {"valid_from": "平成11年9月30日", "seen": waiting.version}
    response = sends(cast.director, early, "application_select", waiting.pk)
    assert response.status_code == 422
    assert "開始日を平成11年10月1日以後にしてください。（根拠：通知 本文）" in text_of(response)
    assert "選定の開始日 平成11年9月30日" in text_of(response)
    assert not Draft.objects.exists()


def test_p17_selecting_is_refused_before_the_confirmation_too(cast, sends, waiting):
    keep(Membership(user=cast.program, organization=cast.center, post=Post.DIRECTOR), by=None, reason="兼務")
    del cast.program.standing
    response = sends(cast.program, SELECTED | {"seen": waiting.version}, "application_select", waiting.pk)
    assert response.status_code == 422
    assert "センター運用" in text_of(response)
    assert not Draft.objects.exists()


def test_what_was_rewritten_after_the_confirmation_opened_is_shown_again(cast, sends, waiting):
    sends(cast.director, SELECTED | {"seen": waiting.version}, "application_select", waiting.pk)
    response = sends(cast.director, {"saved_at": "2026-11-23T00:00:00+00:00"}, "application_select_confirm", waiting.pk)
    assert response.url == reverse("partners:application_select_confirm", args=[waiting.pk])
    assert nothing_decided(waiting)


def test_the_second_click_on_the_confirmation_loses(cast, sends, waiting):
    assert confirm(sends, cast, waiting, SELECTED).status_code == 302
    assert press(sends, cast, waiting).status_code == 409
    assert (Decision.objects.count(), Selection.objects.count()) == (1, 1)
