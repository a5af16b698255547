"""Every way of changing the ledger past the program is named: with the triggers taken away, by somebody with the password."""

import io
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from cases.models import Person
from cases.tests import factories as make
from shokuiki.records import clock, heads, ledger, verify
from shokuiki.records.models import Chain, Decision, DecisionText, Erasure
from shokuiki.records.tests.tampering import (
    approval_of,
    change,
    decided_center,
    delete,
    entry,
    findings,
    insert,
    rechained,
    sql,
    unprotected,
)
from shokuiki.records.tests.test_ledger import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast):
    return decided_center(cast)


# --- Every column -----------------------------------------------------------------------------------------------------
COLUMNS = [field.name for field in Decision._meta.concrete_fields if not field.primary_key]
TEXT_COLUMNS = [field.name for field in DecisionText._meta.concrete_fields if not field.primary_key]


def another(cast, decision, name):
    """Another value than the one a column has, that the database takes."""
    field = Decision._meta.get_field(name)
    now = getattr(decision, name)
    if name == "center":
        return cast.other_center.pk
    if name == "subject_type":
        return ContentType.objects.get_for_model(Person).pk
    if name in ("by", "on_behalf_of"):
        return cast.clerk.pk
    if name == "supersedes":
        return Decision.objects.exclude(pk=decision.pk).exclude(pk=decision.supersedes_id).order_by("pk").first().pk
    if isinstance(now, bool):
        return not now
    if isinstance(now, int):
        return now + 1000
    if isinstance(now, (dict, list)):
        return [{"no": "S1"}] if isinstance(now, list) else {"noun": {"state": "intake"}, "also": []}
    if isinstance(now, date):
        return now + timedelta(days=1)
    if field.choices:
        return next(value for value, _ in field.choices if value != now)
    return "0" * 64 if field.max_length == 64 else "clerk"


@pytest.mark.parametrize("name", COLUMNS)
def test_a_changed_column_is_named_with_the_number_of_its_decision(cast, case, name):
    assert findings(cast.center) == ""
    decision = entry(cast.center, 3)
    value = another(cast, decision, name)
    with unprotected():
        change(Decision, decision.pk, **{name: value})
    told = findings(cast.center)
    assert "第3件" in told
    if name == "center":
        told = findings(cast.other_center)
        assert "第3件" in told and "もとは別のセンターの第3件でした" in told


@pytest.mark.parametrize("name", TEXT_COLUMNS)
def test_changed_words_are_named(cast, case, name):
    value = {"S1": "別の事実"} if name in ("facts", "acknowledged") else "別の文"
    with unprotected():
        change(DecisionText, entry(cast.center, 3).pk, **{name: value})
    assert "第3件" in findings(cast.center)
    assert "理由・条件・確認した事実が、記録したときと違います" in findings(cast.center)


def test_a_changed_key_leaves_its_words_behind_and_is_named(cast, case):
    last = Decision.objects.filter(center=cast.center).order_by("-number").first()
    with unprotected():
        DecisionText.objects.filter(pk=last.pk)._raw_delete("default")
        change(Decision, last.pk, id=last.pk + 1000)
    assert f"第{last.number}件" in findings(cast.center)


# --- Removed, inserted, reordered, moved --------------------------------------------------------------------------------
@pytest.fixture
def plain(cast):
    """Five decisions that nothing points at, so that the database lets them go."""
    case = make.make_case(cast)
    return [decide(case, cast.director, reason=f"{number}回目") for number in range(5)]


@pytest.mark.parametrize(("number", "words"), [(1, "第1件の決定がありません"), (3, "第3件の決定がありません"), (5, "第5件の決定がありません")])
def test_a_removed_decision_is_named(cast, plain, number, words):
    with unprotected():
        delete(plain[number - 1])
    assert findings(cast.center).startswith(words)


def test_several_removed_decisions_are_named_in_one_sentence(cast, plain):
    with unprotected():
        delete(*plain[1:4])
    assert "第2件から第4件までの決定がありません" in findings(cast.center)


