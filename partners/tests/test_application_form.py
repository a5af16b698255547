"""The steps of the 委託申込: drafts, what is wrong, what is missing, 提出."""

import pytest
from django.urls import reverse

from partners.models import ConsignmentApplication
from partners.tests.conftest import text_of
from partners.tests.factories import COMPLETE, make_application, make_draft
from shokuiki.records.errors import Refused

CORPORATION = {
    name: COMPLETE[name]
    for name in ("legal_form", "name", "kana", "representative_title", "representative_name", "address", "phone")
}


def management(prefix, total, initial=0):
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}


def seen(application):
    application.refresh_from_db()
    return {"seen": application.version}


def test_a_manager_starts_an_application_with_what_is_known(cast, sends):
    response = sends(
        cast.manager, {"organization": cast.corporation.pk, "center": cast.center.pk}, "application_create"
    )
    application = ConsignmentApplication.objects.get()
    assert response.url == reverse("partners:application_edit", args=[application.pk, "corporation"])
    assert (application.name, application.state) == ("社会福祉法人 あおぞら会", "draft")


def test_a_manager_cannot_apply_for_another_corporation(cast, sends):
    response = sends(
        cast.manager, {"organization": cast.other_corporation.pk, "center": cast.center.pk}, "application_create"
    )
    assert response.status_code == 422
    assert not ConsignmentApplication.objects.exists()


def test_an_incomplete_step_is_saved_as_a_draft(cast, sends):
    application = make_draft(cast)
    response = sends(
        cast.manager, {"name": "あおぞら", **seen(application)}, "application_edit", application.pk, "corporation"
    )
    assert response.url == reverse("partners:application_edit", args=[application.pk, "facilities"])
    application.refresh_from_db()
    assert (application.name, application.legal_form, application.phone) == ("あおぞら", "", "")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("corporate_number", "1234567890123", "数字の組合せが正しくありません"),
        ("corporate_number", "123", "13桁の数字"),
        ("kana", "青空会", "ひらがなで入力"),
        ("postal_code", "12", "7桁の数字"),
        ("phone", "内線12", "市外局番から"),
    ],
)
def test_what_is_wrong_is_refused_and_stays_on_the_page(cast, sends, field, typed, sentence):
    application = make_draft(cast)
    data = CORPORATION | {field: typed} | seen(application)
    response = sends(cast.manager, data, "application_edit", application.pk, "corporation")
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert f'value="{typed}"' in text_of(response)
    assert ConsignmentApplication.objects.get().version == application.version


def test_a_wrong_date_is_refused_and_stays_on_the_page(cast, sends):
    application = make_draft(cast)
    data = {"desired_start_on": "平成50年4月1日"} | seen(application)
    response = sends(cast.manager, data, "application_edit", application.pk, "wish")
    assert response.status_code == 422
    assert "平成50年4月1日" in text_of(response)


def test_katakana_is_stored_as_hiragana(cast, sends):
    application = make_draft(cast)
    sends(
        cast.manager, CORPORATION | {"kana": "アオゾラカイ"} | seen(application),
        "application_edit", application.pk, "corporation",
    )
    application.refresh_from_db()
    assert application.kana == "あおぞらかい"


def test_facilities_are_added_changed_and_removed_in_the_page(cast, sends):
    application = make_draft(cast)
    known = application.facilities.get()
    data = management("facilities", 3, 1) | {
        "facilities-0-id": known.pk, "facilities-0-facility_type": "other", "facilities-0-name": known.name,
        "facilities-0-DELETE": "on",
        "facilities-1-facility_type": "mental_workshop", "facilities-1-name": "ひだまり作業所", "facilities-1-capacity": "15",
        "facilities-2-facility_type": "", "facilities-2-name": "",
    }
    response = sends(cast.manager, data | seen(application), "application_edit", application.pk, "facilities")
    assert response.url == reverse("partners:application_edit", args=[application.pk, "candidates"])
    assert [(row.name, row.capacity) for row in application.facilities.all()] == [("ひだまり作業所", 15)]


def test_a_row_of_another_application_is_never_touched(cast, sends):
    foreign = make_application(cast, organization=cast.other_corporation, by=cast.other_manager)
    application = make_draft(cast)
    row = foreign.candidates.get()
    data = management("candidates", 1, 1) | {
        "candidates-0-id": row.pk, "candidates-0-name": "書き換え", "candidates-0-kana": "かきかえ",
    }
    sends(cast.manager, data | seen(application), "application_edit", application.pk, "candidates")
    row.refresh_from_db()
    assert (row.name, row.application) == ("野田 千尋", foreign)
    assert [candidate.name for candidate in foreign.candidates.all()] == ["野田 千尋"]


def test_a_candidate_without_kana_says_so(cast, sends):
    application = make_draft(cast, rows=False)
    data = management("candidates", 1) | {"candidates-0-name": "野田 千尋"}
    response = sends(cast.manager, data | seen(application), "application_edit", application.pk, "candidates")
    assert response.status_code == 422
    assert "ふりがなを入力してください" in text_of(response)
    assert "野田 千尋" in text_of(response)


