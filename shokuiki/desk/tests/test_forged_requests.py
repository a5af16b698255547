"""What another site could make a browser send, or a name server make of our name: nothing is done by it."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cases.tests import factories as make
from shokuiki.desk.tests.test_doors import addresses
from shokuiki.records.models import AccessEntry, Draft

pytestmark = pytest.mark.django_db
SHAPES = ((), (1,), (1, 1), (1, "a"), ("a", 1), ("a",), ("a", "b"))


def address_of(name):
    for shape in SHAPES:
        try:
            return reverse(name, args=shape)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} takes other arguments than {SHAPES}")


def test_every_address_refuses_what_comes_without_our_token(cast):
    """Logging out, the draft of what is typed and the report of a printed page too."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.director)
    open_to_forgery = [
        address for address in (address_of(name) for name in set(addresses()))
        for method in ("post", "put", "patch", "delete")
        if getattr(client, method)(f"{address}?draft=1").status_code != 403
    ]
    assert not open_to_forgery
    assert client.get("/").status_code == 200 and not Draft.objects.exists()


def test_a_page_of_another_site_cannot_log_anybody_out_or_end_a_session_by_a_link(client, cast):
    client.force_login(cast.director)
    for name in ("account_logout", "usersessions_end_others"):
        client.get(reverse(name))
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_FORWARDED"])
def test_a_link_in_a_mail_leads_to_our_own_name_only(client, cast, mailoutbox, header):
    said = {header: "host=evil.example" if header == "HTTP_FORWARDED" else "evil.example"}
    client.post(reverse("account_reset_password"), {"email": cast.manager.email}, **said)
    client.post(reverse("partners:register"), {"email": "new@example.jp"}, **said)
    assert len(mailoutbox) == 2 and all("evil.example" not in mail.body and "http" in mail.body for mail in mailoutbox)


def test_a_foreign_name_of_the_host_gets_no_mail_sent(client, cast, mailoutbox):
    for name in ("account_reset_password", "partners:register"):
        answer = client.post(reverse(name), {"email": cast.manager.email}, HTTP_HOST="evil.example")
        assert answer.status_code == 400 and answer["Cache-Control"] == "no-store"
    assert not mailoutbox


@pytest.mark.parametrize("email", ["a@example.jp\r\nBcc: b@example.jp", "a@example.jp\nb@example.jp", "a@example.jp,b@example.jp"])
def test_an_address_with_a_second_one_in_it_gets_no_mail(client, db, mailoutbox, email):
    for name in ("account_reset_password", "partners:register"):
        client.post(reverse(name), {"email": email})
    assert not mailoutbox


def test_the_sign_in_gives_the_session_a_new_key(client, cast):
    client.get(reverse("account_login"))
    client.session.save()
    planted = client.session.session_key
    client.cookies["sessionid"] = planted
    client.post(reverse("account_login"), {"login": cast.manager.email, "password": "kaze-no-mori-8"})
    assert client.session["_auth_user_id"] == str(cast.manager.pk) and client.session.session_key != planted


def test_a_printed_page_is_noted_by_its_own_reader_only(cast):
    case = make.make_case(cast)
    reader, other = Client(), Client()
    reader.force_login(cast.program)
    other.force_login(cast.chief)
    reader.get(case.get_absolute_url())
    key = AccessEntry.objects.latest("pk").key
    other.post(reverse("desk:printed", args=[key]))
    assert not AccessEntry.objects.filter(kind="printed").exists()
    reader.post(reverse("desk:printed", args=[key]))
    assert AccessEntry.objects.filter(kind="printed").count() == 1
