"""Who may do what with meetings and 対象者選定; and what sitting on a meeting lets one read."""

import rules
from django.db.models import Q

from cases.rules import directs, directs_or_leads, program_or_chief, reads
from meetings.enums import INTERNAL, MEETING_VERBS, MeetingState
from meetings.models import AgendaItem
from shokuiki.accounts.enums import COUNSELOR_POSTS, Post


@rules.predicate
def convenes(user, noun):
    """S19: the center holds the meetings; nobody outside it convenes or records."""
    return user.holds(noun.center_id, Post.DIRECTOR, *COUNSELOR_POSTS)


@rules.predicate
def has_on_internal_agenda(user, case):
    return user.counsels_at(case.center_id) and case.agenda_items.filter(_internal_seat(user)).exists()


def _internal_seat(user):
    """Agenda items of internal meetings that this person is invited to."""
    return Q(meeting__kind__in=INTERNAL, meeting__attendees__user=user) & ~Q(meeting__state=MeetingState.CANCELLED)


def readable(user, cases):
    """The pks of those cases this person may read: as "cases.case.read", in one query for any number of them."""
    found = {case.pk for case in cases if reads.test(user, case)}
    others = [case.pk for case in cases if case.pk not in found and user.counsels_at(case.center_id)]
    if others:
        found |= set(AgendaItem.objects.filter(_internal_seat(user), case__in=others).values_list("case", flat=True))
    return found


@rules.predicate
def sits_or_reads(user, meeting):
    """Who writes the record of a meeting has a seat in it, or may read what it speaks of."""
    if directs_or_leads.test(user, meeting) or meeting.seats(user):
        return True
    cases = [item.case for item in meeting.items.all()]
    return len(readable(user, cases)) == len(cases)


@rules.predicate
def sits_or_reads_item(user, item):
    return sits_or_reads.test(user, item.meeting)


for verb in MEETING_VERBS:
    rules.add_perm(f"meetings.meeting.{verb}", convenes)
for verb in ("hold", "correct", "record", "conclude"):
    rules.set_perm(f"meetings.meeting.{verb}", convenes & sits_or_reads)
rules.add_perm("meetings.meeting.read", convenes & sits_or_reads)
rules.set_perm("meetings.meeting.confirm", directs_or_leads)
rules.add_perm("meetings.agendaitem.create", convenes)
rules.add_perm("meetings.agendaitem.conclude", convenes & sits_or_reads_item)

for verb in ("create", "cancel"):
    rules.add_perm(f"meetings.targetselection.{verb}", program_or_chief)
for verb in ("select", "decline", "send_back", "send_back_to_meeting"):
    rules.add_perm(f"meetings.targetselection.{verb}", directs)

rules.set_perm("cases.case.read", reads | has_on_internal_agenda)
