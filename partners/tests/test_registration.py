"""法人の登録: the mail address first, nothing before the link, and nobody let into what is another's."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse

from partners.models import ConsignmentApplication, Corporation, Registration
from partners.models.registration import register_corporation
from partners.tests.conftest import text_of
from partners.tests.factories import make_application
from shokuiki.accounts.models import Membership, Organization, User
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.testing.factories import PASSWORD

NUMBER = "4999900000707"
ADDRESS = "hiiragi@example.jp"
CORPORATION = {
    "legal_form": "social_welfare_corporation", "legal_form_note": "", "corporate_number": "４９９９−９０００００７０７", "name": "社会福祉法人 ひいらぎ会",
    "kana": "ヒイラギカイ", "postal_code": "0300801", "address": "青森県青森市新町1-2-3",
}
DETAILS = CORPORATION | {
    "person_name": "柊 真理", "person_kana": "ひいらぎ まり", "password": "mado-no-akari-7", "password_again": "mado-no-akari-7",
}
START, DETAILS_URL = reverse("partners:register"), reverse("partners:register_details")


def everything():
    return [model.objects.count() for model in (User, Organization, Corporation, Membership, ConsignmentApplication)]


def link_in(message):
    return re.search(r"http://testserver(\S+)", message.body)[1]


def ask(client, email=ADDRESS):
    """Ask for the mail; the link in it, and the answer."""
    response = client.post(START, {"email": email})
    return link_in(mail.outbox[-1]), response


@pytest.fixture
def verified(client, db):
    """A client that has opened the link in its mail."""
    link, _ = ask(client)
    assert client.get(link).url == DETAILS_URL
    return client


def test_nothing_exists_before_the_link_is_opened_and_the_form_is_sent(client, db):
    before = everything()
    link, response = ask(client)
    assert (response.status_code, response.url) == (302, reverse("partners:register_sent"))
    assert "24時間" in text_of(client.get(response.url))
    assert client.get(link, follow=True).status_code == 200
    assert everything() == before
    assert mail.outbox[0].to == [ADDRESS] and mail.outbox[0].subject == "職域：法人の登録の続き"
    assert ADDRESS not in link


def test_the_registration_makes_corporation_and_manager_signed_in_before_the_first_application(verified, cast):
    response = verified.post(DETAILS_URL, DETAILS)
    assert response.url == reverse("partners:application_create")
    page = text_of(verified.get(response.url))
    assert "法人を登録しました" in page and "社会福祉法人 ひいらぎ会" in page
    user = User.objects.get(email=ADDRESS)
    assert (user.name, user.check_password("mado-no-akari-7")) == ("柊 真理", True)
    membership = user.memberships.get()
    organization = membership.organization
    assert (membership.post, organization.kind, organization.kana) == ("manager", "corporation", "ひいらぎかい")
    assert (organization.corporation.corporate_number, organization.postal_code) == (NUMBER, "030-0801")
    assert not Registration.objects.exists()
    for row in (organization, organization.corporation, membership):
        assert row.history.get().history_user == user


def test_the_first_step_of_the_application_is_prefilled_from_the_registration(verified, cast):
    verified.post(DETAILS_URL, DETAILS)
    organization = Organization.objects.get(name="社会福祉法人 ひいらぎ会")
    response = verified.post(
        reverse("partners:application_create"), {"organization": organization.pk, "center": cast.center.pk}
    )
    page = text_of(verified.get(response.url))
    for words in (NUMBER, "社会福祉法人 ひいらぎ会", "ひいらぎかい", "030-0801", "青森県青森市新町1-2-3"):
        assert f'value="{words}"' in page


def test_who_registered_sees_nothing_but_its_own(verified, cast):
    foreign = make_application(cast, "selected")
    verified.post(DETAILS_URL, DETAILS)
    mine = Corporation.objects.get(corporate_number=NUMBER)
    for url in (foreign.get_absolute_url(), foreign.selection.get_absolute_url(),
                cast.corporation.corporation.get_absolute_url()):
        assert verified.get(url).status_code == 404
    for name in ("workplaces", "partners"):
        assert verified.get(reverse(f"partners:{name}")).status_code == 403
    assert verified.get(mine.get_absolute_url()).status_code == 200
    for url in ("/", "/applications/", "/corporations/", "/selections/", "/meetings/"):
        assert "あおぞら会" not in text_of(verified.get(url)), url
    assert verified.get("/cases/").status_code in (403, 404) or "0件" in text_of(verified.get("/cases/"))


def test_a_known_address_gets_the_same_answer_and_another_mail(client, cast):
    link, response = ask(client, cast.manager.email.upper())
    unknown = client.post(START, {"email": "new@example.jp"})
    assert (response.status_code, response.url) == (unknown.status_code, unknown.url)
    first, second = mail.outbox
    assert (first.to, first.subject) == ([cast.manager.email], second.subject)
    assert "すでに登録されています" in first.body and "すでに登録されています" not in second.body
    assert link == reverse("account_login")
    assert Registration.objects.get().email == "new@example.jp"


@pytest.mark.parametrize("email", ["", "柊", "hiiragi@"])
def test_an_address_that_is_none_says_so_and_no_mail_leaves(client, db, email):
    response = client.post(START, {"email": email})
    assert response.status_code == 422
    assert "メールアドレス" in text_of(response) and f'value="{email}"' in text_of(response) or not email
    assert mail.outbox == []


def test_the_link_works_once_and_only_the_newest_of_an_address(client, cast):
    old, _ = ask(client)
    new, _ = ask(client)
    assert client.get(old).status_code == 410
    client.get(new)
    client.post(DETAILS_URL, DETAILS)
    client.logout()
    assert client.get(new).status_code == 410
    assert client.get(DETAILS_URL).url == START


def test_the_link_is_over_after_a_day_and_what_was_asked_is_cleared_away(client, db):
    then = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    with clock.moved_to(then):
        link, _ = ask(client)
    with clock.moved_to(then + timedelta(hours=23, minutes=59)):
        assert client.get(link).status_code == 302
    with clock.moved_to(then + timedelta(hours=24)):
        assert client.get(link).status_code == 410
        before = everything()
        assert client.post(DETAILS_URL, DETAILS).url == START
        assert everything() == before
        ask(client, "other@example.jp")
    assert [row.email for row in Registration.objects.all()] == ["other@example.jp"]


def test_the_second_of_two_clicks_makes_no_second_corporation(verified, cast):
    registration = Registration.objects.get()
    verified.post(DETAILS_URL, DETAILS)
    before = everything()
    assert verified.post(DETAILS_URL, DETAILS).url == "/"
    with pytest.raises(Exception, match="すでに使われました"):
        registration.complete(name="柊", kana="ひいらぎ", password=PASSWORD, organization={}, corporation={})
    assert everything() == before


def test_an_address_that_got_an_account_meanwhile_gets_no_second_one(verified, cast):
    User.objects.create_user(ADDRESS, PASSWORD, name="柊 真理", kana="ひいらぎ まり")
    before = everything()
    response = verified.post(DETAILS_URL, DETAILS)
    assert response.status_code == 422 and "このメールアドレスは、すでに登録されています" in text_of(response)
    assert everything() == before


def test_a_number_that_is_registered_lets_nobody_into_that_corporation(verified, cast):
    organization = register_corporation(
        by=cast.clerk, organization={"name": "社会福祉法人 ひいらぎ会"}, corporation={"corporate_number": NUMBER}, reason="登録"
    )
    before = everything()
    response = verified.post(DETAILS_URL, DETAILS)
    assert response.status_code == 422
    assert "この法人の管理者に招待を頼むか、地域障害者職業センターの担当者に連絡してください" in text_of(response)
    assert everything() == before and not organization.memberships.exists()


def test_a_number_in_an_application_that_was_handed_in_is_registered_one_in_a_draft_is_not(verified, cast):
    application = make_application(cast, "draft", corporate_number=NUMBER)
    application.submit(by=cast.manager)
    assert verified.post(DETAILS_URL, DETAILS).status_code == 422


def test_a_number_in_a_draft_bars_nobody(verified, cast):
    make_application(cast, "draft", corporate_number=NUMBER)
    assert verified.post(DETAILS_URL, DETAILS).status_code == 302


@pytest.mark.parametrize("number", ["", NUMBER])
@pytest.mark.parametrize(("address", "status"), [("青嶺市北沢2-7-14", 422), ("白浜市汐見町4-4", 302)])
def test_a_small_workshop_without_a_number_is_known_by_name_and_address(verified, cast, address, status, number):
    """Also when it has got a number meanwhile."""
    register_corporation(
        by=cast.clerk, organization={"name": "小規模作業所 はなみずき", "address": "青嶺市北沢2-7-14"},
        corporation={"legal_form": "small_workshop"}, reason="登録",
    )
    data = DETAILS | {
        "legal_form": "small_workshop", "corporate_number": number, "name": "小規模作業所　はなみずき", "address": address,
    }
    assert verified.post(DETAILS_URL, data).status_code == status


def test_two_corporations_with_numbers_of_their_own_may_share_name_and_address(verified, cast):
    register_corporation(
        by=cast.clerk, organization={"name": DETAILS["name"], "address": DETAILS["address"]},
        corporation={"corporate_number": "7999900000101"}, reason="登録",
    )
    assert verified.post(DETAILS_URL, DETAILS).status_code == 302


@pytest.mark.parametrize(
    ("form", "name", "address"),
    [("social_welfare_corporation", "社会福祉法人 ひいらぎ会", "青嶺市北沢2-7-14"), ("small_workshop", "作業所 ひいらぎ", "")],
)
def test_a_corporation_that_nothing_tells_from_another_is_not_written(cast, form, name, address):
    before = everything()
    with pytest.raises(Refused, match="法人番号を入力してください"):
        register_corporation(
            by=cast.clerk, organization={"name": name, "address": address}, corporation={"legal_form": form}, reason="登録"
        )
    assert everything() == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"corporate_number": "1234567890123"}, "数字の組合せが正しくありません"),
        ({"corporate_number": ""}, "空のままにできるのは、小規模作業所だけです"),
        ({"legal_form": ""}, "法人種別"),
        ({"legal_form": "other_incorporated"}, "法人の種類と設立の根拠を入力してください"),
        ({"kana": "柊会"}, "ひらがなで入力"),
        ({"address": ""}, "所在地を入力してください"),
        ({"postal_code": "12"}, "7桁の数字"),
        ({"person_name": ""}, "管理者の氏名を入力してください"),
        ({"password": "12345"}, "パスワード"),
        ({"password": "hiiragi@example.jp", "password_again": "hiiragi@example.jp"}, "似"),
        ({"password_again": "mado-no-akari-8"}, "パスワードが一致しません"),
    ],
)
def test_what_is_wrong_says_why_keeps_what_was_typed_and_makes_nothing(verified, change, sentence):
    before = everything()
    response = verified.post(DETAILS_URL, DETAILS | change)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'value="柊 真理"' in text_of(response) or "person_name" in change
    assert "mado-no-akari-7" not in text_of(response)
    assert everything() == before


def test_a_mail_that_cannot_leave_is_told_and_the_address_stays_typed(client, db, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(mail.EmailMessage, "send", fails)
    response = client.post(START, {"email": ADDRESS})
    assert response.status_code == 503
    assert "今はメールを送れません" in text_of(response) and f'value="{ADDRESS}"' in text_of(response)


def test_who_asks_too_often_is_told_to_wait_and_gets_no_mail(client, db):
    for _ in range(3):
        assert client.post(START, {"email": ADDRESS}).status_code == 302
    response = client.post(START, {"email": ADDRESS})
    assert response.status_code == 429
    assert "1時間ほど待ってから" in text_of(response)
    assert len(mail.outbox) == 3


def test_numbers_are_not_tried_out_in_a_row(verified, cast):
    register_corporation(by=cast.clerk, organization={"name": "ひいらぎ会"}, corporation={"corporate_number": NUMBER}, reason="登録")
    answers = [verified.post(DETAILS_URL, DETAILS).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_who_is_signed_in_does_not_register(client, cast):
    client.force_login(cast.manager)
    for url in (START, DETAILS_URL, reverse("partners:register_link", args=["abc"])):
        assert client.get(url).url == "/"


def test_the_pages_are_reached_from_the_sign_in_and_keep_nothing_in_a_cache(client, db):
    assert START in text_of(client.get(reverse("account_login")))
    assert client.get(reverse("partners:register_link", args=["abc"])).status_code == 410
    assert "no-store" in client.get(START).headers["Cache-Control"]


def test_the_address_lookup_is_open_to_who_registers_and_to_no_stranger(client, verified):
    url = reverse("partners:postal_address") + "?code=1000001"
    assert verified.get(url).json()["address"] == "東京都千代田区千代田"
    assert type(client)().get(url).url.startswith(reverse("account_login"))
