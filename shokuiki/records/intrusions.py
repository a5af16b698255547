"""What stands on an append-only table and is not ours: it would let rows be changed, lost or hidden past the triggers.

An insert that another trigger or a rule swallows writes no access log; a unique index of somebody else's lets INSERT OR
REPLACE of SQLite take a row away; rows of a child table or behind a row policy are not what the triggers guard. None of
it comes from a migration, so nothing takes it away by itself: it is named at the start and at every verification.
"""

from django.db import connection as default_connection

from shokuiki.records import append_only

POSTGRES = """
    SELECT c.relname, c.relkind = 'r', ARRAY(
        SELECT '覚えのないトリガー（' || t.tgname || '）があります' FROM pg_trigger t
        WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgname <> ALL(%s)
        UNION ALL SELECT '書き込みをほかのことに替える規則（' || r.rulename || '）があります' FROM pg_rewrite r
        WHERE r.ev_class = c.oid AND c.relkind = 'r'
        UNION ALL SELECT 'ほかの表（' || i.inhrelid::regclass || '）の行が混ざっています' FROM pg_inherits i WHERE i.inhparent = c.oid
        UNION ALL SELECT '行を隠す設定（行レベルのセキュリティ）があります' WHERE c.relrowsecurity
        UNION ALL SELECT '停電などで中身が消える設定（UNLOGGED）になっています' WHERE c.relpersistence <> 'p'
    )
    FROM pg_class c WHERE c.relname = ANY(%s) AND pg_table_is_visible(c.oid)
"""
SQLITE_UNIQUE = """
    SELECT m.name, i.name, group_concat(coalesce(c.name, '?')) FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
    WHERE m.type = 'table' AND i."unique" GROUP BY m.name, i.name
"""


def found(connection=default_connection):
    """[(model, what is wrong with its table, in words)] of the append-only models."""
    standing = (_sqlite if connection.vendor == "sqlite" else _postgres)(connection)
    wrong = []
    for model in append_only.append_only_models():
        is_table, words = standing.get(model._meta.db_table, (None, ()))
        if not is_table:
            words = ["表がありません" if is_table is None else "表が、ビューなどほかのものに置き換えられています"]
        wrong += [(model, word) for word in words]
    return wrong


def sentences(connection=default_connection):
    """What is wrong, each in a sentence that names the table."""
    return [f"{model._meta.verbose_name}（{model._meta.db_table}）：{words}。" for model, words in found(connection)]


def _postgres(connection):
    tables = [model._meta.db_table for model in append_only.append_only_models()]
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES, [list(append_only.POSTGRES_TRIGGERS), tables])
        return {name: (is_table, words) for name, is_table, words in cursor.fetchall()}


def _sqlite(connection):
    models = {model._meta.db_table: model for model in append_only.append_only_models()}
    ours = {name for model in models.values() for name in append_only.sqlite_triggers(connection, model)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, type, tbl_name FROM sqlite_master WHERE type IN ('table', 'view', 'trigger')")
        rows = cursor.fetchall()
        cursor.execute(SQLITE_UNIQUE)
        indexes = [row for row in cursor.fetchall() if row[0] in models]
    standing = {name: (kind == "table", []) for name, kind, _ in rows if kind != "trigger"}
    for name, kind, table in rows:
        if kind == "trigger" and table in models and name not in ours:
            standing[table][1].append(f"覚えのないトリガー（{name}）があります")
    for table, name, columns in indexes:
        if set(columns.split(",")) not in [set(key) for key in append_only.sqlite_keys(connection, models[table])]:
            standing[table][1].append(f"覚えのない一意の索引（{name}）があります")
    return standing