def test_all_removed_decisions_are_named(cast, plain):
    with unprotected():
        delete(*plain)
    assert "第1件から第5件までの決定がありません" in findings(cast.center)


def test_a_decision_written_past_the_program_at_the_end_is_named(cast, plain):
    insert(plain[4], number=6, previous_hash=plain[4].hash)
    assert "第6件" in findings(cast.center)


def test_even_with_a_right_hash_an_added_decision_is_named(cast, plain):
    row = Decision.objects.get(pk=insert(plain[4], number=6, previous_hash=plain[4].hash))
    with unprotected():
        digest = ledger.text_digest(row.text)
        row.text_digest = digest
        right = ledger.digest(ledger.entry(row, noun=row.subject_label, supersedes=None))
        change(Decision, row.pk, text_digest=digest, hash=right)
    assert "第6件から後の決定は、決定の手続きを経ずに書き加えられています" in findings(cast.center)


def test_a_decision_inserted_in_the_middle_is_named_and_so_are_those_it_pushed_away(cast, plain):
    with unprotected():
        for row in reversed(plain[2:]):
            change(Decision, row.pk, number=row.number + 1)
        insert(plain[2], number=3, previous_hash=plain[1].hash, post="clerk")
    told = findings(cast.center).split("\n")
    assert told[0].startswith("第3件　") and told[0].endswith("記録したときの内容と違います。")
    assert told[1].startswith("第3件　") and "理由・条件・確認した事実" in told[1]
    assert "もとは第3件でした" in told[2] and "もとは第4件でした" in told[3] and "もとは第5件でした" in told[4]


def test_a_second_decision_with_the_same_number_is_named_once_the_rule_is_gone(cast, plain, monkeypatch):
    portion = verify.Run.portion
    monkeypatch.setattr(verify.Run, "portion", lambda run: [row for row in portion(run) for _ in range(1 + (row.number == 3))])
    assert "第3件が重なっています" in findings(cast.center)


def test_swapped_numbers_are_named_with_what_they_were(cast, plain):
    with unprotected():
        for pk, number in ((plain[1].pk, 99), (plain[2].pk, 2), (plain[1].pk, 3)):
            change(Decision, pk, number=number)
    told = findings(cast.center)
    assert "第2件" in told and "もとは第3件でした。順番が入れ替えられています。" in told
    assert "第3件" in told and "もとは第2件でした。順番が入れ替えられています。" in told


def test_a_decision_moved_to_another_center_is_named_at_both(cast, plain):
    with unprotected():
        change(Decision, plain[2].pk, center=cast.other_center.pk, number=1)
    assert "第3件の決定がありません" in findings(cast.center)
    assert "もとは別のセンターの第3件でした" in findings(cast.other_center)


def test_a_decision_moved_to_another_noun_is_named(cast, plain):
    other = make.make_case(cast, person=make.make_person(cast, given_name="進"))
    with unprotected():
        change(Decision, plain[2].pk, subject_id=other.pk)
    assert "第3件" in findings(cast.center) and "もとは別の対象についての決定でした" in findings(cast.center)


def test_a_decision_moved_to_a_noun_that_is_not_there_is_named(cast, plain):
    with unprotected():
        change(Decision, plain[2].pk, subject_id=999_999)
    assert "第3件の決定の対象がありません" in findings(cast.center)


if settings.EMBEDDED:  # PostgreSQL keeps nothing but days in a column of days

    def test_what_can_no_longer_be_read_is_named(cast, plain):
        with unprotected():
            sql("UPDATE records_decision SET event_date = '2026-13-99' WHERE id = %s", plain[2].pk)
        assert "第3件は読み取れません" in findings(cast.center)


