from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "shokuiki.records"
    label = "records"
    verbose_name = "記録"

    def ready(self):
        from shokuiki.records import signals  # noqa: F401
