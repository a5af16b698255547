"""Ways round the triggers: what the database still refuses, and what it takes and the start and the verification name."""

import io

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, models, transaction

from cases.tests import factories as make
from shokuiki.records import append_only, intrusions
from shokuiki.records.models import AccessEntry, Decision, DecisionText
from shokuiki.records.tests.tampering import change, delete, findings, unprotected
from shokuiki.records.tests.test_append_only import MODELS, ON_SQLITE, run
from shokuiki.records.tests.test_ledger import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(cast):
    """Three decisions on one case."""
    case = make.make_case(cast)
    return [decide(case, cast.director, reason=f"{number}回目") for number in range(3)]


def refused(*statements):
    """Each is refused by the triggers."""
    for statement in statements:
        with pytest.raises(DatabaseError, match=append_only.REFUSAL), transaction.atomic():
            run(statement)


def named(cast, words):
    """Both the start and the verification say so."""
    with pytest.raises(ImproperlyConfigured, match=words):
        append_only.refuse_unprotected()
    assert words in findings(cast.center)


def test_a_database_as_the_migrations_make_it_has_nothing_strange_in_it():
    assert intrusions.sentences() == []


# --- On both databases ----------------------------------------------------------------------------------------------------
def test_an_update_from_another_table_and_one_through_a_view_are_refused(plain):
    refused(
        "UPDATE records_decision SET post = c.name FROM accounts_organization c WHERE c.id = center_id",
        "WITH later AS (SELECT max(id) AS last FROM records_decision) "
        "DELETE FROM records_decision WHERE id IN (SELECT last FROM later)",
    )
    if ON_SQLITE:
        run("CREATE VIEW decisions AS SELECT * FROM records_decision")
        run(
            "CREATE TRIGGER through INSTEAD OF UPDATE ON decisions BEGIN "
            "UPDATE records_decision SET post = NEW.post WHERE id = NEW.id; END"
        )
    else:
        run("CREATE VIEW decisions AS SELECT * FROM records_decision")
    refused("UPDATE decisions SET post = 'clerk'")


def test_a_table_taken_away_or_replaced_by_a_view_is_named(cast):
    run("ALTER TABLE records_accessentry RENAME TO elsewhere")
    assert "閲覧記録（records_accessentry）：表がありません。" in intrusions.sentences()
    run("CREATE VIEW records_accessentry AS SELECT * FROM elsewhere")
    named(cast, "閲覧記録（records_accessentry）：表が、ビューなどほかのものに置き換えられています。")


def test_a_table_put_in_the_place_of_the_renamed_one_has_no_triggers_and_is_named(cast):
    run("ALTER TABLE records_accessentry RENAME TO elsewhere")
    run("CREATE TABLE records_accessentry AS SELECT * FROM elsewhere")
    assert AccessEntry in append_only.unprotected()
    with pytest.raises(ImproperlyConfigured, match="records_accessentry"):
        append_only.refuse_unprotected()


