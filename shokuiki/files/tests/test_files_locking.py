"""Attachments with two at once: what is handed in keeps its files, and a file that has just gone says so."""

import pytest

from partners.models import ConsignmentApplication
from partners.tests.factories import make_draft
from shokuiki.files import storage
from shokuiki.files.enums import AttachmentState
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples
from shokuiki.files.tests.factories import make_attachment
from shokuiki.records.errors import Refused
from shokuiki.testing.racing import at_once, meanwhile

pytestmark = [pytest.mark.locking, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(cast):
    return make_draft(cast)


def anew(row):
    return type(row)._base_manager.get(pk=row.pk)


def test_a_file_attached_in_two_windows_is_attached_once(cast, draft):
    results = at_once(*[lambda: make_attachment(anew(draft), cast.manager)] * 2)
    (refused,) = (result for result in results if isinstance(result, Refused))
    assert "同じ内容のファイルが、すでに添付されています" in refused.message
    assert Attachment.objects.count() == 1


def test_what_is_just_being_handed_in_keeps_its_files(cast, draft, monkeypatch):
    attachment = make_attachment(draft, cast.manager)

    def submit():
        anew(draft).submit(by=cast.manager)

    def remove():
        anew(attachment).remove(by=cast.manager, reason="まちがい")

    results = meanwhile(monkeypatch, ConsignmentApplication, "clean", submit, remove)
    assert results[0] is None and isinstance(results[1], Refused) and "提出の後は" in results[1].message, results
    assert anew(attachment).read() == samples.pdf()


def test_a_file_removed_while_it_is_handed_out_is_said_to_be_removed_and_not_damaged(cast, draft, monkeypatch):
    attachment = make_attachment(draft, cast.manager)
    read = storage.read

    def removed_meanwhile(place):
        (result,) = at_once(lambda: anew(attachment).remove(by=cast.manager, reason="まちがい"))
        assert result is None
        return read(place)

    handed_out = anew(attachment)
    monkeypatch.setattr(storage, "read", removed_meanwhile)
    with pytest.raises(Refused, match="のため開けません") as refusal:
        handed_out.read()
    assert "違います" not in refusal.value.message
    assert anew(attachment).state == AttachmentState.REMOVED
