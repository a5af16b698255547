import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shokuiki.records.clock


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=shokuiki.records.clock.now, verbose_name="日時")),
                ("post", models.CharField(blank=True, max_length=30, verbose_name="役職")),
                ("kind", models.CharField(choices=[
                    ("opened", "開いた"), ("listed", "一覧で見た"), ("searched", "検索した"), ("printed", "印刷した"),
                    ("exported", "書き出した"), ("changed", "変更した"), ("refused", "拒まれた"),
                    ("failed", "表示できなかった"),
                ], max_length=20, verbose_name="種類")),
                ("page", models.CharField(max_length=100, verbose_name="画面")),
                ("page_name", models.CharField(max_length=100, verbose_name="画面の名前")),
                ("path", models.CharField(max_length=300, verbose_name="アドレス")),
                ("method", models.CharField(max_length=10, verbose_name="方法")),
                ("status", models.PositiveSmallIntegerField(verbose_name="応答")),
                ("persons", models.TextField(verbose_name="相談者")),
                ("person_count", models.PositiveIntegerField(verbose_name="人数")),
                ("basis", models.CharField(blank=True, max_length=100, verbose_name="閲覧の根拠")),
                ("key", models.CharField(max_length=32)),
                ("center", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organization", verbose_name="センター")),
                ("user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="利用者")),
            ],
            options={
                "verbose_name": "閲覧記録",
                "verbose_name_plural": "閲覧記録",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["center", "-at"], name="access_center_at"),
                    models.Index(fields=["user", "-at"], name="access_user_at"),
                    models.Index(fields=["key"], name="access_key"),
                ],
            },
        ),
    ]
