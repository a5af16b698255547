"""Rows that the database itself never lets anyone change: decisions, histories, corrections, who looked at what.

Every table of a `WrittenOnce` model and every history table refuses UPDATE, DELETE, TRUNCATE and an INSERT that would
replace a row, from any client. Triggers do it on both databases. Django rebuilds SQLite tables in many migrations and
loses their triggers, so they are put back after every migrate, and a start without them is refused.

`lifted` is the one way round them. Two callers may use it: the erasing of personal text whose retention has ended
(`records.retention`) and the emptying of a test database. On PostgreSQL it needs the owner of the tables: the role of the
application lacks the right, and it lacks UPDATE, DELETE and TRUNCATE on these tables besides (`grant_to_application`).
"""

from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as default_connection
from django.db import transaction
from simple_history.models import HistoricalChanges

from shokuiki.records.models import WrittenOnce

REFUSAL = "この記録は追加だけができます。変更と削除はできません。"


def append_only_models():
    """Every model whose table is append-only, in the order of the apps."""
    return [model for model in apps.get_models() if issubclass(model, (HistoricalChanges, WrittenOnce))]


# --- SQLite ---------------------------------------------------------------------------------------------------------
def sqlite_keys(connection, model):
    """Every set of columns that no two rows share: an INSERT OR REPLACE onto one of them would take a row away."""
    keys = [[model._meta.pk.column]]
    keys += [[model._meta.get_field(name).column for name in names] for names in _unique_together(model)]
    keys += [[field.column] for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    if model._meta.pk.db_type(connection) != "integer":
        keys.append(["rowid"])  # the key that SQLite keeps beside any other than an integer
    return keys


def sqlite_triggers(connection, model):
    """{name: SQL}. INSERT OR REPLACE fires no delete trigger, so an INSERT onto an existing key is refused too."""
    table = model._meta.db_table
    same = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" WHERE ' + " AND ".join(f'"{c}" = NEW."{c}"' for c in key) + ")"
        for key in sqlite_keys(connection, model)
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return {
        f"append_only_update_{table}": f'CREATE TRIGGER "append_only_update_{table}" BEFORE UPDATE ON "{table}" {refuse}',
        f"append_only_delete_{table}": f'CREATE TRIGGER "append_only_delete_{table}" BEFORE DELETE ON "{table}" {refuse}',
        f"append_only_insert_{table}":
            f'CREATE TRIGGER "append_only_insert_{table}" BEFORE INSERT ON "{table}" WHEN {same} {refuse}',
    }


def _unique_together(model):
    return [constraint.fields for constraint in model._meta.total_unique_constraints]


def _sqlite_standing(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'")
        return dict(cursor.fetchall())


def _sqlite_drop(connection, cursor, model):
    for name in sqlite_triggers(connection, model):
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def _sqlite_put(connection, cursor, model):
    _sqlite_drop(connection, cursor, model)
    for sql in sqlite_triggers(connection, model).values():
        cursor.execute(sql)


# --- PostgreSQL -----------------------------------------------------------------------------------------------------
FUNCTION_BODY = f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END"
FUNCTION = (
    "CREATE OR REPLACE FUNCTION shokuiki_append_only() RETURNS trigger LANGUAGE plpgsql "
    f"SET search_path = pg_catalog AS $append_only${FUNCTION_BODY}$append_only$"
)
POSTGRES_TRIGGERS = {
    "append_only_rows": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    # TRUNCATE passes by the triggers of rows.
    "append_only_table": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}
# 'A': fires for replication roles too. tgtype tells what the trigger stands for, tgqual and tgattr that it stands for every
# row and column, prosrc what it does.
POSTGRES_STANDING = """
    SELECT c.relname || '.' || t.tgname, t.tgenabled = 'A' AND p.prosrc = %s AND p.prolang = (
        SELECT oid FROM pg_language WHERE lanname = 'plpgsql'
    ) AND t.tgqual IS NULL AND t.tgattr::text = '' AND t.tgtype = CASE t.tgname WHEN 'append_only_rows' THEN 27 ELSE 34 END
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgname IN ('append_only_rows', 'append_only_table') AND pg_table_is_visible(c.oid)
"""


def _postgres_drop(connection, cursor, model):
    for name in POSTGRES_TRIGGERS:
        cursor.execute(f'DROP TRIGGER IF EXISTS {name} ON "{model._meta.db_table}"')


def _postgres_put(connection, cursor, model):
    table = f'"{model._meta.db_table}"'
    _postgres_drop(connection, cursor, model)
    for name, when in POSTGRES_TRIGGERS.items():
        cursor.execute(f"CREATE TRIGGER {name} {when.format(table=table)} EXECUTE FUNCTION shokuiki_append_only()")
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


# --- Both -------------------------------------------------------------------------------------------------------------
def unprotected(connection=default_connection):
    """The append-only models with a table on which a trigger is missing, switched off or other than it should be."""
    found = set(connection.introspection.table_names())
    models = [model for model in append_only_models() if model._meta.db_table in found]
    if connection.vendor == "sqlite":
        standing = _sqlite_standing(connection)
        return [
            model for model in models
            if any(standing.get(name) != sql for name, sql in sqlite_triggers(connection, model).items())
        ]
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES_STANDING, [FUNCTION_BODY])
        standing = {name for name, is_whole in cursor.fetchall() if is_whole}
    return [model for model in models if any(f"{model._meta.db_table}.{name}" not in standing for name in POSTGRES_TRIGGERS)]


def protect(connection=default_connection):
    """Put the triggers on every append-only table that lacks one. Safe to repeat."""
    models = unprotected(connection)
    if not models:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for model in models:
            (_sqlite_put if connection.vendor == "sqlite" else _postgres_put)(connection, cursor, model)


@contextmanager
def lifted(*models, connection=default_connection):
    """Within the block, and its one transaction, these tables (all, when none is named) can be changed.

    An error puts everything back as it was, triggers included.
    """
    models = models or [m for m in append_only_models() if m._meta.db_table in connection.introspection.table_names()]
    is_sqlite = connection.vendor == "sqlite"
    drop, put = (_sqlite_drop, _sqlite_put) if is_sqlite else (_postgres_drop, _postgres_put)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for model in models:
            drop(connection, cursor, model)
        yield
        # Checks that wait for the end of the transaction would forbid changing the tables now.
        connection.check_constraints()
        for model in models:
            put(connection, cursor, model)


def refuse_unprotected(connection=default_connection):
    """Stop the start where the records could be rewritten, with what to do."""
    from shokuiki.records import intrusions

    names = "、".join(str(model._meta.db_table) for model in unprotected(connection))
    if names:
        raise ImproperlyConfigured(
            f"記録を守る仕組み（トリガー）がない表があります：{names}。manage.py migrate を実行してから、もう一度起動してください。"
            "心当たりがないときは、manage.py verify_records で記録を確かめてください。"
        )
    strange = "".join(intrusions.sentences(connection))
    if strange:
        raise ImproperlyConfigured(
            f"追加だけの表が、作ったときと違います：{strange}データベースの写しを取ってから、加えられたものを取り除き、"
            "manage.py verify_records で記録を確かめてください。"
        )


def grant_to_application(role, connection=default_connection):
    """Give the application's PostgreSQL role what it needs, and no way to change or remove an append-only row.

    Run by the owner of the tables after every migrate. role: the name of an existing role.
    """
    quote = connection.ops.quote_name
    tables = ", ".join(quote(model._meta.db_table) for model in append_only_models())
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        role = quote(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON {tables} FROM {role}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role}")