# --- Words erased ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["row", "columns"])
def test_words_that_are_gone_without_an_entry_are_named_and_with_one_they_are_not(cast, plain, way):
    with unprotected():
        if way == "row":
            DecisionText.objects.filter(pk=plain[2].pk)._raw_delete("default")
        else:
            change(DecisionText, plain[2].pk, salt="", reason="", conditions="", facts={}, acknowledged={})
    assert "第3件" in findings(cast.center) and "消去の記録もありません" in findings(cast.center)
    approval = approval_of(cast, plain[2].subject.person_id)
    Erasure.objects.create(center=cast.center, approval=approval, nouns={"cases.case": [plain[2].subject_id]})
    assert findings(cast.center) == ""


def test_an_entry_of_erasing_excuses_nothing_but_what_its_decision_named(cast, plain):
    with unprotected():
        DecisionText.objects.filter(pk=plain[2].pk)._raw_delete("default")
    approval = approval_of(cast, make.make_person(cast, given_name="進").pk)
    Erasure.objects.create(center=cast.center, approval=approval, nouns={"cases.case": [plain[2].subject_id]})
    assert "消去の記録もありません" in findings(cast.center)


def test_an_entry_of_erasing_that_no_decision_approved_excuses_nothing(cast, plain):
    with unprotected():
        DecisionText.objects.filter(pk=plain[2].pk)._raw_delete("default")
    Erasure.objects.create(center=cast.center, approval=plain[1], nouns={"cases.case": [plain[2].subject_id]})
    assert "消去の記録もありません" in findings(cast.center)


# --- Against what was kept elsewhere --------------------------------------------------------------------------------------
def kept():
    return heads.read(heads.write(heads.heads()))


def test_a_chain_cut_short_with_its_end_is_caught_by_the_head_kept_elsewhere(cast, plain):
    known = kept()
    with unprotected():
        delete(*plain[3:])
    Chain.objects.filter(center=cast.center).update(number=3, hash=plain[2].hash)
    assert findings(cast.center) == ""
    told = findings(cast.center, heads=known)
    assert "決定が第3件までしかありません" in told and "第5件まであります" in told


def test_a_wholly_recomputed_chain_is_caught_by_the_head_kept_elsewhere(cast, plain):
    known = kept()
    with unprotected():
        change(DecisionText, plain[1].pk, reason="別の理由")
        rechained(cast.center)
    assert findings(cast.center) == ""
    assert "第5件の照合値が、保管した控え" in findings(cast.center, heads=known)


def test_a_restored_older_backup_is_caught_even_when_work_went_on_since(cast, plain):
    known = kept()
    with unprotected():
        delete(*plain[3:])
    Chain.objects.filter(center=cast.center).update(number=3, hash=plain[2].hash)
    for _ in range(4):
        decide(plain[0].subject, cast.director)
    assert findings(cast.center) == ""
    assert "第5件の照合値が、保管した控え" in findings(cast.center, heads=known)


def test_an_older_head_agrees_with_a_chain_that_only_grew(cast, plain):
    known = kept()
    decide(plain[0].subject, cast.director)
    assert findings(cast.center, heads=known) == ""


def test_a_chain_made_anew_without_its_end_is_named(cast, plain):
    chain = Chain.objects.get(center=cast.center)
    with unprotected():
        change(DecisionText, plain[1].pk, reason="別の理由")
        rechained(cast.center)
    Chain.objects.filter(center=cast.center).update(number=chain.number, hash=chain.hash)
    assert "第5件は、連鎖の終わりの照合値と違います" in findings(cast.center)


def test_a_lost_end_of_the_chain_is_named(cast, plain):
    Chain.objects.all().delete()
    assert "第1件から後の決定は" in findings(cast.center)


def test_a_head_file_says_who_where_and_when_and_reads_back(cast, plain):
    text = heads.write(heads.heads())
    head = next(head for head in heads.read(text) if head.center_id == cast.center.pk)
    assert (head.number, head.hash, head.center) == (5, plain[4].hash, "青嶺障害者職業センター")
    assert text.count("\n") == 5  # title, note, two centers, seal


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace("number=5", "number=4"), lambda text: text[:-10], lambda text: "", lambda text: "別の文書\n",
])
def test_a_spoiled_head_file_is_refused(cast, plain, spoil):
    with pytest.raises(heads.Unreadable):
        heads.read(spoil(heads.write(heads.heads())))


