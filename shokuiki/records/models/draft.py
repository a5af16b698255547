"""下書き: what is being typed and not yet saved."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from shokuiki.records import clock

DRAFT_DAYS = 30


class DraftQuerySet(models.QuerySet):
    def of(self, user, form, noun_key):
        """The draft this person has for this form on this noun, or None; older than 30 days counts as none."""
        since = clock.now() - timedelta(days=DRAFT_DAYS)
        return self.filter(user=user, form=form, noun_key=noun_key, saved_at__gte=since).first()

    def put(self, user, form, noun_key, data):
        return self.update_or_create(
            user=user, form=form, noun_key=noun_key, defaults={"data": data, "saved_at": clock.now()}
        )[0]


class Draft(models.Model):
    """下書き: what one person has typed into one form and not yet saved. Nobody else sees it; it has no history.

    data: {field name: list of the values as typed}.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    noun_key = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "下書き"
        constraints = [models.UniqueConstraint(fields=["user", "form", "noun_key"], name="draft_once")]

    def __str__(self):
        return f"{self.form} {self.noun_key}"
