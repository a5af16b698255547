"""閲覧記録: who was shown whose data."""

from django.conf import settings
from django.db import models

from shokuiki.records import clock
from shokuiki.records.enums import AccessKind
from shokuiki.records.models.written_once import WrittenOnce


class AccessEntryQuerySet(models.QuerySet):
    def about(self, person_id):
        """Entries with this person among those shown."""
        return self.filter(persons__contains=f" {person_id} ")

    def update(self, **kwargs):
        raise RuntimeError("An access entry is written once.")

    def delete(self):
        raise RuntimeError("An access entry is never removed.")


class AccessEntry(WrittenOnce):
    """One answer that showed, changed or refused persons of one center; an answer on two centers has one for each.

    persons: " 12 15 ", the numbers with blanks around, so that one of them is found the same way on both databases.
    key: unguessable; the page carries it, so that printing it can be recorded with the same persons.
    No name and nothing typed is ever stored here. 判断: numbers stay readable for who may see the person anyway.
    """

    at = models.DateTimeField("日時", default=clock.now)
    center = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", verbose_name="センター"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="利用者"
    )
    post = models.CharField("役職", max_length=30, blank=True)
    kind = models.CharField("種類", max_length=20, choices=AccessKind)
    page = models.CharField("画面", max_length=100)
    page_name = models.CharField("画面の名前", max_length=100)
    path = models.CharField("アドレス", max_length=300)
    method = models.CharField("方法", max_length=10)
    status = models.PositiveSmallIntegerField("応答")
    persons = models.TextField("相談者")
    person_count = models.PositiveIntegerField("人数")
    basis = models.CharField("閲覧の根拠", max_length=100, blank=True)
    key = models.CharField(max_length=32)
    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "閲覧記録"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["center", "-at"], name="access_center_at"),
            models.Index(fields=["user", "-at"], name="access_user_at"),
            models.Index(fields=["key"], name="access_key"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.page_name}"

    @property
    def person_ids(self):
        return [int(number) for number in self.persons.split()]
