"""A 提出 names the files that were attached when it was handed in; what differs between two names what came and went."""

import pytest

from partners.differences import difference
from partners.models import ConsignmentApplication, Submission
from partners.tests.conftest import text_of
from partners.tests.factories import make_application
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples
from shokuiki.files.tests.factories import make_attachment

pytestmark = pytest.mark.django_db


def named(attachment):
    return {name: getattr(attachment, name) for name in ("id", "title", "name", "kind", "size", "sha256")}


@pytest.fixture
def draft(cast):
    return make_application(cast, "draft")


@pytest.fixture
def files(cast, draft):
    """Two that stay and one that was taken away again before anything was handed in."""
    kept = [
        make_attachment(draft, cast.manager, title="定款", name="定款.pdf"),
        make_attachment(draft, cast.manager, title="決算書", name="決算書.png", data=samples.png()),
    ]
    mistaken = make_attachment(draft, cast.manager, title="職員の名簿", name="名簿.jpg", data=samples.jpeg())
    mistaken.remove(by=cast.manager, reason="まちがえて添付した")
    return kept


@pytest.fixture
def twice(cast, draft, files):
    """Handed in with both; handed in again with the first and a new one."""
    draft.submit(by=cast.manager)
    draft.receive(by=cast.program)
    draft.return_to_applicant(by=cast.program, comment="決算書を差し替えてください。")
    files[1].remove(by=cast.manager, reason="前の年度のものだった")
    new = make_attachment(draft, cast.manager, title="保険証券の写し", name="証券.pdf", data=samples.pdf(b"<< >>"))
    draft.submit(by=cast.manager)
    return draft, new


def test_a_submission_freezes_name_kind_and_digest_of_what_was_attached_then(cast, draft, files, twice):
    first, second = draft.submissions.order_by("number")
    assert first.content["files"] == [named(file) for file in files]
    assert second.content["files"] == [named(files[0]), named(twice[1])]


def test_two_submissions_tell_the_files_that_came_and_went(cast, sees, files, twice):
    first, second = twice[0].submissions.order_by("number")
    told = difference(first.content, second.content)
    assert [(label, before.split("\n")[:2], after.split("\n")[:2]) for label, before, after in told] == [
        ("添付ファイルの追加", [""], ["保険証券の写し", "証券（PDF）"]),
        ("添付ファイルの削除", ["決算書", "決算書（画像（PNG））"], [""]),
    ]
    page = text_of(sees(cast.program, "submission_compare", twice[0].pk, 2))
    assert "添付ファイルの追加" in page and "添付ファイルの削除" in page and "定款" not in page


def test_the_page_of_a_submission_lists_its_files_with_their_digests(cast, sees, files, twice):
    page = text_of(sees(cast.program, "submission", twice[0].pk, 1))
    assert "決算書" in page and "保険証券の写し" not in page and "職員の名簿" not in page
    digest = files[1].sha256
    assert " ".join(digest[i:i + 4] for i in range(0, 64, 4)) in page


def test_a_submission_of_before_files_were_named_says_so_and_claims_no_difference(cast, sees, draft):
    draft.submit(by=cast.manager)
    early = draft.submissions.get()
    content = {key: value for key, value in early.content.items() if key != "files"}
    assert difference(content, early.content) == difference(early.content, content) == []
    draft.receive(by=cast.program)
    draft.return_to_applicant(by=cast.program, comment="直してください。")
    Submission.objects.create(
        application=draft, number=2, submitted_on=early.submitted_on, recorded_at=early.recorded_at, by=cast.manager,
        content=content,
    )
    assert "添付ファイルの一覧を残していません" in text_of(sees(cast.program, "submission", draft.pk, 2))
    assert "添付ファイルはありませんでした" in text_of(sees(cast.program, "submission", draft.pk, 1))


def test_the_center_never_sees_what_was_attached_and_taken_away_before_it_was_handed_in(cast, sees, draft, files):
    draft.submit(by=cast.manager)
    of_center, own = (text_of(sees(user, "application", draft.pk)) for user in (cast.program, cast.manager))
    assert "定款" in of_center and "決算書" in of_center and "職員の名簿" not in of_center
    assert "職員の名簿" in own and "まちがえて添付した" in own


def test_the_center_reads_a_correction_of_the_files_only_when_it_is_handed_in(cast, sees, draft, files):
    draft.submit(by=cast.manager)
    draft.receive(by=cast.program)
    draft.return_to_applicant(by=cast.program, comment="直してください。")
    new = make_attachment(draft, cast.manager, title="保険証券の写し", data=samples.pdf(b"<< >>"))
    client = sees(cast.program, "application", draft.pk).client
    assert "保険証券の写し" not in text_of(sees(cast.program, "application", draft.pk))
    assert client.get(new.get_absolute_url()).status_code == 403
    draft.submit(by=cast.manager)
    assert "保険証券の写し" in text_of(sees(cast.program, "application", draft.pk))
    assert client.get(new.get_absolute_url()).status_code == 200


def test_adding_and_removing_stand_in_the_history_of_the_corporation(cast, sees, draft, files):
    page = text_of(sees(cast.manager, "application_history", draft.pk, query="?all"))
    assert "添付ファイル「定款」　ファイルを添付する" in page
    assert "添付ファイル「職員の名簿」　添付ファイルを削除する：まちがえて添付した" in page
    place = Attachment.objects.of(ConsignmentApplication, [draft.pk]).kept().first().place
    assert place not in page


def test_the_history_of_the_center_tells_the_files_of_each_submission_and_no_attempt_between_them(cast, sees, twice):
    page = text_of(sees(cast.program, "application_history", twice[0].pk, query="?all"))
    assert "添付ファイルの追加" in page and "添付ファイルの削除" in page
    assert "職員の名簿" not in page and "前の年度のものだった" not in page
