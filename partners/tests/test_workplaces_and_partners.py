"""事業所 and パートナー: registered by counselors, each partner at an organization of the right kind."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from partners.models import Partner, Workplace
from partners.tests.conftest import text_of
from partners.tests.factories import make_partner, make_workplace
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed

WORKPLACE = {"name": "丸山物流 株式会社", "kana": "マルヤマブツリュウ", "phone": "017-123-4567", "business": "倉庫", "employees": "40"}


@pytest.fixture
def workplace(cast):
    return make_workplace(cast)


def partner_data(**changes):
    return {"name": "石田 和也", "kana": "いしだ かずや", "active_from": "令和8年4月1日"} | changes


def test_a_counselor_registers_a_workplace_with_its_organization(cast, sends):
    response = sends(cast.evaluator, WORKPLACE, "workplace_create")
    workplace = Workplace.objects.get()
    assert response.url == workplace.get_absolute_url()
    assert (workplace.organization.name, workplace.organization.kana, workplace.organization.kind, workplace.employees) == (
        "丸山物流 株式会社", "まるやまぶつりゅう", "workplace", 40
    )


def test_a_workplace_without_name_or_with_a_wrong_phone_says_so(cast, sends):
    response = sends(cast.program, WORKPLACE | {"name": "", "phone": "内線"}, "workplace_create")
    assert response.status_code == 422
    assert "名称を入力してください" in text_of(response)
    assert "市外局番から" in text_of(response)
    assert not Workplace.objects.exists()


def test_both_parts_of_a_workplace_are_edited_together(cast, sends, workplace):
    data = WORKPLACE | {"name": "丸山物流 本社", "business": "運送", "seen": workplace.version}
    assert sends(cast.program, data, "workplace_edit", workplace.pk).url == workplace.get_absolute_url()
    workplace = Workplace.objects.get()
    assert (workplace.organization.name, workplace.business) == ("丸山物流 本社", "運送")


def test_the_later_of_two_editors_of_a_workplace_loses(cast, sends, workplace):
    data = WORKPLACE | {"seen": workplace.version}
    assert sends(cast.program, data, "workplace_edit", workplace.pk).status_code == 302
    response = sends(cast.evaluator, data | {"name": "後の名称"}, "workplace_edit", workplace.pk)
    assert response.status_code == 409
    assert "後の名称" in text_of(response)
    assert Workplace.objects.get().organization.name == "丸山物流 株式会社"


def test_who_opens_the_pages_of_a_workplace(cast, sees, workplace):
    pages = (("workplaces",), ("workplace", workplace.pk), ("workplace_edit", workplace.pk), ("workplace_create",))
    expected = {
        "program": (200, 200, 200, 200), "other_program": (200, 200, 200, 200), "clerk": (200, 200, 403, 403),
        "director": (200, 200, 403, 403), "manager": (403, 404, 404, 403), "technician": (403, 404, 404, 403),
        "officer": (403, 404, 404, 403),
    }
    found = {who: tuple(sees(getattr(cast, who), *page).status_code for page in pages) for who in expected}
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "where"),
    [("technical", "corporation"), ("technical", "center"), ("consigned", "workplace"), ("dispatched", "corporation")],
)
def test_a_partner_of_the_wrong_kind_of_organization_is_refused(cast, kind, where):
    by = cast.program
    with pytest.raises((ValidationError, NotAllowed)):
        make_partner(kind, getattr(cast, where), by)
    assert not Partner.objects.exists()


@pytest.mark.parametrize(("where", "kind"), [("workplace", "technical"), ("corporation", "consigned"), ("center", "dispatched")])
def test_the_kind_of_a_partner_follows_from_the_organization(cast, sees, sends, workplace, where, kind):
    organization = workplace.organization if where == "workplace" else getattr(cast, where)
    response = sends(cast.program, partner_data(), "partner_create", organization.pk)
    assert response.status_code == 302
    assert Partner.objects.get(name="石田 和也").kind == kind
    assert "石田 和也" in text_of(sees(cast.program, "partners", query=f"?kind={kind}"))


def test_the_user_of_a_partner_is_a_member_of_the_organization(cast, sends):
    response = sends(cast.program, partner_data(user=cast.dispatched.pk), "partner_create", cast.center.pk)
    assert response.url == reverse("partners:partners")
    assert Partner.objects.get().user == cast.dispatched
    response = sends(cast.program, partner_data(user=cast.technician.pk), "partner_create", cast.center.pk)
    assert response.status_code == 422
    assert Partner.objects.count() == 1


def test_a_partner_is_edited_and_the_later_editor_loses(cast, sends, workplace):
    partner = make_partner("technical", workplace.organization, cast.program)
    data = partner_data(name="石田 和哉", active_to="令和9年3月31日", seen=partner.version)
    assert sends(cast.program, data, "partner_edit", partner.pk).url == workplace.get_absolute_url()
    assert sends(cast.evaluator, data, "partner_edit", partner.pk).status_code == 409
    partner.refresh_from_db()
    assert (partner.name, str(partner.active_to)) == ("石田 和哉", "2027-03-31")


def test_a_partner_who_left_keeps_the_account_their_logs_were_written_with(cast, sends, sees):
    partner = make_partner("consigned", cast.corporation, cast.program, user=cast.partner)
    cast.partner.memberships.get().dismiss(by=cast.manager)
    assert "野田 千尋" in text_of(sees(cast.program, "partner_edit", partner.pk))
    data = partner_data(user=cast.partner.pk, active_to="令和8年11月24日", seen=partner.version)
    assert sends(cast.program, data, "partner_edit", partner.pk).status_code == 302
    partner.refresh_from_db()
    assert (partner.user, str(partner.active_to)) == (cast.partner, "2026-11-24")


def test_an_activity_that_ends_before_it_starts_is_refused(cast, sends, workplace):
    data = partner_data(active_to="令和8年3月31日")
    response = sends(cast.program, data, "partner_create", workplace.organization_id)
    assert response.status_code == 422
    assert "活動の終了日は、開始日以後の日付を入力してください" in text_of(response)


def test_a_partner_is_active_from_the_first_to_the_last_day(cast, workplace):
    today = clock.today()
    partner = make_partner("technical", workplace.organization, cast.program, active_from=today, active_to=today)
    assert list(Partner.objects.active()) == [partner]
    assert partner.is_active
    assert not Partner.objects.active(today + timedelta(days=1)).exists()
    assert not Partner.objects.active(today - timedelta(days=1)).exists()


def test_who_registers_and_edits_partners(cast, sees, workplace):
    technical = make_partner("technical", workplace.organization, cast.program)
    dispatched = make_partner("dispatched", cast.center, cast.program)
    pages = (
        ("partners",), ("partner_create", workplace.organization_id), ("partner_create", cast.center.pk),
        ("partner_edit", technical.pk), ("partner_edit", dispatched.pk),
    )
    expected = {
        "program": (200, 200, 200, 200, 200), "other_program": (200, 200, 403, 200, 404),
        "clerk": (200, 403, 403, 403, 403), "manager": (403, 403, 403, 404, 404), "officer": (403, 403, 403, 404, 404),
    }
    found = {who: tuple(sees(getattr(cast, who), *page).status_code for page in pages) for who in expected}
    assert found == expected


def test_a_partner_of_an_agency_or_of_nobody_cannot_be_registered(cast, sees):
    assert sees(cast.program, "partner_create", cast.agency.pk).status_code == 404
    assert sees(cast.program, "partner_create", 999).status_code == 404


def test_the_lists_take_the_same_queries_for_1_and_30(cast, client, queries, workplace):
    make_partner("technical", workplace.organization, cast.program)
    client.force_login(cast.program)
    few = {url: queries(client, url) for url in ("/workplaces/", "/partners/", workplace.get_absolute_url())}
    for _ in range(30):
        make_partner("technical", make_workplace(cast).organization, cast.program)
        make_partner("technical", workplace.organization, cast.program)
    assert {url: queries(client, url) for url in few} == few
    assert max(few.values()) <= 12
