"""Append-only tables: the database refuses every way of rewriting them, from any client."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone
from simple_history.models import HistoricalChanges

from shokuiki.records import append_only
from shokuiki.records.models import Decision, DecisionText, WrittenOnce
from shokuiki.records.verify import verify

pytestmark = pytest.mark.django_db
MODELS = append_only.append_only_models()
ON_SQLITE = connection.vendor == "sqlite"


def ids(model):
    return model._meta.db_table


def dummy(field):
    """Any value the column takes; foreign keys are checked at the end of a transaction only, and none is reached here."""
    if isinstance(field, models.ForeignKey):
        return field.target_field.get_db_prep_save(1, connection)
    examples = (
        (models.BooleanField, False), (models.DateTimeField, timezone.now()), (models.DateField, timezone.now().date()),
        (models.TimeField, "10:00"), (models.JSONField, {}), (models.IntegerField, 1), (models.DecimalField, 1),
        (models.FloatField, 1.0),
    )
    value = next((value for kind, value in examples if isinstance(field, kind)), "1")
    return field.get_db_prep_save(value, connection)


def insert_first(model):
    """A row whose foreign keys nobody checks: PostgreSQL truncates no table while a check of it waits."""
    if not ON_SQLITE:
        run("SET LOCAL session_replication_role = replica")
    insert(model)
    if not ON_SQLITE:
        run("SET LOCAL session_replication_role = origin")


def insert(model, verb="INSERT", suffix=""):
    columns = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f'{verb} INTO "{model._meta.db_table}" ({names}) VALUES ({places}) {suffix}', [dummy(f) for f in columns]
        )


def ways_of_rewriting(model):
    table, pk = f'"{model._meta.db_table}"', f'"{model._meta.pk.column}"'
    column = next(f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key)
    ways = {
        "update": lambda: run(f"UPDATE {table} SET {column} = {column}"),
        "delete": lambda: run(f"DELETE FROM {table}"),
        "upsert": lambda: insert(model, suffix=f"ON CONFLICT ({pk}) DO UPDATE SET {column} = excluded.{column}"),
    }
    if ON_SQLITE:
        ways["insert or replace"] = lambda: insert(model, "INSERT OR REPLACE")
        ways["replace"] = lambda: insert(model, "REPLACE")
        ways["update or replace"] = lambda: run(f"UPDATE OR REPLACE {table} SET {column} = {column}")
    else:
        ways["truncate"] = lambda: run(f"TRUNCATE {table} CASCADE")
        ways["as a replica"] = lambda: run(f"SET LOCAL session_replication_role = replica; DELETE FROM {table}")
    return ways


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def count(model):
    return model._base_manager.count()


def test_decisions_their_texts_and_every_history_are_among_the_append_only_tables():
    histories = {model for model in apps.get_models() if issubclass(model, HistoricalChanges)}
    written_once = {model for model in apps.get_models() if issubclass(model, WrittenOnce)}
    assert {Decision, DecisionText} <= written_once
    assert len(histories) > 30
    assert set(MODELS) == histories | written_once


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_the_database_refuses_every_way_of_rewriting(model):
    with transaction.atomic():
        insert_first(model)
        for name, rewrite in ways_of_rewriting(model).items():
            with pytest.raises(DatabaseError, match=append_only.REFUSAL), transaction.atomic():
                rewrite()
            assert count(model) == 1, name
        transaction.set_rollback(True)


@pytest.mark.parametrize("model", [m for m in MODELS if m._meta.total_unique_constraints], ids=ids)
def test_a_row_is_not_replaced_through_another_unique_key(model):
    with transaction.atomic():
        insert_first(model)
        names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
        columns = ", ".join(f'"{name}"' for name in names)
        verb = "INSERT OR REPLACE" if ON_SQLITE else "INSERT"
        with pytest.raises(DatabaseError), transaction.atomic():
            run(f'{verb} INTO "{model._meta.db_table}" ({columns}) SELECT {columns} FROM "{model._meta.db_table}"')
        assert count(model) == 1
        transaction.set_rollback(True)


def test_the_triggers_stand_after_migrate():
    assert append_only.unprotected() == []


@pytest.mark.django_db(transaction=True)
def test_the_tables_of_a_test_with_real_transactions_are_protected_until_it_ends():
    assert append_only.unprotected() == []
    call_command("flush", interactive=False, verbosity=0)  # as the harness does after such a test
    assert append_only.unprotected() == []


def without_triggers(model):
    if ON_SQLITE:
        run(f'DROP TRIGGER "append_only_delete_{model._meta.db_table}"')
    else:
        run(f'DROP TRIGGER append_only_rows ON "{model._meta.db_table}"')


def test_a_start_without_a_trigger_is_refused_in_a_sentence_and_migrate_puts_it_back(cast):
    without_triggers(Decision)
    with pytest.raises(ImproperlyConfigured, match="records_decision。manage.py migrate を実行"):
        append_only.refuse_unprotected()
    assert "records_decision" in verify(cast.center.pk).findings[-1]
    call_command("migrate", verbosity=0)
    append_only.refuse_unprotected()


def test_a_trigger_that_does_nothing_counts_as_missing():
    without_triggers(Decision)
    if ON_SQLITE:
        run("CREATE TRIGGER append_only_delete_records_decision BEFORE DELETE ON records_decision BEGIN SELECT 1; END")
    else:
        run("CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'")
        run(
            "CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON records_decision "
            "FOR EACH ROW EXECUTE FUNCTION nothing()"
        )
    assert append_only.unprotected() == [Decision]


def test_lifted_lets_one_block_change_a_table_and_an_error_in_it_puts_everything_back():
    with transaction.atomic():
        insert_first(DecisionText)
        with pytest.raises(ZeroDivisionError), append_only.lifted(DecisionText):
            run("UPDATE records_decisiontext SET reason = ''")
            assert 1 / 0
        assert DecisionText.objects.get().reason == "1"
        assert append_only.unprotected() == []
        transaction.set_rollback(True)


def check_role_of_the_application():
    run("CREATE ROLE shokuiki_app")
    append_only.grant_to_application("shokuiki_app")
    insert_first(Decision)
    run("SET LOCAL ROLE shokuiki_app")
    for sql in (
        "UPDATE records_decision SET post = ''",
        "DELETE FROM records_decision",
        "TRUNCATE records_decision CASCADE",
        "DROP TRIGGER append_only_rows ON records_decision",
        "ALTER TABLE records_decision DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION shokuiki_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
    ):
        with pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic():
            run(sql)
    run("UPDATE cases_case SET version = version")  # what it works with it may change
    transaction.set_rollback(True)


if ON_SQLITE:

    @pytest.mark.django_db(transaction=True)
    def test_the_server_does_not_start_on_a_database_without_a_trigger(tmp_path):
        """A copy of the database in a var/ folder of its own, opened by the door of the production server."""

        def start():
            environment = {**os.environ, "SHOKUIKI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "shokuiki.settings"}
            command = [sys.executable, "-c", "import shokuiki.wsgi"]
            return subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)

        copy = sqlite3.connect(tmp_path / "shokuiki.sqlite3")
        connection.ensure_connection()
        connection.connection.backup(copy)
        assert start().returncode == 0
        copy.execute("DROP TRIGGER append_only_update_records_decision")
        copy.commit()
        refused = start()
        assert refused.returncode == 3
        assert "起動できません" in refused.stderr and "records_decision" in refused.stderr

else:  # SQLite has no roles

    def test_the_role_of_the_application_lacks_the_rights_and_cannot_lift_the_triggers():
        check_role_of_the_application()
