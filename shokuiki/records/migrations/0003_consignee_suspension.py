from django.db import migrations, models


class Migration(migrations.Migration):
    """The decisions by which a selection is suspended and resumed."""

    dependencies = [("records", "0002_access_entry")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("consignee_selection", "委託先法人の選定"),
                    ("consignee_suspension", "委託先法人の選定の停止"),
                    ("consignee_resumption", "委託先法人の選定の再開"),
                    ("consignee_revocation", "委託先法人の選定の取消し"),
                    ("case_meeting", "ケース会議の結論"),
                    ("target_selection", "対象者選定"),
                    ("support_plan", "支援計画の承認"),
                    ("expanded_in_progress", "拡大ケース会議（支援実施中）の決定"),
                    ("support_end", "支援終了"),
                    ("expanded_post", "拡大ケース会議（支援終了後）の決定"),
                    ("closing", "完了"),
                    ("withdrawal", "取下げ"),
                ],
                max_length=30,
                verbose_name="決定の種類",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("selected", "選定する"),
                    ("declined", "選定しない"),
                    ("sent_back", "差し戻す"),
                    ("suspended", "選定を停止する"),
                    ("resumed", "選定を再開する"),
                    ("revoked", "選定を取り消す"),
                    ("suitable", "適切"),
                    ("unsuitable", "適切でない"),
                    ("deferred", "継続検討"),
                    ("approved", "承認する"),
                    ("changed", "変更する"),
                    ("unchanged", "変更なし"),
                    ("completed", "完了"),
                    ("discontinued", "中止"),
                    ("follow_up", "フォローアップを行う"),
                    ("closed", "完了する"),
                    ("withdrawn", "取下げ"),
                ],
                max_length=20,
                verbose_name="決定",
            ),
        ),
    ]
