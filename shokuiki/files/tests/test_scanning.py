"""Where ClamAV is configured a file stays locked until it is found clean, and goes when it is not."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from shokuiki.files import scanning
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples
from shokuiki.files.tests.conftest import VIRUS
from shokuiki.files.tests.factories import make_attachment
from shokuiki.records.gate import may

pytestmark = pytest.mark.django_db

INFECTED = samples.pdf(samples.stream(VIRUS))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def attach(client, noun, data, title="資料"):
    url = f"/files/of/applications/{noun.pk}/new/"
    return client.post(url, {"title": title, "file": samples.upload("資料.pdf", data)}, follow=True)


@pytest.fixture
def client(cast):
    return signed_in(cast.manager)


@pytest.mark.django_db(transaction=True)
def test_a_clean_file_is_scanned_right_after_it_is_kept_and_opens(client, application, scanner):
    answer = attach(client, application, samples.pdf())
    attachment = Attachment.objects.get()
    assert scanner.scanned == [samples.pdf()]
    assert attachment.state == "clean"
    assert "ウイルスは見つかりませんでした" in answer.content.decode()
    assert client.get(f"/files/{attachment.pk}/").status_code == 200
    assert attachment.history.first().history_user is None


def test_a_scanner_on_a_socket_is_asked_the_same(cast, application, scanner_on_socket):
    assert scanning.verdict(bytes(3_000_000)) == scanning.Verdict()
    assert scanning.verdict(VIRUS) == scanning.Verdict("Test.Virus")
    assert [len(data) for data in scanner_on_socket.scanned] == [3_000_000, len(VIRUS)]


@pytest.mark.django_db(transaction=True)
def test_a_file_with_a_virus_goes_and_its_entry_tells(cast, client, application, scanner):
    answer = attach(client, application, INFECTED, title="ひみつの題名")
    attachment = Attachment.objects.get()
    assert (attachment.state, attachment.virus, attachment.place) == ("infected", "Test.Virus", "")
    page = answer.content.decode()
    assert "ファイルにウイルスが見つかったため、削除しました" in page
    assert "ウイルス（Test.Virus）が見つかったため" in page
    assert client.get(f"/files/{attachment.pk}/").status_code == 409
    assert sorted(address for letter in mail.outbox for address in letter.to) == sorted(
        [cast.manager.email, cast.director.email]
    )
    assert not any("ひみつ" in letter.subject + letter.body for letter in mail.outbox)


def test_a_director_reads_of_a_virus_on_the_page_of_an_application(cast, application, scanner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_attachment(application, cast.manager, data=INFECTED)
    application.submit(by=cast.manager)
    assert "ウイルス（Test.Virus）が見つかったため" in signed_in(cast.director).get(application.get_absolute_url()).content.decode()


def test_without_an_answer_a_file_stays_locked_and_the_page_says_so(
    client, application, no_scanner_answers, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = attach(client, application, samples.pdf()).content.decode()
    attachment = Attachment.objects.get()
    assert attachment.state == "pending"
    assert "検査が終わるまで開けません" in page and "ウイルス検査を待っています" in page
    assert f'href="/files/{attachment.pk}/"' not in page
    answer = client.get(f"/files/{attachment.pk}/")
    assert answer.status_code == 409
    assert "ウイルス検査が終わるまで" in answer.content.decode()


@pytest.mark.parametrize("answer", [b"stream: out of memory ERROR\n", b"\n", b"INSTREAM size limit exceeded. ERROR\n", b"?\n", b"\xff\xff\n"])
def test_an_answer_that_says_neither_leaves_a_file_locked(cast, application, scanner, answer):
    scanner.answer = answer
    attachment = make_attachment(application, cast.manager)
    assert not attachment.scan()
    assert Attachment.objects.get().state == "pending"


def test_the_command_scans_what_waits_and_what_was_attached_before_there_was_a_scanner(
    cast, application, settings, capsys, scanner, django_capture_on_commit_callbacks
):
    waiting = make_attachment(application, cast.manager)
    host, settings.CLAMAV_HOST = settings.CLAMAV_HOST, ""
    before = make_attachment(application, cast.manager, data=INFECTED)
    assert (waiting.state, before.state) == ("pending", "not_scanned")
    assert before.read() == INFECTED
    settings.CLAMAV_HOST = host
    assert before.is_locked
    with django_capture_on_commit_callbacks(execute=True):
        call_command("scan_attachments")
    assert list(Attachment.objects.order_by("pk").values_list("state", flat=True)) == ["clean", "infected"]
    assert "検査した添付ファイル：2件" in capsys.readouterr().out


def test_the_command_says_when_the_scanner_does_not_answer(cast, application, capsys, no_scanner_answers):
    make_attachment(application, cast.manager)
    for command in ("scan_attachments", "nightly"):
        with pytest.raises(SystemExit):
            call_command(command)
        assert "検査できなかった添付ファイル：1件" in capsys.readouterr().err
    assert Attachment.objects.get().state == "pending"


def test_a_file_removed_while_it_is_scanned_stays_removed(cast, application, scanner):
    attachment = make_attachment(application, cast.manager)
    stale = Attachment.objects.get()
    attachment.remove(by=cast.manager, reason="まちがえたため")
    assert not stale.scan()
    assert Attachment.objects.get().state == "removed"


def test_no_person_can_call_a_file_clean(cast, application, scanner):
    attachment = make_attachment(application, cast.manager)
    assert not any(may(user, "pass_scan", attachment) for user in (cast.manager, cast.director, cast.chief))


def test_without_a_scanner_files_open_and_the_center_is_told(cast, application):
    make_attachment(application, cast.manager)
    application.submit(by=cast.manager)
    sentence = "ウイルス検査を設定していません"
    assert sentence in signed_in(cast.clerk).get(application.get_absolute_url()).content.decode()
    assert sentence not in signed_in(cast.manager).get(application.get_absolute_url()).content.decode()
