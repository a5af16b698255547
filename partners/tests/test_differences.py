"""Between two 提出 the page shows what differs and by whom; so does the page of the later of two savers."""

import pytest

from partners.differences import difference
from partners.models import ApplicationFacility, PartnerCandidate
from partners.tests.conftest import text_of
from partners.tests.factories import make_application, make_draft
from shokuiki.records.gate import keep, remove


def content(fields=(), facilities=(), candidates=()):
    return {"fields": dict(fields), "facilities": list(facilities), "candidates": list(candidates)}


def facility(name, number=None, kind="mental_workshop", capacity=20):
    row = {"facility_type": kind, "type_note": "", "name": name, "capacity": capacity, "address": ""}
    return row | ({"id": number} if number else {})


def candidate(name, years=None):
    return {"name": name, "kana": "のだ ちひろ", "position": "支援員", "qualification": "", "years": years}


def test_fields_are_told_by_their_labels_in_the_order_of_the_form():
    before = content({"legal_form": "medical_corporation", "desired_start_on": "2027-04-01", "disability_groups": ["mental"]})
    after = content({
        "legal_form": "foundation", "desired_start_on": "2027-05-01", "disability_groups": ["mental", "physical"],
        "insurance_plan": "enrolled",
    })
    assert difference(before, after) == [
        ("法人種別", "医療法人", "財団法人"), ("委託の開始希望日", "令和9年4月1日", "令和9年5月1日"),
        ("支援できる障害の種別", "精神障害", "精神障害、身体障害"), ("損害保険", "", "加入している"),
    ]
    assert difference(before, before) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([facility("海", 1)], [facility("海", 1, capacity=25)], [("施設「海」の定員（人）", "20", "25")]),
        ([facility("海", 1)], [facility("海の家", 1)], [("施設「海」の施設の名称", "海", "海の家")]),
        ([facility("海")], [facility("海", 7, capacity=25)], [("施設「海」の定員（人）", "20", "25")]),
        ([facility("海", 1)], [facility("海", 2, kind="other")], [("施設「海」の施設の種類", "精神障害者授産施設", "その他")]),
        ([facility("海", 1), facility("山", 2)], [facility("山", 2), facility("海", 1)], []),
        ([facility("海", 1)], [facility("海", 1), facility("山", 2)],
         [("施設の追加", "", "山\n施設の種類：精神障害者授産施設\n定員（人）：20")]),
        ([facility("海", 1), facility("山", 2, capacity=None)], [facility("海", 1)],
         [("施設の削除", "山\n施設の種類：精神障害者授産施設", "")]),
        ([facility("海", 1), facility("海", 2, capacity=5)], [facility("海", 2, capacity=5)],
         [("施設の削除", "海\n施設の種類：精神障害者授産施設\n定員（人）：20", "")]),
    ],
)
def test_rows_are_matched_by_id_and_else_by_name(before, after, told):
    assert difference(content(facilities=before), content(facilities=after)) == told


def test_candidates_are_told_in_words():
    before, after = content(candidates=[candidate("野田 千尋")]), content(candidates=[candidate("野田 千尋", 9), candidate("村井 恵")])
    assert difference(before, after) == [
        ("パートナー候補「野田 千尋」の経験年数（年）", "", "9"), ("パートナー候補の追加", "", "村井 恵\nふりがな：のだ ちひろ\n職名：支援員"),
    ]


@pytest.fixture
def handed_in_twice(cast):
    application = make_application(cast, "returned")

    def rows(row):
        remove(row.facilities.get(), by=cast.manager, reason="施設")
        keep(ApplicationFacility(application=row, facility_type="other", type_note="作業場", name="ひだまり作業所"),
             by=cast.manager, reason="施設")
        noda = row.candidates.get()
        noda.years = 9
        keep(noda, by=cast.manager, reason="候補")

    application.edit(by=cast.manager, changes={"phone": "017-765-4321"}, keep_rows=rows)
    application.submit(by=cast.manager)
    return application


def test_reviewer_and_applicant_read_what_changed_between_two_submissions_and_by_whom(cast, sees, handed_in_twice):
    for user in (cast.program, cast.director, cast.manager):
        for name, args in (("application", ()), ("submission_compare", (2,))):
            page = text_of(sees(user, name, handed_in_twice.pk, *args))
            for words in ("<del>017-123-4567</del>", "<ins>017-765-4321</ins>", "施設の追加", "施設の削除", "ひだまり作業所",
                          "パートナー候補「野田 千尋」の経験年数（年）", "第1回の提出", "第2回の提出", "小林 直樹"):
                assert words in page, (user, name, words)
            assert "intellectual_workshop" not in page


def test_each_submission_is_read_as_it_was(cast, sees, handed_in_twice):
    first, second = (text_of(sees(cast.program, "submission", handed_in_twice.pk, number)) for number in (1, 2))
    assert "017-123-4567" in first and "017-765-4321" not in first and "あおぞら作業所" in first
    assert "017-765-4321" in second and "ひだまり作業所" in second and "あおぞら作業所" not in second


def test_an_early_content_without_ids_is_compared_too(cast, sees, handed_in_twice):
    before, after = (row.content for row in handed_in_twice.submissions.order_by("number"))
    for row in (*before["facilities"], *before["candidates"]):
        del row["id"]
    assert ("パートナー候補「野田 千尋」の経験年数（年）", "", "9") in difference(before, after)


def test_a_first_submission_has_nothing_to_be_compared_with_and_a_third_is_not_there(cast, sees, handed_in_twice):
    for name, number in (("submission_compare", 1), ("submission_compare", 3), ("submission", 3), ("submission", 0)):
        assert sees(cast.program, name, handed_in_twice.pk, number).status_code == 404, (name, number)
    page = text_of(sees(cast.program, "application", make_application(
        cast, organization=cast.other_corporation, by=cast.other_manager).pk))
    assert "比べる" not in page and "前の提出から変わったところ" not in page