def test_a_trigger_that_swallows_what_is_written_is_named(cast):
    if ON_SQLITE:
        run("CREATE TRIGGER quiet BEFORE INSERT ON records_accessentry BEGIN SELECT RAISE(IGNORE); END")
    else:
        run("CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        run("CREATE TRIGGER quiet BEFORE INSERT ON records_accessentry FOR EACH ROW EXECUTE FUNCTION nothing()")
    named(cast, "覚えのないトリガー（quiet）があります")


def test_columns_whose_names_were_exchanged_are_named_by_the_verification(cast, plain):
    run("ALTER TABLE records_decision RENAME COLUMN hash TO middle")
    run("ALTER TABLE records_decision RENAME COLUMN text_digest TO hash")
    run("ALTER TABLE records_decision RENAME COLUMN middle TO text_digest")
    assert "第1件" in findings(cast.center) and "第3件" in findings(cast.center)


# --- SQLite ---------------------------------------------------------------------------------------------------------------
if ON_SQLITE:

    def test_the_words_of_a_decision_are_not_replaced_through_the_hidden_number_of_their_row(plain):
        """The key of this table is no integer of SQLite's own kind: each row has a rowid beside it."""
        run("PRAGMA defer_foreign_keys = ON")
        refused(
            "INSERT OR REPLACE INTO records_decisiontext (rowid, decision_id, salt, reason, conditions, facts, acknowledged) "
            "SELECT rowid, decision_id + 1000, salt, '別の理由', '', '{}', '{}' FROM records_decisiontext LIMIT 1"
        )
        assert DecisionText.objects.count() == 3

    def test_every_unique_index_of_an_append_only_table_is_one_its_triggers_know():
        for model in MODELS:
            with connection.cursor() as cursor:
                cursor.execute('SELECT name FROM pragma_index_list(%s) WHERE "unique"', [model._meta.db_table])
                names = [name for name, in cursor.fetchall()]
                keys = [set(key) for key in append_only.sqlite_keys(connection, model)]
                for name in names:
                    cursor.execute("SELECT name FROM pragma_index_info(%s)", [name])
                    assert {column for column, in cursor.fetchall()} in keys, name

    def test_a_row_replaced_through_a_unique_index_put_there_for_it_is_named(cast, plain):
        run("CREATE UNIQUE INDEX mine ON records_decision (hash)")
        columns = "center_id, subject_type_id, subject_id, kind, outcome, by_id, post, event_date, recorded_at, rests_on, decided"
        with transaction.atomic():
            run("PRAGMA defer_foreign_keys = ON")
            run(
                f"INSERT OR REPLACE INTO records_decision ({columns}, number, previous_hash, text_digest, hash) "
                f"SELECT {columns}, 4, previous_hash, text_digest, hash FROM records_decision WHERE number = 2"
            )
            told = findings(cast.center)
            transaction.set_rollback(True)  # the words of the second decision are left without it
        assert "第2件の決定がありません" in told and "覚えのない一意の索引（mine）があります" in told

    def test_triggers_struck_out_of_the_schema_itself_are_named(cast):
        run("PRAGMA writable_schema = ON")
        run("DELETE FROM sqlite_master WHERE name = 'append_only_delete_records_decision'")
        run("UPDATE sqlite_master SET sql = replace(sql, 'ABORT', 'IGNORE') WHERE name = 'append_only_update_records_accessentry'")
        try:
            assert set(append_only.unprotected()) == {Decision, AccessEntry}
            with pytest.raises(ImproperlyConfigured, match="records_decision"):
                append_only.refuse_unprotected()
        finally:
            run("PRAGMA writable_schema = OFF")


# --- PostgreSQL -----------------------------------------------------------------------------------------------------------
if not ON_SQLITE:

    def test_merge_copy_rules_and_deletes_by_another_table_are_refused(plain):
        run("CREATE TABLE work (id integer)")
        run("CREATE RULE too AS ON INSERT TO work DO ALSO DELETE FROM records_decisiontext")
        refused(
            "MERGE INTO records_decision d USING accounts_organization o ON d.center_id = o.id "
            "WHEN MATCHED THEN UPDATE SET post = 'clerk'",
            "MERGE INTO records_decision d USING accounts_organization o ON d.center_id = o.id WHEN MATCHED THEN DELETE",
            "DELETE FROM records_decisiontext t USING records_decision d WHERE t.decision_id = d.id",
            "WITH gone AS (DELETE FROM records_decisiontext RETURNING *) SELECT count(*) FROM gone",
            "INSERT INTO work VALUES (1)",
        )

    def test_copy_only_adds_and_never_onto_a_row_that_is_there(plain):
        columns = "decision_id, salt, reason, conditions, facts, acknowledged"
        row = io.StringIO(f"{plain[0].pk}\tsalt\t別の理由\t\t{{}}\t{{}}\n")
        with pytest.raises(DatabaseError, match="duplicate key"), transaction.atomic(), connection.wrap_database_errors:
            connection.connection.cursor().copy_expert(f"COPY records_decisiontext ({columns}) FROM STDIN", row)
        assert DecisionText.objects.get(pk=plain[0].pk).reason == "0回目"

    @pytest.mark.parametrize("statement", [
        "ALTER TABLE records_decision DISABLE TRIGGER append_only_rows",
        "ALTER TABLE records_decision DISABLE TRIGGER ALL",
        # Silent for a session that calls itself a replica.
        "ALTER TABLE records_decision ENABLE TRIGGER append_only_rows",
        "ALTER TABLE records_decision ENABLE REPLICA TRIGGER append_only_table",
        # For one column alone.
        "CREATE OR REPLACE TRIGGER append_only_rows BEFORE UPDATE OF post OR DELETE ON records_decision "
        "FOR EACH ROW EXECUTE FUNCTION shokuiki_append_only(); "
        "ALTER TABLE records_decision ENABLE ALWAYS TRIGGER append_only_rows",
        # For some rows alone.
        "CREATE OR REPLACE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON records_decision "
        "FOR EACH ROW WHEN (OLD.number > 5) EXECUTE FUNCTION shokuiki_append_only(); "
        "ALTER TABLE records_decision ENABLE ALWAYS TRIGGER append_only_rows",
    ])
    def test_a_trigger_switched_off_or_narrowed_is_named(cast, statement):
        run(statement)
        assert append_only.unprotected() == [Decision]
        with pytest.raises(ImproperlyConfigured, match="records_decision"):
            append_only.refuse_unprotected()
        assert "records_decision" in findings(cast.center)

    def test_an_emptied_function_is_named_for_every_table():
        run("CREATE OR REPLACE FUNCTION shokuiki_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
        assert set(append_only.unprotected()) == set(MODELS)

    @pytest.mark.parametrize(("statement", "words"), [
        ("CREATE RULE quiet AS ON INSERT TO records_accessentry DO INSTEAD NOTHING", "規則（quiet）"),
        ("CREATE TABLE child () INHERITS (records_accessentry)", "ほかの表（child）の行"),
        ("ALTER TABLE records_accessentry ENABLE ROW LEVEL SECURITY", "行を隠す設定"),
        ("CREATE SCHEMA mine; CREATE TABLE mine.records_accessentry (LIKE public.records_accessentry); "
         "SET LOCAL search_path = mine, public", "records_accessentry"),
    ])
    def test_what_swallows_adds_or_hides_rows_is_named(cast, statement, words):
        run(statement)
        with pytest.raises(ImproperlyConfigured, match=words):
            append_only.refuse_unprotected()
        assert words in findings(cast.center)

    def test_a_table_whose_content_a_crash_would_empty_is_named():
        run("CREATE UNLOGGED TABLE bare (LIKE records_accessentry INCLUDING ALL)")
        run("ALTER TABLE records_accessentry RENAME TO elsewhere")
        run("ALTER TABLE bare RENAME TO records_accessentry")
        assert any("UNLOGGED" in sentence for sentence in intrusions.sentences())

    def test_rows_rewritten_by_a_change_of_the_table_fire_no_trigger_and_are_named_by_the_verification(cast, plain):
        """Only the owner can: no trigger of rows sees it. Of a decision the chain tells."""
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("ALTER TABLE records_decision ALTER COLUMN post TYPE varchar(30) USING 'clerk'")
        assert append_only.unprotected() == []
        assert all(f"第{number}件" in findings(cast.center) for number in (1, 2, 3))


# --- With the triggers taken away -----------------------------------------------------------------------------------------
def test_words_exchanged_between_two_decisions_are_named_at_both(cast, plain):
    first, second = plain[:2]
    with unprotected():
        change(DecisionText, first.pk, decision=plain[2].pk + 1000)
        change(DecisionText, second.pk, decision=first.pk)
        change(DecisionText, plain[2].pk + 1000, decision=second.pk)
    told = findings(cast.center)
    for decision in (first, second):
        assert f"第{decision.number}件　" in told
    assert told.count("理由・条件・確認した事実が、記録したときと違います") == 2


def test_a_state_changed_together_with_a_history_made_for_it_is_named(cast, plain):
    case = plain[0].subject
    history = case.history.model
    change(type(case), case.pk, state="selected")
    last = case.history.order_by("history_id").last()
    values = {column.attname: getattr(last, column.attname) for column in history._meta.concrete_fields}
    history(**values | {"history_id": None, "state": "selected", "history_change_reason": "対象者に選定する"}).save()
    assert "今の内容が、決定と違います" in findings(cast.center)


def test_a_decision_taken_away_with_its_noun_is_named(cast, plain):
    person = make.make_person(cast, given_name="進")
    case = make.make_case(cast, person=person)
    last = decide(case, cast.director)
    with append_only.lifted():
        delete(last)
        type(case).history.filter(id=case.pk)._raw_delete("default")
        models.QuerySet(type(case)).filter(pk=case.pk)._raw_delete("default")
    assert "第4件の決定がありません" in findings(cast.center)


def test_a_noun_taken_away_from_under_its_decision_is_named(cast, plain):
    case = make.make_case(cast, person=make.make_person(cast, given_name="進"))
    decide(case, cast.director)
    models.QuerySet(type(case)).filter(pk=case.pk)._raw_delete("default")
    assert "第4件の決定の対象がありません" in findings(cast.center)
