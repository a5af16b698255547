"""What belongs to a 委託申込: its facilities, its partner candidates, and each 提出 as it was handed in."""

from django.conf import settings
from django.db import models

from partners.models.corporation import FacilityData
from shokuiki.files.models import Attachment
from shokuiki.records.errors import Refused
from shokuiki.records.models import WrittenOnce
from shokuiki.records.tracked import Tracked, history

FACILITY_COLUMNS = ("facility_type", "type_note", "name", "capacity", "address")
CANDIDATE_COLUMNS = ("name", "kana", "position", "qualification", "years")
FILE_COLUMNS = ("title", "name", "kind", "size", "sha256")


class ApplicationRow(Tracked):
    """A row of an application: written and removed only while the application can be filled in."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.refuse_handed_in()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self.refuse_handed_in()
        return super().delete(*args, **kwargs)

    def refuse_handed_in(self):
        if not self.application.allows("edit"):
            raise Refused("提出した申込の施設とパートナー候補は、差し戻されるまで変えられません。")


class ApplicationFacility(FacilityData, ApplicationRow):
    """A facility as written in an application."""

    application = models.ForeignKey(
        "partners.ConsignmentApplication", on_delete=models.PROTECT, related_name="facilities", verbose_name="委託申込"
    )
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "申込の施設"
        ordering = ["pk"]


class PartnerCandidate(ApplicationRow):
    """パートナー候補: who would do the living support."""

    application = models.ForeignKey(
        "partners.ConsignmentApplication", on_delete=models.PROTECT, related_name="candidates", verbose_name="委託申込"
    )
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("ふりがな", max_length=100)
    position = models.CharField("職名", max_length=100, blank=True)
    qualification = models.CharField("資格", max_length=100, blank=True)
    years = models.PositiveIntegerField("経験年数（年）", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = verbose_name_plural = "パートナー候補"
        ordering = ["pk"]

    def __str__(self):
        return self.name


class Submission(WrittenOnce):
    """提出: what was handed in, as it was. Written once. content: see `handed_in`.

    paper_on: the date on the paper, where the center typed it in for the corporation (代行入力).

    根拠: 通知 記1 第3項
    """

    application = models.ForeignKey(
        "partners.ConsignmentApplication", on_delete=models.PROTECT, related_name="submissions", verbose_name="委託申込"
    )
    number = models.PositiveIntegerField("回")
    submitted_on = models.DateField("提出日")
    recorded_at = models.DateTimeField("記録日時")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出者")
    content = models.JSONField("内容")
    paper_on = models.DateField("申込書の日付", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "提出"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="submission_once")]

    def __str__(self):
        return f"第{self.number}回の提出"

    @property
    def is_by_proxy(self):
        """Whether the center handed in what had come on paper; `by` is the center's person then."""
        return self.paper_on is not None


def content_of(application):
    """What is typed, as JSON: {"fields": {column: value}, "facilities": [{id, …}], "candidates": [{id, …}]}."""
    columns = [
        field.name for field in application._meta.concrete_fields
        if field.editable and field.name not in ("id", "center", "organization")
    ]
    return {
        "fields": {name: _plain(getattr(application, name)) for name in columns},
        "facilities": [
            {name: getattr(row, name) for name in ("id", *FACILITY_COLUMNS)} for row in application.facilities.all()
        ],
        "candidates": [
            {name: getattr(row, name) for name in ("id", *CANDIDATE_COLUMNS)} for row in application.candidates.all()
        ],
    }


def handed_in(application):
    """What a 提出 freezes: `content_of`, and under "files" what is attached at this moment [{id, …}].

    The digest tells whether a file in hand is the one that was handed in. Early contents have no "files".
    """
    files = Attachment.objects.about(application).kept().values("id", *FILE_COLUMNS)
    return content_of(application) | {"files": list(files)}


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value