def test_who_reads_submissions(cast, sees, handed_in_twice):
    expected = {
        "manager": 200, "director": 200, "clerk": 200, "evaluator": 200, "partner": 404, "other_manager": 404,
        "other_director": 404, "dispatched": 404, "officer": 404,
    }
    for name in ("submission", "submission_compare"):
        assert {who: sees(getattr(cast, who), name, handed_in_twice.pk, 2).status_code for who in expected} == expected


def test_the_history_of_the_center_tells_the_rows_of_each_submission(cast, sees, handed_in_twice):
    page = text_of(sees(cast.program, "application_history", handed_in_twice.pk, query="?all"))
    assert "施設の削除" in page and "第2回の提出" in page


# --- The later of two savers ----------------------------------------------------------------------------------------
def posted(application, prefix, rows, **more):
    """A POST of rows: each {column: value}; those with an id first."""
    known = sum(1 for row in rows if row.get("id"))
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": known, "seen": application.version, **more}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.fixture
def draft(cast):
    application = make_draft(cast)
    extra = PartnerCandidate(application=application, name="村井 恵", kana="むらい めぐみ")
    application.edit(by=cast.manager, keep_rows=lambda row: keep(extra, by=cast.manager, reason="候補"))
    return application


def test_the_loser_reads_which_facilities_were_added_changed_and_removed_and_by_whom(cast, sends, draft):
    known = draft.facilities.get()
    mine = {"id": known.pk, "facility_type": "other", "name": "私の名前", "capacity": 7}
    data = posted(draft, "facilities", [mine])
    winner = posted(draft, "facilities", [
        {"id": known.pk, "facility_type": known.facility_type, "name": known.name, "capacity": 40},
        {"facility_type": "mental_workshop", "name": "ひだまり作業所"},
    ])
    assert sends(cast.manager, winner, "application_edit", draft.pk, "facilities").status_code == 302
    response = sends(cast.manager, data, "application_edit", draft.pk, "facilities")
    page = text_of(response)
    assert response.status_code == 409
    for words in ("<del>20</del>", "<ins>40</ins>", "ひだまり作業所", "精神障害者授産施設", "小林 直樹"):
        assert words in page, words
    assert 'value="私の名前"' in page
    assert draft.facilities.get(pk=known.pk).capacity == 40


def test_the_loser_keeps_a_candidate_that_the_winner_removed_and_may_add_it_again(cast, sends, draft):
    first, second = draft.candidates.all()
    columns = [{"id": row.pk, "name": row.name, "kana": row.kana} for row in (first, second)]
    data = posted(draft, "candidates", [columns[0] | {"years": 3}, columns[1]])
    winner = posted(draft, "candidates", [columns[0] | {"DELETE": "on"}, columns[1]])
    assert sends(cast.manager, winner, "application_edit", draft.pk, "candidates").status_code == 302
    response = sends(cast.manager, data, "application_edit", draft.pk, "candidates")
    page = text_of(response)
    assert response.status_code == 409
    assert "取り除きました" in page and "小林 直樹" in page and "<del>野田 千尋</del>" in page
    assert 'value="野田 千尋"' in page and 'value="村井 恵"' in page
    assert [row.name for row in draft.candidates.all()] == ["村井 恵"]
    draft.refresh_from_db()
    again = posted(draft, "candidates", [columns[1], {"name": "野田 千尋", "kana": "のだ ちひろ", "years": 3}])
    assert sends(cast.manager, again, "application_edit", draft.pk, "candidates").status_code == 302
    assert [(row.name, row.years) for row in draft.candidates.all()] == [("村井 恵", None), ("野田 千尋", 3)]


def test_a_row_that_both_removed_is_gone(cast, sends, draft):
    first, second = draft.candidates.all()
    columns = [{"id": row.pk, "name": row.name, "kana": row.kana} for row in (first, second)]
    data = posted(draft, "candidates", [columns[0] | {"DELETE": "on"}, columns[1]])
    assert sends(cast.manager, data, "application_edit", draft.pk, "candidates").status_code == 302
    page = text_of(sends(cast.manager, data, "application_edit", draft.pk, "candidates"))
    assert 'value="野田 千尋"' not in page and 'value="村井 恵"' in page


def test_the_loser_of_a_step_reads_the_fields_in_words(cast, sends, draft):
    data = {"seen": draft.version, "disability_groups": ["physical"], "past_experience": "後の文"}
    draft.edit(by=cast.manager, changes={"disability_groups": ["mental"], "cases_per_year": 9})
    page = text_of(sends(cast.manager, data, "application_edit", draft.pk, "wish"))
    for words in ("<del>知的障害、精神障害</del>", "<ins>精神障害</ins>", "<del>5</del>", "<ins>9</ins>", "後の文", "小林 直樹"):
        assert words in page, words


def test_on_paper_the_corporation_reads_that_the_center_was_first_and_the_center_who_it_was(cast, sends):
    from partners.tests.test_paper import typed

    application = typed(cast)
    known = application.candidates.get()
    row = {"id": known.pk, "name": known.name, "kana": known.kana}
    data = posted(application, "candidates", [row | {"years": 3}])
    application.edit(by=cast.clerk, keep_rows=lambda saved: keep(
        PartnerCandidate(application=saved, name="村井 恵", kana="むらい めぐみ"), by=cast.clerk, reason="候補"))
    for user, told in ((cast.manager, "センターの担当者が先に保存しました"), (cast.program, "岡田 文さんが先に保存しました")):
        page = text_of(sends(user, data, "application_edit", application.pk, "candidates"))
        assert "村井 恵" in page and told in page
