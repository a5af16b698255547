"""The bytes and the entry of an attachment: both or neither, under a random name, and what is left of a removed one."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from cases.tests import factories as make_case
from cases.tests.test_erasure import approved, retain
from meetings.tests.factories import held_liaison
from shokuiki.files import storage
from shokuiki.files.content import examine
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples
from shokuiki.files.tests.factories import make_attachment
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_folder(settings, tmp_path):
    options = settings.STORAGES["attachments"]["OPTIONS"] | {"location": tmp_path / "files"}
    settings.STORAGES = settings.STORAGES | {"attachments": settings.STORAGES["attachments"] | {"OPTIONS": options}}


def on_disk():
    root = Path(storages["attachments"].location)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def unsaved(application, title="定款"):
    return Attachment(center_id=application.center_id, noun=application, title=title)


def content(data=None, name="定款.pdf"):
    return examine(samples.upload(name, data or samples.pdf()))


def test_the_bytes_lie_under_a_random_name_that_only_the_program_may_read(cast, application):
    attachment = make_attachment(application, cast.manager, name="小林の定款.pdf")
    [place] = on_disk()
    assert place == attachment.place and "定款" not in place and ".pdf" not in place
    assert len(place) == 38 and place.count("/") == 2
    path = Path(storages["attachments"].location, place)
    assert path.read_bytes() == samples.pdf()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert {stat.S_IMODE(os.stat(folder).st_mode) for folder in path.parents[:2]} == {0o700}


def test_two_attachments_never_share_a_place(cast, application):
    first = make_attachment(application, cast.manager)
    second = make_attachment(application, cast.manager, data=samples.png())
    assert first.place != second.place and len(on_disk()) == 2


def test_an_entry_that_cannot_be_written_leaves_no_file(cast, application):
    with pytest.raises(Exception, match="100"):
        unsaved(application, title="長" * 101).attach(content(), by=cast.manager)
    assert on_disk() == [] and not Attachment.objects.exists()


def test_a_transaction_that_fails_at_its_end_leaves_no_file(cast, application, monkeypatch):
    def fail(row, *, by):
        raise IntegrityError("as if the commit failed")

    monkeypatch.setattr("shokuiki.files.models.create", fail)
    with pytest.raises(IntegrityError):
        unsaved(application).attach(content(), by=cast.manager)
    assert on_disk() == []


def test_whoever_may_not_attach_writes_nothing_to_the_disk(cast, application):
    with pytest.raises(NotAllowed):
        unsaved(application).attach(content(), by=cast.other_manager)
    assert on_disk() == []


def test_the_same_content_twice_and_one_file_too_many_are_refused(cast, application, settings):
    make_attachment(application, cast.manager)
    with pytest.raises(Refused, match="同じ内容のファイル"):
        make_attachment(application, cast.manager, title="別の題名")
    settings.ATTACHMENTS_PER_NOUN = 1
    with pytest.raises(Refused, match="1件まで"):
        make_attachment(application, cast.manager, data=samples.png())
    assert len(on_disk()) == 1


def test_a_state_that_takes_no_files_refuses(cast, application):
    application.submit(by=cast.manager)
    with pytest.raises(Refused, match="今の状態では"):
        make_attachment(application, cast.manager)
    assert on_disk() == []


def test_a_removed_attachment_leaves_its_entry_and_no_bytes(cast, application, django_capture_on_commit_callbacks):
    attachment = make_attachment(application, cast.manager, title="古い定款")
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        attachment.remove(by=cast.manager, reason="まちがえたため", seen=attachment.version)
        assert len(on_disk()) == 1
    assert len(callbacks) == 1 and on_disk() == []
    left = Attachment.objects.signed().get()
    assert (left.state, left.title, left.reason, left.ended_on) == ("removed", "古い定款", "まちがえたため", clock.today())
    assert (left.added_by, left.ended_by, left.place) == ("小林 直樹", "小林 直樹", "")
    assert [row.history_change_reason for row in left.history.all()] == [
        "添付ファイルを削除する：まちがえたため", "ファイルを添付する",
    ]


def test_a_removal_that_is_rolled_back_keeps_the_bytes(cast, application):
    attachment = make_attachment(application, cast.manager)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        attachment.remove(by=cast.manager, reason="まちがえたため")
        raise ZeroDivisionError
    attachment.refresh_from_db()
    assert attachment.read() == samples.pdf()


def test_a_removal_needs_a_reason_the_right_state_and_the_version_that_was_seen(cast, application):
    attachment = make_attachment(application, cast.manager)
    with pytest.raises(Refused, match="削除する理由"):
        attachment.remove(by=cast.manager, reason=" ")
    with pytest.raises(NotAllowed):
        attachment.remove(by=cast.clerk, reason="要らない")
    attachment.remove(by=cast.manager, reason="まちがえたため", seen=0)
    with pytest.raises(Stale):
        Attachment.objects.get().remove(by=cast.manager, reason="もう一度", seen=0)
    assert Attachment.objects.get().reason == "まちがえたため"


def test_bytes_that_were_changed_or_lost_on_the_disk_are_not_handed_out(cast, application):
    attachment = make_attachment(application, cast.manager)
    path = Path(storages["attachments"].location, attachment.place)
    path.write_bytes(samples.pdf() + b"changed")
    with pytest.raises(Refused, match="添付されたときの内容と違います"):
        attachment.read()
    path.unlink()
    with pytest.raises(Refused, match="添付されたときの内容と違います"):
        attachment.read()


def aged(*places):
    """Files as they are days later."""
    past = clock.now().timestamp() - 3 * 24 * 60 * 60
    for place in places:
        os.utime(Path(storages["attachments"].location, place), (past, past))


def test_files_without_an_entry_are_named_at_night_and_cleared_only_on_request(cast, application, capsys):
    kept = make_attachment(application, cast.manager)
    fresh, stray = storage.put(b"just being written"), storage.put(b"left behind")
    aged(kept.place, stray)
    call_command("nightly")
    assert "どの記録にもないファイル：1件" in capsys.readouterr().err
    assert on_disk() == sorted([kept.place, fresh, stray])
    call_command("scan_attachments", clear=True)
    assert on_disk() == sorted([kept.place, fresh])


def test_bytes_that_a_crash_left_after_a_removal_go_the_next_night(cast, application):
    attachment = make_attachment(application, cast.manager)
    kept = make_attachment(application, cast.manager, data=samples.png())
    attachment.remove(by=cast.manager, reason="まちがえたため")
    assert len(on_disk()) == 2
    call_command("nightly")
    assert on_disk() == [kept.place]


def test_the_database_refuses_an_entry_without_its_file(cast, application):
    attachment = make_attachment(application, cast.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(Attachment).filter(pk=attachment.pk).update(place="")


def test_the_folder_of_attachments_must_not_be_one_that_is_served(settings, tmp_path):
    assert storage.check_place() == []
    settings.STATIC_ROOT = tmp_path
    assert [error.id for error in storage.check_place()] == ["files.E001"]


def test_what_is_attached_goes_with_a_person_whose_retention_has_ended(cast):
    """P24: title, history and bytes; those of another person stay."""
    other = make_case.evaluated_case(cast)
    ended_on = clock.today() - timedelta(days=366 * 6)
    with clock.moved_to(ended_on - timedelta(days=make_case.AGE_OF_CASE)):
        person = make_case.make_person(cast)
    case = make_case.proposed_case(cast, person=person, opened_on=ended_on - timedelta(days=make_case.AGE_OF_CASE))
    with clock.moved_to(ended_on):
        for noun in (case.evaluation, person.consents.first(), held_liaison(cast, case, on=ended_on)):
            make_attachment(noun, cast.chief, title="杉浦さんの写し", name="杉浦.pdf")
        case.withdraw(by=cast.program, on=ended_on, reason="別の仕事を始めたため")
    stays = make_attachment(other.evaluation, cast.chief, title="ほかの人の写し")
    approved(cast, case)
    retain(carry_out=True)
    assert Attachment.objects.get() == stays and on_disk() == [stays.place]
    assert not Attachment.history.filter(title__contains="杉浦").exists() and stays.history.count() == 1
