"""Every night: do the stored bytes still agree with what was recorded when they were attached?

A night has its limit of time. What was found wrong is looked at again first, then what was never looked at, then what was
looked at longest ago: so the next night goes on where this one stopped.
"""

import time

from django.db.models import Case, Count, F, Min, Subquery, When

from shokuiki.files import storage
from shokuiki.files.content import Content
from shokuiki.files.enums import Stored
from shokuiki.files.models import Attachment, StoredCheck
from shokuiki.records import clock

SECONDS = 300
SENTENCES = {
    Stored.MISSING: "のファイルが、保管場所にないか、読めません。",
    Stored.ALTERED: "のファイルが、添付されたときの内容と違います。",
}


def compare(seconds=SECONDS):
    """Look at as many attachments as the time allows, at one at least. Returns how many agreed and how many did not."""
    until, agreed, wrong = time.monotonic() + seconds, 0, 0
    StoredCheck.objects.exclude(attachment__in=Attachment.objects.kept()).delete()
    was_wrong = Case(When(stored__found__in=(Stored.MISSING, Stored.ALTERED), then=0), default=1)
    order = (was_wrong, F("stored__at").asc(nulls_first=True), "pk")
    for pk in list(Attachment.objects.kept().order_by(*order).values_list("pk", flat=True)):
        attachment = Attachment.objects.filter(pk=pk).first()
        found = attachment and state_of_bytes(attachment)
        if not Attachment.objects.kept().filter(pk=pk).exists():
            continue  # taken away while we looked
        StoredCheck.objects.update_or_create(attachment_id=pk, defaults={"at": clock.now(), "found": found})
        agreed, wrong = agreed + (not found), wrong + bool(found)
        if time.monotonic() > until:
            break
    return agreed, wrong


def state_of_bytes(attachment):
    """What is wrong with the stored bytes; `Stored.AGREES` where nothing is.

    The digest stands in the row and in its history, which nobody can rewrite: the bytes must agree with both.
    """
    try:
        data = storage.read(attachment.place)
    except OSError:
        return Stored.MISSING
    recorded = {attachment.sha256, *attachment.history.values_list("sha256", flat=True)}
    return Stored.AGREES if recorded == {Content(attachment.kind, data, attachment.name).sha256} else Stored.ALTERED


def sentences(center_id):
    """What the nights found wrong at a center, for its verification: by numbers, never by a title."""
    checks = StoredCheck.objects.filter(attachment__center=center_id, attachment__in=Attachment.objects.kept())
    for check in checks.exclude(found=Stored.AGREES).select_related("attachment__noun_type").order_by("pk"):
        attachment = check.attachment
        noun = attachment.noun_type.model_class()._meta.verbose_name
        yield f"添付ファイル {attachment.pk}（{noun}、記録番号 {attachment.noun_id} に添付）{SENTENCES[check.found]}"


def progress(center_id):
    """Annotations files_kept, files_compared, files_oldest of any row: how many attachments the center has, how many of
    them were compared, and when the one compared longest ago was; None where there are none."""
    kept = Attachment.objects.kept().filter(center=center_id).order_by().values("center")
    found = {"kept": Count("pk"), "compared": Count("stored"), "oldest": Min("stored__at")}
    return {f"files_{name}": Subquery(kept.annotate(n=number).values("n")) for name, number in found.items()}


def every_night(command):
    """The step of ``manage.py nightly``. Returns whether all that was looked at agreed."""
    agreed, wrong = compare()
    command.stdout.write(f"照合した添付ファイル：{agreed + wrong}件")
    if wrong:
        command.stderr.write(f"添付されたときと違うか、見つからないファイル：{wrong}件。「記録の検証」の画面で確かめてください。")
    return not wrong
