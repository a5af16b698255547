"""The base of rows that are inserted once: decisions, corrections, who looked at what."""

from django.db import models


class WrittenOnce(models.Model):
    """A row that is inserted once and never changed or removed."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise RuntimeError(f"{type(self).__name__} is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise RuntimeError(f"{type(self).__name__} is never removed.")
