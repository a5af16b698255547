"""Attaching, handing out and removing on the pages of the four nouns, and who may."""

from urllib.parse import quote, unquote

import pytest
from django.test import Client

from cases.tests.factories import proposed_case
from meetings.tests.factories import held_liaison
from partners.tests.factories import make_application
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples
from shokuiki.files.tests.factories import make_attachment
from shokuiki.records.models import AccessEntry

pytestmark = pytest.mark.django_db
NOUNS = {"application": "applications", "consent": "consents", "evaluation": "evaluations", "meeting": "meetings"}
WRITERS = {"application": "manager", "consent": "program", "evaluation": "evaluator", "meeting": "program"}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def add_url(noun, key):
    return f"/files/of/{key}/{noun.pk}/new/"


def attach(client, noun, key, *, title="同意書の写し", name="資料.pdf", data=None):
    file = samples.upload(name, samples.pdf() if data is None else data)
    return client.post(add_url(noun, key), {"title": title, "file": file})


@pytest.fixture(params=NOUNS)
def kind(request):
    return request.param


@pytest.fixture
def noun(kind, request):
    return request.getfixturevalue(kind)


@pytest.fixture
def writer(kind, cast):
    return getattr(cast, WRITERS[kind])


# --- It works -------------------------------------------------------------------------------------------------------


def test_a_file_is_attached_read_and_handed_out_on_each_noun(kind, noun, writer, queries):
    client = signed_in(writer)
    page = client.get(noun.get_absolute_url()).content.decode()
    assert f'href="{add_url(noun, NOUNS[kind])}"' in page and "添付ファイルはありません。" in page
    form = client.get(add_url(noun, NOUNS[kind])).content.decode()
    assert 'enctype="multipart/form-data"' in form and 'accept="application/pdf,image/png,image/jpeg,' in form
    answer = attach(client, noun, NOUNS[kind], title="もらった資料")
    assert answer.status_code == 302 and answer.url == f"{noun.get_absolute_url()}#files"
    attachment = Attachment.objects.get()
    assert (attachment.noun, attachment.center_id) == (noun, noun.center_id)
    page = client.get(noun.get_absolute_url()).content.decode()
    assert "もらった資料" in page and f'href="/files/{attachment.pk}/"' in page and writer.name in page
    assert queries(client, f"/files/{attachment.pk}/") <= 12


def test_the_panel_costs_a_page_one_query_for_one_file_and_for_thirty(kind, noun, writer, queries, settings):
    settings.ATTACHMENTS_PER_NOUN = 40
    client = signed_in(writer)
    url = noun.get_absolute_url()
    make_attachment(noun, writer)
    few = queries(client, url)
    for number in range(29):
        make_attachment(noun, writer, data=samples.pdf(b"%d" % number))
    assert queries(client, url) == few <= 12


def test_the_form_takes_few_queries(kind, noun, writer, queries):
    assert queries(signed_in(writer), add_url(noun, NOUNS[kind])) <= 10


def test_a_file_is_handed_out_to_be_kept_and_never_as_a_page(application, cast):
    attachment = make_attachment(application, cast.manager, name="定款 案\u202e.exe.png", data=samples.png())
    answer = signed_in(cast.manager).get(f"/files/{attachment.pk}/")
    content = b"".join(answer.streaming_content)
    assert content == attachment.read()
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Length"] == str(len(content))
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%AE%9A%E6%AC%BE%20%E6%A1%88%20.exe.png"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"


def body_with(name):
    """A multipart body whose file is called just so, as no browser would call it."""
    called = f'filename="{name}"' if len(name) > 100 else f"filename*=UTF-8''{quote(name)}"
    part = "--x\r\nContent-Disposition: form-data; name=\"{}\"{}\r\n\r\n"
    head = part.format("title", "") + "定款\r\n" + part.format("file", f"; {called}")
    return head.encode() + samples.pdf() + b"\r\n--x--\r\n"


@pytest.mark.parametrize(
    "name",
    ["../../../var/secret_key", "..\\..\\evil.pdf", "一行\r\nX-Evil: 1.pdf", "長" * 300 + ".pdf", '"; filename=x.exe', "定款\u202efdp.exe", "a\0b.pdf"],
)
def test_no_name_leads_out_of_the_folder_or_into_a_header(application, cast, name):
    client, url = signed_in(cast.manager), add_url(application, "applications")
    assert client.post(url, body_with(name), content_type="multipart/form-data; boundary=x").status_code == 302
    attachment = Attachment.objects.get()
    answer = client.get(f"/files/{attachment.pk}/")
    assert answer.status_code == 200 and "X-Evil" not in answer
    offered = unquote(answer["Content-Disposition"])
    assert offered.startswith("attachment; filename") and offered.rstrip('"').endswith(".pdf")
    assert not any(letter in offered for letter in "/\\\r\n\u202e\0<>") and len(offered) < 160


