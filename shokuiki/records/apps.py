from django.apps import AppConfig
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "shokuiki.records"
    label = "records"
    verbose_name = "記録"

    def ready(self):
        from shokuiki.records import signals  # noqa: F401

        post_migrate.connect(protect_records, sender=self)


def protect_records(using, **kwargs):
    """Once after every migrate: any app's migrations may have rebuilt a table. What stands already costs a look only."""
    from shokuiki.records import append_only

    if append_only.unprotected(connections[using]) and is_wholly_migrated(connections[using]):
        append_only.protect(connections[using])


def is_wholly_migrated(connection):
    """Half-way back in the migrations the tables are not yet those of the models."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
