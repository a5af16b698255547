import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

WAYS = [
    ("told", "面談で申出"), ("phoned", "電話"), ("written", "書面・手紙"), ("mailed", "電子メール"),
    ("proxy", "後見人・家族を通じて"),
]


def of_consent(make):
    """The same for a consent and for its history. make: function (is_history) -> operations."""
    return [
        operation for name in ("consent", "historicalconsent")
        for operation in make(name, name.startswith("historical"))
    ]


def columns(name, is_history):
    person = {"blank": True, "null": True, "editable": False, "related_name": "+", "to": settings.AUTH_USER_MODEL}
    if is_history:
        person |= {"db_constraint": False, "on_delete": django.db.models.deletion.DO_NOTHING}
    else:
        person |= {"on_delete": django.db.models.deletion.PROTECT}
    return [
        # The words of the consents so far stay words: what they cover is for nobody but the person to say.
        migrations.RenameField(name, "items", "note"),
        migrations.AlterField(name, "note", models.CharField("補足", max_length=300, blank=True)),
        migrations.AddField(name, "items", models.JSONField("共有する内容", default=list, blank=True)),
        migrations.AddField(
            name, "withdrawal_way",
            models.CharField("撤回の申出の方法", max_length=20, choices=WAYS, blank=True, editable=False, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            name, "withdrawal_reason",
            models.TextField("撤回の理由・本人の言葉", blank=True, editable=False, default=""), preserve_default=False,
        ),
        migrations.AddField(
            name, "withdrawal_received_by", models.ForeignKey(verbose_name="撤回の申出を受けた人", **person)
        ),
    ]


def user_column(label, *, is_history, null=False):
    column = {"related_name": "+", "to": settings.AUTH_USER_MODEL, "verbose_name": label}
    if null or is_history:
        column |= {"blank": True, "null": True}
    if is_history:
        return models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, **column)
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, **column)


def fields_of_access(*, is_history):
    seen_by = user_column("確認した人", is_history=is_history, null=True)
    seen_by.editable = False
    return [
        ("version", models.PositiveIntegerField(default=0, editable=False)),
        ("reason", models.TextField("理由")),
        ("starts_at", models.DateTimeField("開始")),
        ("ends_at", models.DateTimeField("終わり")),
        ("seen_at", models.DateTimeField("所長が確認した日時", null=True, blank=True, editable=False)),
        ("comment", models.TextField("確認した人の所見", blank=True, editable=False)),
        ("seen_by", seen_by),
        ("user", user_column("緊急閲覧をした人", is_history=is_history)),
    ]


class Migration(migrations.Migration):
    """同意: coded items beside its words, and how it was withdrawn; 緊急閲覧."""

    dependencies = [
        ("cases", "0002_outcomes_of_decisions"), migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *of_consent(columns),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                *fields_of_access(is_history=False),
                ("case", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="emergency_accesses", to="cases.case",
                    verbose_name="案件",
                )),
            ],
            options={
                "verbose_name": "緊急閲覧", "verbose_name_plural": "緊急閲覧", "ordering": ["-starts_at", "-pk"],
                "indexes": [models.Index(fields=["case", "ends_at"], name="emergency_case_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="emergency_ends_after_start",
                        violation_error_message="緊急閲覧の終わりは、開始より後にしてください。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalEmergencyAccess",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_post", models.CharField("役職", max_length=30, blank=True, default="")),
                *fields_of_access(is_history=True),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(
                    choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                )),
                ("case", models.ForeignKey(
                    blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+", to="cases.case", verbose_name="案件",
                )),
                ("history_user", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                )),
            ],
            options={
                "verbose_name": "historical 緊急閲覧", "verbose_name_plural": "historical 緊急閲覧",
                "ordering": ("-history_date", "-history_id"), "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
