"""What was attached to a 同意, a 職業評価 and a 会議, and taken away, stands in すべての履歴."""

import pytest
from django.test import Client

from shokuiki.files.tests.factories import make_attachment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "writer", "url"),
    [
        ("consent", "program", "/cases/{case}/history/?of=consent"),
        ("evaluation", "evaluator", "/cases/{case}/history/?of=evaluation"),
        ("meeting", "program", "/meetings/{meeting}/history/"),
    ],
)
def test_adding_and_removing_a_file_stand_in_the_history_of_its_noun(kind, writer, url, cast, case, request, queries):
    noun, user = request.getfixturevalue(kind), getattr(cast, writer)
    url = url.format(case=case.pk, meeting=noun.pk)
    client = Client()
    client.force_login(user)
    assert "添付ファイル「" not in client.get(url).content.decode()
    file = make_attachment(noun, user, title="同意書の写し")
    place = file.place
    file.remove(by=user, reason="別の人のものだった")
    assert queries(client, url) <= 12
    found = client.get(url).content.decode()
    assert "添付ファイル「同意書の写し」　" in found and "ファイルを添付する" in found
    assert "添付ファイルを削除する：別の人のものだった" in found and place not in found