def test_a_refused_file_says_why_keeps_the_title_and_writes_nothing(kind, noun, writer):
    answer = attach(signed_in(writer), noun, NOUNS[kind], title="大事な題名", name="書類.pdf", data=b"<html></html>")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "この種類のファイルは添付できません" in page and 'value="大事な題名"' in page
    assert not Attachment.objects.exists()


def test_title_and_file_are_both_needed(application, cast):
    answer = signed_in(cast.manager).post(add_url(application, "applications"), {})
    assert answer.status_code == 422
    assert "添付するファイルを選んでください。" in answer.content.decode() and "題名" in answer.content.decode()


def test_a_file_somewhat_too_large_gets_its_sentence_and_one_far_too_large_its_page(application, cast, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    client = signed_in(cast.manager)
    answer = attach(client, application, "applications", data=samples.pdf(samples.stream(bytes(2 * 1024 * 1024))))
    assert answer.status_code == 422 and "1MBまでのファイル" in answer.content.decode()
    answer = attach(client, application, "applications", data=bytes(61 * 1024 * 1024))
    assert answer.status_code == 413
    assert not Attachment.objects.exists()


# --- Removing -------------------------------------------------------------------------------------------------------


def test_a_file_is_removed_with_a_reason_after_a_warning_and_its_entry_stays(kind, noun, writer):
    attachment = make_attachment(noun, writer, title="まちがえた資料")
    client, url = signed_in(writer), f"/files/{attachment.pk}/remove/"
    page = client.get(noun.get_absolute_url()).content.decode()
    assert f'href="{url}"' in page
    assert "もとに戻せません" in client.get(url).content.decode()
    answer = client.post(url, {"seen": 0, "reason": ""})
    assert answer.status_code == 422
    answer = client.post(url, {"seen": 0, "reason": "別の人の資料だった。"}, follow=True)
    page = answer.content.decode()
    assert "まちがえた資料" in page and "別の人の資料だった。" in page and "削除済" in page
    assert f'href="/files/{attachment.pk}/"' not in page
    assert client.get(f"/files/{attachment.pk}/").status_code == 409
    assert client.get(url).status_code == 409


def test_the_second_of_two_removals_loses(application, cast):
    attachment = make_attachment(application, cast.manager)
    client, url = signed_in(cast.manager), f"/files/{attachment.pk}/remove/"
    assert client.post(url, {"seen": 0, "reason": "要らない"}).status_code == 302
    answer = client.post(url, {"seen": 0, "reason": "私も要らない"})
    assert answer.status_code == 409 and "先に保存しました" in answer.content.decode()
    assert Attachment.objects.get().reason == "要らない"


# --- Who may --------------------------------------------------------------------------------------------------------
STRANGERS = (
    "dispatched", "partner", "other_manager", "other_partner", "technician", "officer", "other_officer", "caseworker",
    "other_director", "other_program",
)
# (handed out, form to attach, form to remove) for each kind of person who is not a stranger.
OPEN, READS, SEES = (200, 200, 200), (200, 403, 403), (403, 403, 403)
WHO = {
    "application": {"manager": OPEN, **dict.fromkeys(("director", "chief", "evaluator", "program", "colleague", "clerk"), SEES)},
    "consent": {
        "director": READS, "chief": OPEN, "evaluator": OPEN, "program": OPEN, "colleague": SEES, "clerk": SEES,
    },
    "evaluation": {
        "director": READS, "chief": OPEN, "evaluator": OPEN, "program": READS, "colleague": SEES, "clerk": SEES,
    },
    "meeting": {
        "director": OPEN, "chief": OPEN, "evaluator": OPEN, "program": OPEN, "colleague": SEES, "clerk": SEES,
    },
}


@pytest.mark.parametrize("person", ["manager", "director", "chief", "evaluator", "program", "colleague", "clerk", *STRANGERS])
def test_who_may_read_add_and_remove_follows_the_noun(kind, noun, writer, cast, person):
    attachment = make_attachment(noun, writer)
    expected = WHO[kind].get(person, (404, 404, 404))
    if kind == "application" and person != "manager":
        expected = (404, 404, 404)  # a draft does not exist for the center
    client = signed_in(getattr(cast, person))
    urls = (f"/files/{attachment.pk}/", add_url(noun, NOUNS[kind]), f"/files/{attachment.pk}/remove/")
    assert tuple(client.get(url).status_code for url in urls) == expected
    for url, status in zip(urls[1:], expected[1:], strict=True):
        if status != 200:
            assert client.post(url, {"title": "題名", "reason": "要らない", "seen": 0}).status_code == status
    assert Attachment.objects.get().state == "not_scanned"


def test_nobody_signed_in_gets_nothing(kind, noun, writer):
    attachment = make_attachment(noun, writer)
    for url in (f"/files/{attachment.pk}/", add_url(noun, NOUNS[kind]), f"/files/{attachment.pk}/remove/"):
        answer = Client().get(url)
        assert answer.status_code == 302 and answer.url.startswith("/accounts/login/")


def test_addresses_that_name_nothing_are_not_found(cast, application):
    client = signed_in(cast.manager)
    for url in ("/files/99999/", "/files/99999/remove/", "/files/of/applications/99999/new/", "/files/of/users/1/new/"):
        assert client.get(url).status_code == 404


def test_both_sides_read_what_was_handed_in_and_only_the_corporation_what_it_is_still_correcting(cast, queries):
    application = make_application(cast, "draft")
    first = make_attachment(application, cast.manager, title="定款")
    application.submit(by=cast.manager)
    application.receive(by=cast.clerk)
    staff, manager = signed_in(cast.clerk), signed_in(cast.manager)
    assert staff.get(f"/files/{first.pk}/").status_code == 200
    assert manager.get(add_url(application, "applications")).status_code == 409
    assert manager.get(f"/files/{first.pk}/remove/").status_code == 409
    assert staff.get(add_url(application, "applications")).status_code == 403
    application.return_to_applicant(by=cast.program, comment="決算書を付けてください。")
    second = make_attachment(application, cast.manager, title="昨年の決算書", data=samples.png())
    page = staff.get(application.get_absolute_url()).content.decode()
    assert "定款" in page and "昨年の決算書" not in page
    assert staff.get(f"/files/{second.pk}/").status_code == 403
    assert queries(staff, application.get_absolute_url()) <= 12
    assert queries(manager, f"{application.get_absolute_url()}submit/") <= 12
    assert "昨年の決算書" in manager.get(application.get_absolute_url()).content.decode()
    application.submit(by=cast.manager)
    assert "昨年の決算書" in staff.get(application.get_absolute_url()).content.decode()
    assert staff.get(f"/files/{second.pk}/").status_code == 200


def test_what_a_confirmed_meeting_rests_on_is_removed_by_the_leading_posts_only(cast):
    meeting = held_liaison(cast, proposed_case(cast))
    attachment = make_attachment(meeting, cast.program)
    url = f"/files/{attachment.pk}/remove/"
    assert signed_in(cast.program).get(url).status_code == 409
    assert signed_in(cast.program).post(url, {"seen": 0, "reason": "要らない"}).status_code == 422
    assert f'href="{url}"' not in signed_in(cast.program).get(meeting.get_absolute_url()).content.decode()
    assert signed_in(cast.chief).get(url).status_code == 200
    assert Attachment.objects.get().is_kept


def test_a_cancelled_meeting_takes_no_more_files(cast, meeting):
    meeting.cancel(by=cast.program, reason="日程が合わないため")
    assert signed_in(cast.program).get(add_url(meeting, "meetings")).status_code == 409
    assert attach(signed_in(cast.program), meeting, "meetings").status_code == 422
    assert not Attachment.objects.exists()


def test_the_invited_see_a_meeting_without_its_files(cast, meeting):
    make_attachment(meeting, cast.program, title="センターの資料")
    page = signed_in(cast.officer).get(meeting.get_absolute_url())
    assert page.status_code == 200 and "センターの資料" not in page.content.decode()


# --- 閲覧記録 ---------------------------------------------------------------------------------------------------------


def test_handing_out_and_refusing_is_recorded_for_the_persons_of_the_noun(cast, evaluation):
    attachment = make_attachment(evaluation, cast.evaluator)
    for user, status, kind in ((cast.evaluator, 200, "exported"), (cast.colleague, 403, "refused"), (cast.other_program, 404, "refused")):
        assert signed_in(user).get(f"/files/{attachment.pk}/").status_code == status
        entry = AccessEntry.objects.latest("pk")
        assert (entry.user, entry.kind, entry.persons) == (user, kind, f" {evaluation.case.person_id} ")
        assert entry.page_name == "添付ファイル"
