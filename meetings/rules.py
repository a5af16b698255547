"""Who may do what with meetings and 対象者選定; and what sitting on a meeting lets one read."""

import rules
from django.db.models import Exists, OuterRef, Q, Value

from cases.models import Case, EmergencyAccess
from cases.models.case_queryset import CaseQuerySet
from cases.rules import (
    counsels_case,
    directs,
    directs_or_leads,
    leads,
    mark_emergency,
    program_or_chief,
    reads,
    reads_in_emergency,
)
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


@rules.predicate
def has_seat_or_emergency(user, case):
    """A seat on an internal meeting, or else 緊急閲覧; both asked at once where the page has not loaded them."""
    if hasattr(case, "seated") or hasattr(case, "emergency_readers") or getattr(case, "loaded_for", None) == user.pk:
        return has_on_internal_agenda.test(user, case) or reads_in_emergency.test(user, case)
    if not user.counsels_at(case.center_id):
        return False
    opened = Exists(EmergencyAccess.objects.running().filter(case=OuterRef("pk"), user=user))
    rows = Case.objects.filter(pk=case.pk).values_list(_on_internal_agenda(user), opened)
    seated, in_emergency = rows[0] if rows else (False, False)
    if in_emergency and not seated:
        mark_emergency(user, case.pk)
    return seated or in_emergency


def _internal_seat(user):
    """Agenda items of internal meetings that this person is invited to."""
    return Q(meeting__kind__in=INTERNAL, meeting__attendees__user=user) & ~Q(meeting__state=MeetingState.CANCELLED)


def _on_internal_agenda(user):
    return Exists(AgendaItem.objects.filter(_internal_seat(user), case=OuterRef("pk")))


CaseQuerySet.further_grounds.append(_on_internal_agenda)


def readable(user, cases, *, shown=True):
    """(the pks of those cases this person may read, those of them that not only 緊急閲覧 opens: what is not reading
    asks for these): as "cases.case.read", in one query for any number of them. shown: marks what 緊急閲覧 opens."""
    found = {case.pk for case in cases if reads.test(user, case)}
    lasting = set(found)
    others = [case.pk for case in cases if case.pk not in found and user.counsels_at(case.center_id)]
    if not others:
        return found, lasting
    opened = EmergencyAccess.objects.running().filter(case=OuterRef("pk"), user=user)
    rows = Case.objects.readable_by(user).filter(pk__in=others).values_list("pk", Exists(opened), _on_internal_agenda(user))
    for pk, in_emergency, seated in rows:
        found.add(pk)
        if seated or not in_emergency:
            lasting.add(pk)
        if in_emergency and shown:
            mark_emergency(user, pk)
    return found, lasting


def with_grounds(items, user):
    """Agenda items with what `readable_of` else asks for their cases."""
    opened = EmergencyAccess.objects.running().filter(case=OuterRef("case"), user=user)
    seats = AgendaItem.objects.filter(_internal_seat(user), case=OuterRef("case"))
    return items.annotate(grounds_for=Value(user.pk), in_emergency=Exists(opened), seated=Exists(seats))


def _has_grounds(user, meeting):
    return all(getattr(item, "grounds_for", None) == user.pk for item in meeting.items.all())


def readable_of(user, meeting, *, shown=True):
    """`readable` for the cases of a meeting; no query where the items came `with_grounds`."""
    if not _has_grounds(user, meeting):
        return readable(user, meeting.cases(), shown=shown)
    found, lasting = set(), set()
    for item in meeting.items.all():
        reads_anyway = reads.test(user, item.case)
        counsels = user.counsels_at(item.case.center_id)
        if reads_anyway or counsels and item.seated:
            lasting.add(item.case_id)
        elif shown and counsels and item.in_emergency:
            mark_emergency(user, item.case_id)
        if reads_anyway or counsels and (item.seated or item.in_emergency):
            found.add(item.case_id)
    return found, lasting


def _reads_all(user, meeting, *, lasting):
    return len(readable_of(user, meeting, shown=not lasting)[lasting]) == len(meeting.cases())


@rules.predicate
def sits_or_reads(user, meeting):
    """Who writes the record of a meeting has a seat in it, or may read what it speaks of."""
    if directs_or_leads.test(user, meeting):
        return True
    return meeting.seats(user) or _reads_all(user, meeting, lasting=True)


@rules.predicate
def reads_agenda(user, meeting):
    """Who has no seat reads the record of a meeting whose cases they may all read, in 緊急閲覧 too."""
    if directs_or_leads.test(user, meeting):
        return True
    if _has_grounds(user, meeting):  # then the seats would be the query
        return _reads_all(user, meeting, lasting=False) or meeting.seats(user)
    return meeting.seats(user) or _reads_all(user, meeting, lasting=False)


@rules.predicate
def is_planned(user, meeting):
    return meeting.state == MeetingState.PLANNED


@rules.predicate
def sits_or_reads_item(user, item):
    return sits_or_reads.test(user, item.meeting)


for verb in MEETING_VERBS:
    rules.add_perm(f"meetings.meeting.{verb}", convenes)
for verb in ("hold", "correct", "record", "conclude"):
    rules.set_perm(f"meetings.meeting.{verb}", convenes & sits_or_reads)
rules.set_perm("meetings.meeting.cancel", convenes & (is_planned | sits_or_reads))
rules.add_perm("meetings.meeting.read", convenes & reads_agenda)
# 判断: who confirms a record puts it right; its recorder asks them to.
for verb in ("confirm", "amend"):
    rules.set_perm(f"meetings.meeting.{verb}", directs_or_leads)
rules.add_perm("meetings.agendaitem.create", convenes)
rules.add_perm("meetings.agendaitem.conclude", convenes & sits_or_reads_item)

for verb in ("create", "cancel"):
    rules.add_perm(f"meetings.targetselection.{verb}", program_or_chief)
rules.add_perm("meetings.targetselection.lapse", counsels_case | leads)
for verb in ("select", "decline", "send_back", "send_back_to_meeting"):
    rules.add_perm(f"meetings.targetselection.{verb}", directs)

rules.set_perm("cases.case.read", reads | has_seat_or_emergency)
rules.add_perm("cases.case.read_as_own", reads)  # without what a seat or an 緊急閲覧 opens