def test_accounting_is_asked_of_a_social_welfare_corporation_only(cast, sees):
    """S15"""
    application = make_draft(cast)
    page = text_of(sees(cast.manager, "application_edit", application.pk, "insurance"))
    assert "accounting_method" in page
    assert "社会福祉事業法第25条第2項（現 社会福祉法第26条第2項）" in page
    application.edit(by=cast.manager, changes={"legal_form": "medical_corporation"})
    assert "accounting_method" not in text_of(sees(cast.manager, "application_edit", application.pk, "insurance"))


def test_not_insuring_is_an_answer_and_never_a_block(cast, sends):
    """S12: advice when it is filled in; the application can be submitted."""
    application = make_draft(cast)
    data = {"insurance_plan": "will_not", "insurer": "青嶺海上", "accounting_separation": "separated", "accounting_method": "別"}
    response = sends(cast.manager, data | seen(application), "application_edit", application.pk, "insurance")
    assert response.url == reverse("partners:application_submit", args=[application.pk])
    application.refresh_from_db()
    assert (application.insurance_plan, application.insurer) == ("will_not", "")
    application.submit(by=cast.manager)
    assert application.state == "submitted"


MISSING = {
    "S4": ({"legal_form": ""}, "法人種別", "通知 本文"),
    "S4 等": ({"legal_form": "other_incorporated"}, "設立の根拠", "通知 本文"),
    "S15": ({"accounting_method": ""}, "区分経理", "通知 記4"),
    "name": ({"representative_name": ""}, "代表者の氏名", "センター運用"),
    "wish": ({"desired_start_on": None}, "開始希望日", "センター運用"),
    "insurance": ({"insurance_plan": ""}, "損害保険", "センター運用"),
}


@pytest.mark.parametrize("what", MISSING)
def test_an_incomplete_application_is_not_submitted_and_says_what_is_missing(cast, sends, sees, what):
    changes, sentence, clause = MISSING[what]
    application = make_draft(cast, **changes)
    assert "まだ足りないものがあります" in text_of(sees(cast.manager, "application_submit", application.pk))
    response = sends(cast.manager, seen(application), "application_submit", application.pk)
    assert response.status_code == 422
    assert sentence in text_of(response)
    with pytest.raises(Refused) as refused:
        application.submit(by=cast.manager)
    assert refused.value.clause == clause
    application.refresh_from_db()
    assert (application.state, application.number, application.submissions.count()) == ("draft", "", 0)


def test_s5_an_application_without_facilities_or_candidates_is_not_submitted(cast):
    application = make_draft(cast, rows=False)
    with pytest.raises(Refused) as refused:
        application.submit(by=cast.manager)
    assert [requirement.no for requirement in refused.value.requirements] == ["S5", "運用"]
    assert refused.value.clause == "通知 本文"


def test_the_application_is_submitted_from_the_last_page(cast, sends, sees):
    application = make_draft(cast)
    assert "申込を提出する" in text_of(sees(cast.manager, "application_submit", application.pk))
    response = sends(cast.manager, seen(application), "application_submit", application.pk)
    assert response.status_code == 302
    application.refresh_from_db()
    assert (application.state, application.submissions.count()) == ("submitted", 1)


def test_the_second_click_on_submit_loses(cast, sends):
    application = make_draft(cast)
    data = seen(application)
    sends(cast.manager, data, "application_submit", application.pk)
    assert sends(cast.manager, data, "application_submit", application.pk).status_code == 409
    assert application.submissions.count() == 1


def test_the_later_of_two_windows_keeps_what_was_typed(cast, sends):
    application = make_draft(cast)
    data = seen(application)
    sends(cast.manager, data | {"past_experience": "先の文"}, "application_edit", application.pk, "wish")
    response = sends(cast.manager, data | {"past_experience": "後の文"}, "application_edit", application.pk, "wish")
    assert response.status_code == 409
    assert "後の文" in text_of(response) and "あなた（ほかの画面）が先に保存しました" in text_of(response)
    application.refresh_from_db()
    assert application.past_experience == "先の文"


def test_a_submitted_application_is_not_offered_for_editing(cast, sees):
    application = make_application(cast)
    assert sees(cast.manager, "application_edit", application.pk, "wish").status_code == 409


def test_an_unknown_step_is_not_found(cast, sees):
    assert sees(cast.manager, "application_edit", make_draft(cast).pk, "secrets").status_code == 404


def test_withdrawing_asks_why_and_ends_the_application(cast, sends):
    application = make_application(cast)
    assert sends(cast.manager, seen(application), "application_withdraw", application.pk).status_code == 422
    response = sends(
        cast.manager, {"reason": "体制が変わったため"} | seen(application), "application_withdraw", application.pk
    )
    assert response.status_code == 302
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_the_postal_code_gives_the_address(cast, client):
    client.force_login(cast.manager)
    url = reverse("partners:postal_address")
    assert client.get(url, {"code": "1000001"}).json() == {"address": "東京都千代田区千代田"}
    assert client.get(url, {"code": "0000000"}).json() == {"address": ""}
    assert client.get(url).json() == {"address": ""}
