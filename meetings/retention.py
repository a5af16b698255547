"""What this room holds of a person: the parts of meetings that speak of them, and 対象者選定."""

from cases.models import Consent, VocationalEvaluation
from meetings import models as own
from shokuiki.files.models import Attachment
from shokuiki.records.models import Erasure
from shokuiki.records.retention import register


def meetings_only_about(persons):
    """Meetings that spoke of nobody else than these, or than persons erased before."""
    gone = {*persons, *Erasure.erased("cases.person")}
    about = own.Meeting.objects.filter(items__case__person__in=persons)
    others = own.AgendaItem.objects.exclude(case__person__in=gone).values("meeting")
    return about.exclude(pk__in=others).distinct().values("pk")


def attachments_about(persons):
    """What is attached to their consents and evaluations, and to meetings that spoke of nobody else.

    判断: entry and file go together; the title of a file is as personal as the file.
    """
    consents = Consent.objects.filter(person__in=persons).values("pk")
    evaluations = VocationalEvaluation.objects.filter(case__person__in=persons).values("pk")
    of = Attachment.objects.of
    found = of(Consent, consents) | of(VocationalEvaluation, evaluations) | of(own.Meeting, meetings_only_about(persons))
    return found.values("pk")


register(Attachment, attachments_about, drop=True)
register(own.GoalReview, "item__case__person")
register(own.DecidedMethod, "item__case__person")
register(own.AgendaItem, "case__person", keep=("changes",))
register(own.TargetSelection, "case__person")
register(own.Meeting, meetings_only_about, keep=("acknowledged",))
