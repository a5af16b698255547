from django.db import migrations, models

OUTCOMES = [
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
]


class Migration(migrations.Migration):
    """The list of outcomes has two more, which are those of a selection of a corporation; the columns stay."""

    dependencies = [("meetings", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="agendaitem", name="conclusion",
            field=models.CharField(choices=OUTCOMES, verbose_name="結論", max_length=20, blank=True, editable=False),
        ),
        migrations.AlterField(
            model_name="historicalagendaitem", name="conclusion",
            field=models.CharField(choices=OUTCOMES, verbose_name="結論", max_length=20, blank=True, editable=False),
        ),
        migrations.AlterField(
            model_name="historicaltargetselection", name="outcome",
            field=models.CharField(choices=OUTCOMES, verbose_name="決定", max_length=20, blank=True, editable=False),
        ),
        migrations.AlterField(
            model_name="targetselection", name="outcome",
            field=models.CharField(choices=OUTCOMES, verbose_name="決定", max_length=20, blank=True, editable=False),
        ),
    ]