def test_a_head_file_survives_an_editor_of_windows(cast, plain):
    text = heads.write(heads.heads())
    assert heads.read("\ufeff" + text.replace("\n", "\r\n")) == heads.read(text)


# --- The command ------------------------------------------------------------------------------------------------------------
def run(*arguments):
    """(exit code, what it said, what it complained of)."""
    said, complained, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("verify_records", *arguments, stdout=said, stderr=complained)
    except SystemExit as ended:
        code = ended.code
    return code, said.getvalue(), complained.getvalue()


def test_the_command_says_of_each_center_that_all_agrees(cast, plain):
    code, said, complained = run()
    assert (code, complained) == (0, "")
    assert "青嶺障害者職業センター" in said and "改ざんなし：5件の連鎖が一致" in said
    assert "白浜障害者職業センター" in said and "決定はまだありません" in said


def test_the_command_ends_with_1_and_names_no_person(cast, plain, tmp_path):
    file = tmp_path / "head.txt"
    assert run("--head", str(file))[0] == 0
    with unprotected():
        change(DecisionText, plain[1].pk, reason="別の理由")
        delete(plain[4])
    code, said, complained = run("--against", str(file), "--center", str(cast.center.pk))
    assert code == 1 and "第2件" in complained and "第5件" in complained and "白浜" not in said
    assert not any(name in said + complained for name in ("佐藤", "高瀬", "健"))


def test_the_command_says_when_a_center_of_the_head_file_is_gone(cast, plain, tmp_path):
    file = tmp_path / "head.txt"
    elsewhere = heads.Head(999, "なくなったセンター", 3, "a" * 64, clock.now())
    file.write_text(heads.write([*heads.heads(), elsewhere]), encoding="utf-8")
    code, _, complained = run("--against", str(file))
    assert code == 1 and "「なくなったセンター」" in complained


def test_the_command_refuses_what_it_cannot_read(cast, tmp_path):
    broken = tmp_path / "head.txt"
    broken.write_text("何か別の文書", encoding="utf-8")
    for arguments in (["--against", str(broken)], ["--against", str(tmp_path / "none")], ["--center", "999999"]):
        with pytest.raises(CommandError):
            call_command("verify_records", *arguments)


def test_a_verification_is_kept_whatever_came_of_it(cast, plain):
    verify.verify(cast.center.pk)
    with unprotected():
        change(Decision, plain[1].pk, post="clerk")
    verify.verify(cast.center.pk, by=cast.director)
    last, first = cast.center.verifications.all()
    assert (first.ok, first.count, first.findings, first.by) == (True, 5, [], None)
    assert (last.ok, last.by) == (False, cast.director) and len(last.findings) == 1


def test_many_findings_are_counted_rather_than_listed(cast, plain, monkeypatch):
    monkeypatch.setattr(verify, "MOST_FINDINGS", 2)
    with unprotected():
        for row in plain:
            change(Decision, row.pk, post="clerk")
    assert verify.verify(cast.center.pk).findings[-1] == "ほか3件"


def test_a_long_chain_is_read_in_portions(cast, plain, monkeypatch):
    monkeypatch.setattr(verify, "CHUNK", 2)
    assert findings(cast.center) == ""
    with unprotected():
        change(Decision, plain[3].pk, post="clerk")
        delete(plain[2])
    told = findings(cast.center)
    assert "第3件の決定がありません" in told and "第4件" in told


def test_a_verification_with_a_deadline_gives_up_in_time(cast, plain):
    with pytest.raises(verify.TakesTooLong):
        verify.verify(cast.center.pk, seconds=1e-9)
    assert not cast.center.verifications.exists()
