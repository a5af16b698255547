"""Every night the stored bytes are compared with their digest, and the verification names what is missing or altered."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.urls import reverse

from shokuiki.files import comparing, storage, upkeep
from shokuiki.files.enums import Stored
from shokuiki.files.models import Attachment, StoredCheck
from shokuiki.files.tests import samples
from shokuiki.files.tests.factories import make_attachment
from shokuiki.records.models import Verification
from shokuiki.records.tests.tampering import change, findings

pytestmark = pytest.mark.django_db


def path_of(attachment):
    return Path(storages[storage.ALIAS].path(attachment.place))


def altered(attachment):
    path_of(attachment).write_bytes(samples.pdf() + b" ")


def night():
    said, complained, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("nightly", stdout=said, stderr=complained)
    except SystemExit as ended:
        code = ended.code
    return code, said.getvalue(), complained.getvalue()


def test_a_night_on_which_every_file_agrees_says_so(cast, consent):
    attachment = make_attachment(consent, cast.program)
    code, said, complained = night()
    assert (code, complained) == (0, "") and "照合した添付ファイル：1件" in said
    assert attachment.stored.found == Stored.AGREES and findings(cast.center) == ""


@pytest.mark.parametrize(("spoil", "words"), [
    (altered, "添付されたときの内容と違います"), (lambda attachment: path_of(attachment).unlink(), "保管場所にないか、読めません"),
], ids=["altered", "missing"])
def test_an_altered_and_a_missing_file_are_named_by_the_night_and_on_the_page_without_their_title(
    client, cast, consent, spoil, words,
):
    attachment = make_attachment(consent, cast.program, title="佐藤さんの同意書")
    spoil(attachment)
    code, _, complained = night()
    assert code == 1 and "違うか、見つからないファイル：1件" in complained
    finding, = Verification.objects.get(center=cast.center).findings
    assert finding.startswith(f"添付ファイル {attachment.pk}（同意、記録番号 {consent.pk} に添付）") and words in finding
    assert Verification.objects.get(center=cast.other_center).ok
    client.force_login(cast.director)
    page = client.get(reverse("desk:ledger")).content.decode()
    assert finding in page and "1件のうち1件を照合しました" in page and "佐藤さんの同意書" not in page


def test_a_file_brought_back_agrees_the_next_night(cast, consent):
    attachment = make_attachment(consent, cast.program)
    before = path_of(attachment).read_bytes()
    altered(attachment)
    assert comparing.compare() == (0, 1)
    path_of(attachment).write_bytes(before)
    assert comparing.compare() == (1, 0) and findings(cast.center) == ""


def test_a_file_exchanged_together_with_the_digest_of_its_row_is_named_by_its_history(cast, consent):
    attachment = make_attachment(consent, cast.program)
    altered(attachment)
    change(Attachment, attachment.pk, sha256=comparing.Content("pdf", path_of(attachment).read_bytes(), "").sha256)
    assert comparing.compare() == (0, 1)


def test_a_row_that_names_a_place_outside_the_folder_is_named_and_the_night_goes_on(cast, consent):
    attachment, other = make_attachment(consent, cast.program), make_attachment(consent, cast.program, data=samples.png(), name="a.png")
    change(Attachment, attachment.pk, place="../../etc/passwd")
    assert comparing.compare() == (1, 1)
    assert other.stored.found == Stored.AGREES


def test_a_night_without_time_looks_at_one_and_the_next_goes_on_with_what_was_wrong_then_with_the_others(cast, consent):
    first, second, third = [
        make_attachment(consent, cast.program, data=data, name=name)
        for data, name in ((samples.pdf(), "a.pdf"), (samples.png(), "b.png"), (samples.jpeg(), "c.jpg"))
    ]
    altered(first)
    assert comparing.compare(seconds=0) == (0, 1)
    assert comparing.compare(seconds=0) == (0, 1)  # still wrong: again, before anything else
    path_of(first).unlink()
    first.remove(by=cast.program, reason="まちがえたため")
    for attachment in (second, third, second):
        before = set(StoredCheck.objects.values_list("pk", "at"))
        assert comparing.compare(seconds=0) == (1, 0)
        looked_at, = {pk for pk, _ in set(StoredCheck.objects.values_list("pk", "at")) - before}
        assert looked_at == attachment.pk
    assert not StoredCheck.objects.filter(pk=first.pk).exists() and findings(cast.center) == ""


def test_a_file_taken_away_while_it_was_looked_at_is_not_named(cast, consent, monkeypatch):
    attachment, read = make_attachment(consent, cast.program), storage.read

    def removed_meanwhile(place):
        Attachment.objects.get(pk=attachment.pk).remove(by=cast.program, reason="まちがえたため")
        path_of(attachment).unlink(missing_ok=True)
        return read(place)

    monkeypatch.setattr(storage, "read", removed_meanwhile)
    assert comparing.compare() == (0, 0)


def test_the_night_never_clears_away_the_bytes_of_a_kept_file_whose_row_was_rewritten(cast, consent):
    attachment = make_attachment(consent, cast.program)
    place = path_of(attachment)
    change(Attachment, attachment.pk, place="00/00/elsewhere")
    upkeep.discard_parted()
    assert place.exists()
