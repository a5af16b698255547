"""Who may do what with meetings and 対象者選定; and what sitting on a meeting lets one read."""

import rules
from django.db.models import Exists, OuterRef, Q

from cases.models import Case, EmergencyAccess
from cases.models.case import CaseQuerySet
from cases.rules import directs, directs_or_leads, mark_emergency, program_or_chief, reads, reads_in_emergency
from meetings.enums import INTERNAL, MEETING_VERBS, MeetingState
from meetings.models import AgendaItem
from shokuiki.accounts.enums import COUNSELOR_POSTS, Post


@rules.predicate
def convenes(user, noun):
    """S19: the center holds the meetings; nobody outside it convenes or records."""
    return user.holds(noun.center_id, Post.DIRECTOR, *COUNSELOR_POSTS)


@rules.predicate
def has_on_internal_agenda(user, case):
    if not user.counsels_at(case.center_id):
        return False
    if getattr(case, "loaded_in_emergency", False):  # known already, so that a page so opened asks once less
        return False
    if hasattr(case, "seated"):  # read once for all of a center's people: `cases.views.access`
        return user.pk in case.seated
    return case.agenda_items.filter(_internal_seat(user)).exists()


def _internal_seat(user):
    """Agenda items of internal meetings that this person is invited to."""
    return Q(meeting__kind__in=INTERNAL, meeting__attendees__user=user) & ~Q(meeting__state=MeetingState.CANCELLED)


def _on_internal_agenda(user):
    return Exists(AgendaItem.objects.filter(_internal_seat(user), case=OuterRef("pk")))


CaseQuerySet.further_grounds.append(_on_internal_agenda)


def readable(user, cases, *, writing=False):
    """The pks of those cases this person may read: as "cases.case.read", in one query for any number of them.

    writing: without those that only 緊急閲覧 opens, for what is not reading.
    """
    found = {case.pk for case in cases if reads.test(user, case)}
    others = [case.pk for case in cases if case.pk not in found and user.counsels_at(case.center_id)]
    if not others:
        return found
    if writing:
        return found | set(AgendaItem.objects.filter(_internal_seat(user), case__in=others).values_list("case", flat=True))
    opened = EmergencyAccess.objects.running().filter(case=OuterRef("pk"), user=user)
    rows = Case.objects.readable_by(user).filter(pk__in=others).annotate(in_emergency=Exists(opened))
    for pk, in_emergency in rows.values_list("pk", "in_emergency"):
        found.add(pk)
        if in_emergency:
            mark_emergency(user, pk)
    return found


@rules.predicate
def sits_or_reads(user, meeting):
    """Who writes the record of a meeting has a seat in it, or may read what it speaks of."""
    if directs_or_leads.test(user, meeting) or meeting.seats(user):
        return True
    cases = [item.case for item in meeting.items.all()]
    return len(readable(user, cases, writing=True)) == len(cases)


@rules.predicate
def reads_agenda(user, meeting):
    """Who has no seat reads the record of a meeting whose cases they may all read, in 緊急閲覧 too."""
    if directs_or_leads.test(user, meeting) or meeting.seats(user):
        return True
    cases = [item.case for item in meeting.items.all()]
    found = getattr(meeting, "readable_cases", None)  # of the person the page is for
    return len(readable(user, cases) if found is None else found) == len(cases)


@rules.predicate
def sits_or_reads_item(user, item):
    return sits_or_reads.test(user, item.meeting)


for verb in MEETING_VERBS:
    rules.add_perm(f"meetings.meeting.{verb}", convenes)
for verb in ("hold", "correct", "record", "conclude"):
    rules.set_perm(f"meetings.meeting.{verb}", convenes & sits_or_reads)
rules.add_perm("meetings.meeting.read", convenes & reads_agenda)
# 判断: who confirms a record puts it right; its recorder asks them to.
for verb in ("confirm", "amend"):
    rules.set_perm(f"meetings.meeting.{verb}", directs_or_leads)
rules.add_perm("meetings.agendaitem.create", convenes)
rules.add_perm("meetings.agendaitem.conclude", convenes & sits_or_reads_item)

for verb in ("create", "cancel"):
    rules.add_perm(f"meetings.targetselection.{verb}", program_or_chief)
for verb in ("select", "decline", "send_back", "send_back_to_meeting"):
    rules.add_perm(f"meetings.targetselection.{verb}", directs)

rules.set_perm("cases.case.read", reads | has_on_internal_agenda | reads_in_emergency)
