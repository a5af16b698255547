"""The pages of 対象者選定: the list, the request, the decision and its confirmation."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState, ConsentPurpose, LivingSupport
from cases.models import Consent
from cases.tests.factories import make_person
from meetings.enums import RequestState
from meetings.models import TargetSelection
from meetings.tests.selection_pages import changed, confirm_url, go_to_confirmation, press, text, typed
from meetings.tests.selection_steps import concluded, decision, members, requested
from partners.models import ConsignmentApplication, Selection
from shokuiki.japan.dates import wareki
from shokuiki.records import clock
from shokuiki.records.enums import Outcome
from shokuiki.records.models import Decision, Draft

BUDGET = 12


# --- The list -----------------------------------------------------------------------------------------------------
def test_the_list_shows_what_waits_before_what_was_decided(cast, signed_in):
    decided = requested(cast)
    decided.decline(by=cast.director, event_date=clock.today(), reason="体調の回復を待つ。")
    other = {"family_name": "森川", "given_name": "美咲", "family_kana": "もりかわ", "given_kana": "みさき"}
    waiting = requested(cast, person=make_person(cast, **other))
    client = signed_in(cast.director)
    page = client.get(reverse("meetings:target_selections"))
    assert list(page.context["object_list"]) == [waiting, decided]
    assert "森川 美咲" in text(page) and "もりかわ みさき" in text(page)
    only = client.get(reverse("meetings:target_selections"), {"state": "decided"})
    assert list(only.context["object_list"]) == [decided]
    none = client.get(reverse("meetings:target_selections"), {"state": "sent_back"})
    assert "条件に合う依頼はありません" in text(none)


def test_the_list_is_the_index_line_and_links_only_to_what_may_be_read(cast, signed_in):
    request = requested(cast)
    for user, links in ((cast.director, True), (cast.program, True), (cast.colleague, False), (cast.clerk, False)):
        page = signed_in(user).get(reverse("meetings:target_selections"))
        assert request.case.person.full_name in text(page)
        assert (f'href="{request.get_absolute_url()}"' in text(page)) is links


def test_another_centers_list_is_empty_and_outsiders_have_none(cast, signed_in):
    requested(cast)
    assert not signed_in(cast.other_director).get(reverse("meetings:target_selections")).context["object_list"]
    for outsider in (cast.manager, cast.partner, cast.officer, cast.dispatched):
        assert signed_in(outsider).get(reverse("meetings:target_selections")).status_code == 403


# --- The request --------------------------------------------------------------------------------------------------
def test_the_counselor_asks_with_the_checklist_in_view(cast, signed_in):
    case = concluded(cast)
    client, url = signed_in(cast.program), reverse("meetings:selection_request", args=[case.pk])
    page = client.get(url)
    assert "連絡会議で法人・安定所と打合せをした" in text(page) and "所長に選定を依頼する" in text(page)
    data = {"seen": case.version, "requested_on": wareki(clock.today()), "comment": "本人は早い開始を希望しています。"}
    response = client.post(url, data)
    request = TargetSelection.objects.get()
    assert (response.status_code, response.url) == (302, request.get_absolute_url())
    assert (request.requested_by, request.comment) == (cast.program, "本人は早い開始を希望しています。")
    assert "所長の決定を待っています" in text(client.get(response.url))
    assert client.get(url).status_code == 409
    assert client.post(url, data).status_code == 409


def test_bad_input_of_a_request_says_why_and_keeps_what_was_typed(cast, signed_in):
    case = concluded(cast)
    client, url = signed_in(cast.program), reverse("meetings:selection_request", args=[case.pk])
    response = client.post(url, {"seen": case.version, "requested_on": "きのう", "comment": "早めにお願いします。"})
    assert response.status_code == 422
    assert "きのう" in text(response) and "早めにお願いします。" in text(response)
    early = {"seen": case.version, "requested_on": (case.concluded_on - timedelta(days=1)).isoformat()}
    response = client.post(url, early)
    assert response.status_code == 422 and "ケース会議の開催日" in text(response)
    assert not TargetSelection.objects.exists()


def test_only_who_may_ask_sees_the_page_of_the_request(cast, signed_in):
    case = concluded(cast)
    url = reverse("meetings:selection_request", args=[case.pk])
    for user, status in ((cast.chief, 200), (cast.director, 403), (cast.clerk, 403), (cast.other_program, 404)):
        assert signed_in(user).get(url).status_code == status
    assert signed_in(cast.officer).get(url).status_code == 404


def test_the_counselor_takes_the_request_back(cast, signed_in):
    request = requested(cast)
    client, url = signed_in(cast.program), reverse("meetings:selection_cancel", args=[request.pk])
    assert url in text(client.get(request.get_absolute_url()))
    response = client.post(url, {"seen": request.version, "reason": "期間を見直すため"})
    request.refresh_from_db()
    assert (response.status_code, request.state) == (302, RequestState.CANCELLED)
    assert client.get(url).status_code == 409
    assert client.get(request.get_absolute_url()).status_code == 200
    assert signed_in(cast.director).post(url, {"seen": request.version}).status_code == 403


# --- Who reads and who decides --------------------------------------------------------------------------------------
def test_a_request_opens_for_who_may_read_the_case(cast, signed_in):
    request = requested(cast)
    expected = {
        "director": 200, "chief": 200, "program": 200, "evaluator": 200, "colleague": 403, "clerk": 403,
        "other_director": 404, "manager": 404, "partner": 404, "officer": 404,
    }
    for name, status in expected.items():
        assert signed_in(getattr(cast, name)).get(request.get_absolute_url()).status_code == status, name


def test_only_the_director_gets_the_form_and_may_post_it(cast, signed_in):
    request = requested(cast)
    assert "確認画面へ進む" in text(signed_in(cast.director).get(request.get_absolute_url()))
    for user in (cast.chief, cast.program, cast.evaluator):
        client = signed_in(user)
        assert "確認画面へ進む" not in text(client.get(request.get_absolute_url()))
        for answer in (
            client.post(request.get_absolute_url(), typed(request)), client.post(confirm_url(request), {}),
            client.get(confirm_url(request)),
        ):
            assert answer.status_code == 403
            assert "所長" in text(answer) and "通知 記1 第2項" in text(answer)
    assert not Decision.objects.filter(kind="target_selection").exists() and not Draft.objects.exists()


def test_the_decision_page_shows_what_the_director_judges_on(cast, signed_in):
    """S29 and the rest: the wish, the evaluation, the conclusion with who was there, the corporation."""
    request = requested(cast)
    page = text(signed_in(cast.director).get(request.get_absolute_url()))
    for shown in (
        "要件を確認する", "決定を記入する", "体を動かす仕事がしたい。", "食品の製造補助の仕事に向いている。", "本人にも説明しています。",
        "総合的に検討した。", "三宅 由香", "社会福祉法人 あおぞら会", "受託中", "0件", "区分している", "会議の記録を開く",
        "通知 記1 なお書き", "まだ決定されません。", "操作の履歴", "所長に選定を依頼する",
    ):
        assert shown in page, shown


# --- Deciding -------------------------------------------------------------------------------------------------------
def test_nothing_is_decided_before_the_confirmation(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    page = go_to_confirmation(client, request)
    for shown in (
        "決定したあとは取り消せません", "決定すると、次のことが行われます", "選定を決定する", "佐藤 健（さとう けん）",
        "法人への委託　社会福祉法人 あおぞら会", "本人の希望と評価の結果が合っている。",
    ):
        assert shown in text(page), shown
    request.refresh_from_db()
    assert request.state == RequestState.REQUESTED and not request.decision
    response = press(client, request, page)
    request.refresh_from_db()
    assert (response.status_code, response.url) == (302, request.get_absolute_url())
    assert (request.outcome, request.case.state) == (Outcome.SELECTED, CaseState.SELECTED)
    assert (request.planned_from, request.living_support) == (request.case.planned_from, LivingSupport.CONSIGNED)
    assert not Draft.objects.exists()
    shown = text(client.get(response.url))
    assert "決定のときに確認した要件" in shown and "13件中 13件確認" in shown and "対象者に選定しました" in shown


@pytest.mark.parametrize(
    ("outcome", "button", "state"),
    [
        ("declined", "選定しないことを決定する", CaseState.NOT_SELECTED),
        ("sent_back", "差し戻す", CaseState.CONCLUDED),
    ],
)
def test_declining_and_sending_back_repeat_their_verb(cast, signed_in, outcome, button, state):
    request, client = requested(cast), signed_in(cast.director)
    empty = {"living_support": "", "planned_from": "", "planned_to": ""}
    page = go_to_confirmation(client, request, outcome=outcome, **empty)
    assert page.context["button"] == button and f">{button}</button>" in text(page)
    press(client, request, page)
    request.refresh_from_db()
    assert request.case.state == state and request.decision.outcome == outcome


def test_after_unsuitable_nobody_is_selected(cast, signed_in):
    """S9: no 選定する; the way back leads to a new ケース会議."""
    request, client = requested(cast, outcome=Outcome.UNSUITABLE), signed_in(cast.director)
    page = client.get(request.get_absolute_url())
    values = [value for value, _ in page.context["form"].fields["outcome"].choices]
    assert values == ["declined", "sent_back"] and "新しいケース会議で検討し直します" in text(page)
    response = client.post(request.get_absolute_url(), typed(request))
    assert response.status_code == 422 and not Draft.objects.exists()
    press(client, request, go_to_confirmation(client, request, outcome="sent_back"))
    request.refresh_from_db()
    assert request.case.state == CaseState.AWAITING_CASE_MEETING


def test_bad_input_says_why_and_keeps_what_was_typed(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    early = wareki(request.case.planned_from - timedelta(days=1), weekday=False)
    response = client.post(
        request.get_absolute_url(), typed(request, outcome="selected", reason="", planned_to=early, event_date="昨日")
    )
    assert response.status_code == 422
    for told in ("決定の理由を入力してください。", "開始の予定日以後の日付", "日付を読み取れません", early):
        assert told in text(response), told
    response = client.post(request.get_absolute_url(), typed(request, reason="あ" * 201))
    assert response.status_code == 422 and "200字以内" in text(response)
    response = client.post(request.get_absolute_url(), typed(request, outcome="", planned_from="", living_support="x"))
    assert response.status_code == 422 and "決定を選んでください。" in text(response)
    assert not Draft.objects.exists()


def test_an_unmet_rule_says_what_to_do_and_cannot_be_passed_by(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    for consent in Consent.objects.filter(purpose=ConsentPurpose.PROGRAM_USE):
        consent.withdraw(by=cast.program, on=clock.today())
    page = client.get(request.get_absolute_url())
    assert "未確認" in text(page) and "本人に説明し、同意を記録してください。" in text(page)
    widget = page.context["form"].fields["outcome"].widget
    assert "同意している」が未確認です" in widget.unavailable["selected"] and widget.unavailable["selected"] in text(page)
    response = client.post(request.get_absolute_url(), typed(request))
    assert response.status_code == 422 and "根拠：センター運用" in text(response)
    assert go_to_confirmation(client, request, outcome="declined").status_code == 200


def test_a_rule_that_falls_away_before_the_last_button_stops_it(cast, signed_in):
    request, client = requested(cast), signed_in(cast.director)
    page = go_to_confirmation(client, request)
    for consent in Consent.objects.filter(purpose=ConsentPurpose.PROGRAM_USE):
        consent.withdraw(by=cast.program, on=clock.today())
    response = press(client, request, page)
    assert response.url == request.get_absolute_url()
    request.refresh_from_db()
    assert request.state == RequestState.REQUESTED


def test_a_term_that_is_too_short_is_told_and_another_period_is_accepted(cast, signed_in):
    """S1: the checklist follows from the period that is typed."""
    request, client = requested(cast), signed_in(cast.director)
    beyond = wareki(Selection.objects.get().valid_to + timedelta(days=1), weekday=False)
    response = client.post(request.get_absolute_url(), typed(request, planned_to=beyond))
    assert response.status_code == 422 and "根拠：通知 記1 第1項" in text(response)
    assert not response.context["form"].fields["outcome"].widget.unavailable
    assert go_to_confirmation(client, request).status_code == 200


def test_the_checklist_asks_about_insurance_once_the_period_outlasts_it(cast, signed_in):
    """S12: acknowledged with a reason, which is kept with the decision."""
    request, client = requested(cast), signed_in(cast.director)
    changed(ConsignmentApplication.objects.get(), cast.manager, insurance_until=request.case.planned_to)
    assert "・注意" not in text(client.get(request.get_absolute_url()))
    later = wareki(request.case.planned_to + timedelta(days=7), weekday=False)
    response = client.post(request.get_absolute_url(), typed(request, planned_to=later))
    assert response.status_code == 422 and "注意を確認して、印を付けてください" in text(response)
    why = {"acknowledged_S12": "on", "why_S12": "更新の見積りを確かめた。"}
    page = go_to_confirmation(client, request, planned_to=later, **why)
    assert "注意1件（損害保険に加入している）を了承" in text(page)
    press(client, request, page)
    request.refresh_from_db()
    assert request.decision.text.acknowledged == {"S12": "更新の見積りを確かめた。"}
    assert "更新の見積りを確かめた。" in text(client.get(request.get_absolute_url()))


def test_a_missing_member_is_acknowledged_on_the_page(cast, signed_in):
    """S16"""
    request = requested(cast, members_of=members(cast)[1:], acknowledged={"S16": "所長は出張中"})
    client = signed_in(cast.director)
    assert client.post(request.get_absolute_url(), typed(request, why_S16="書面で聞いた。")).status_code == 422
    page = go_to_confirmation(client, request, why_S16="書面で聞いた。", acknowledged_S16="on")
    press(client, request, page)
    request.refresh_from_db()
    assert request.decision.text.acknowledged == {"S16": "書面で聞いた。"}


def test_only_the_allowed_living_support_is_offered(cast, signed_in):
    """S10: 根拠: 通知 記1 なお書き"""
    request = requested(cast, living_support=LivingSupport.DISPATCHED)
    client = signed_in(cast.director)
    page = client.get(request.get_absolute_url())
    field = page.context["form"].fields["living_support"]
    assert [value for value, _ in field.choices] == [LivingSupport.DISPATCHED]
    assert "障害者雇用支援センター はまなすの支援を受けているため" in text(page) and "通知 記1 なお書き" in text(page)
    response = client.post(request.get_absolute_url(), typed(request, living_support="consigned"))
    assert response.status_code == 422
    press(client, request, go_to_confirmation(client, request))
    request.refresh_from_db()
    assert (request.living_support, request.case.selection) == (LivingSupport.DISPATCHED, None)


def test_the_name_of_a_support_center_is_no_markup(cast, signed_in):
    request = requested(cast, living_support=LivingSupport.DISPATCHED)
    changed(request.case.person, cast.program, employment_support_center_name="<b>はまなす</b>")
    assert "<b>はまなす</b>" not in text(signed_in(cast.director).get(request.get_absolute_url()))


# --- Queries --------------------------------------------------------------------------------------------------------
def test_every_page_keeps_to_the_budget(cast, signed_in, queries):
    case = concluded(cast)
    asking = signed_in(cast.program)
    assert queries(asking, reverse("meetings:selection_request", args=[case.pk])) <= BUDGET
    request = TargetSelection.ask(case, by=cast.program, on=clock.today())
    assert queries(asking, request.get_absolute_url()) <= BUDGET
    assert queries(asking, reverse("meetings:selection_cancel", args=[request.pk])) <= BUDGET
    client = signed_in(cast.director)
    assert queries(client, request.get_absolute_url()) <= BUDGET
    go_to_confirmation(client, request, event_date=clock.today().isoformat())
    assert queries(client, request.get_absolute_url()) <= BUDGET
    assert queries(client, confirm_url(request)) <= BUDGET
    request.select(by=cast.director, **decision(request, event_date=clock.today()))
    assert queries(client, request.get_absolute_url()) <= BUDGET


def test_the_list_takes_the_same_queries_for_one_and_for_many(cast, signed_in, queries):
    url = reverse("meetings:target_selections")
    requested(cast)
    one = queries(signed_in(cast.colleague), url)
    for number in range(4):
        requested(cast, person=make_person(cast, given_name=f"人{number}", given_kana="ひと"))
    assert queries(signed_in(cast.colleague), url) == one <= BUDGET
