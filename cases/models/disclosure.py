"""開示請求: that a document of everything held on a person was made."""

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone

from cases.models.case import Case
from cases.models.person import Person
from shokuiki.accounts.models import Organization
from shokuiki.records import clock
from shokuiki.records.errors import Refused
from shokuiki.records.gate import refuse_person
from shokuiki.records.models import WrittenOnce
from shokuiki.records.tracked import TrackedQuerySet


class Requester(TextChoices):
    PERSON = "person", "本人"
    GUARDIAN = "guardian", "法定代理人"
    AGENT = "agent", "任意代理人"


class DisclosureQuerySet(TrackedQuerySet):
    def visible_to(self, user):
        """The staff of the center; who may open one is the rule "cases.case.disclose" of its case."""
        return self.filter(center_id__in=user.center_ids)


class Disclosure(WrittenOnce):
    """開示の文書の作成: who made it, when and why, and what was left out for which reason.

    withheld: {title of a section: why it is left out}. reason and withheld may hold personal text.
    判断: the document itself is not stored: what is handed over is the paper, and a second copy of everything would
    only be one more to protect. It can be opened on the day it was made; another one is made and recorded anew.
    """

    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="センター")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures", verbose_name="相談者")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name="案件")
    requested_on = models.DateField("請求を受けた日")
    requester = models.CharField("請求した人", max_length=20, choices=Requester)
    reason = models.TextField("請求の内容", blank=True)
    withheld = models.JSONField("不開示部分とその理由", default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="作成者"
    )
    post = models.CharField("役職", max_length=30, blank=True)
    recorded_at = models.DateTimeField("作成日時", default=clock.now)
    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "開示の文書"
        ordering = ["-recorded_at", "-pk"]

    def __str__(self):
        return "開示の文書"

    def get_absolute_url(self):
        return reverse("cases:disclosure", args=[self.pk])

    @property
    def is_open(self):
        """Whether the document can still be opened: on its own day."""
        return timezone.localtime(self.recorded_at).date() == clock.today()

    def record(self, *, by):
        """Write that the document is made, for the person of its case. Returns it."""
        refuse_person(by, "disclose", self.case)
        clock.happened(self.requested_on, "請求を受けた日", not_before=self.case.opened_on, before_what="相談受付日")
        if not self.reason.strip():
            raise Refused("請求の内容を入力してください。", field="reason")
        silent = [title for title, reason in self.withheld.items() if not reason.strip()]
        if silent:
            raise Refused(f"開示しない理由を入力してください：{'、'.join(silent)}")
        self.center_id, self.person_id = self.case.center_id, self.case.person_id
        self.by, self.post, self.recorded_at = by, by.post_at(self.center_id), clock.now()
        self.save(force_insert=True)
        return self
