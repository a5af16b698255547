"""What the sample center holds: every state of every noun, alive and whole."""

from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import ForeignKey

from cases.models import Case, Consent, DailyLog, Disclosure, EmergencyAccess, Person, SupportPlan
from cases.models.past_retention import PastRetention
from cases.retention import ERASED
from meetings.models import Meeting
from partners.models import ConsignmentApplication, Selection
from shokuiki.accounts.enums import Post
from shokuiki.accounts.models import Membership, Organization, User
from shokuiki.files.models import Attachment
from shokuiki.japan.numbers import validate_phone
from shokuiki.records import clock
from shokuiki.records.models import Amendment, Decision, Erasure
from shokuiki.records.tracked import Tracked
from shokuiki.sample.center import make_sample
from shokuiki.sample.people import SIGN_INS

TODAY = date(2026, 11, 24)
TRACKED = [model for model in apps.get_models() if issubclass(model, Tracked)]
# Only where a scanner looks at what is attached; the sample has none.
SCANNED = {(Attachment, "pending"), (Attachment, "clean"), (Attachment, "infected")}
STATES = [
    (model, state) for model in TRACKED if any(field.name == "state" for field in model._meta.fields)
    for state in dict(model._meta.get_field("state").choices) if (model, state) not in SCANNED
]


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    """The whole sample, made once for the tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.moved_to(TODAY):
        yield make_sample()
        transaction.set_rollback(True)


@pytest.fixture
def center(sample, db):
    with clock.moved_to(TODAY):
        yield sample


@pytest.mark.parametrize(("model", "state"), STATES, ids=lambda value: getattr(value, "__name__", value))
def test_every_state_of_every_noun_occurs(center, model, state):
    assert model.objects.filter(state=state).exists()


def test_about_thirty_persons_come_over_three_fiscal_years(center):
    cases = Case.objects.filter(center=center.organizations["aomine"], opened_on__year__gte=TODAY.year - 5)
    assert {number.split("-")[0] for number in cases.values_list("number", flat=True)} == {"R6", "R7", "R8"}
    assert 30 <= cases.values("person").distinct().count() <= 36


def test_case_numbers_rise_with_the_day_of_the_consultation(center):
    for key in ("aomine", "shirahama"):
        cases = Case.objects.filter(center=center.organizations[key]).order_by("opened_on", "pk")
        numbers = [(case.number.split("-")[0], case.number) for case in cases]
        assert numbers == sorted(numbers)


def test_a_selection_has_lapsed_and_was_renewed_and_one_was_revoked(center):
    midori = Selection.objects.filter(organization=center.organizations["midori"])
    assert [selection.chip.label for selection in midori] == ["選定中", "期間満了"]
    revoked = Selection.objects.get(state="revoked")
    assert revoked.cases.filter(state="supporting").exists()


def test_the_second_center_sees_only_its_own(center):
    director = User.objects.get(pk=center.users["mori"].pk)
    assert {case.center_id for case in Case.objects.visible_to(director)} == {center.organizations["shirahama"].pk}
    assert Case.objects.visible_to(director).count() == 2
    assert ConsignmentApplication.objects.visible_to(director).count() == 1


def test_meetings_are_to_come_today_and_this_week_and_nothing_was_recorded_later_than_yesterday(center):
    planned = Meeting.objects.filter(state="planned")
    days = sorted(meeting.starts_on for meeting in planned)
    assert days.count(TODAY) == 2
    assert all(TODAY <= day <= TODAY + timedelta(days=21) for day in days)
    for model in [*TRACKED, User]:
        assert not model.history.filter(history_date__date__gte=TODAY).exists(), model


def test_logs_are_late_returned_asking_waiting_and_the_numbers_of_the_goals_improve(center):
    logs = DailyLog.objects.filter(case__center=center.organizations["aomine"])
    assert logs.filter(is_late=True).exists()
    assert logs.filter(state="draft").exclude(return_comment="").count() == 1
    assert logs.filter(state="submitted", asks_center=True).count() == 1
    sato = logs.filter(case_id=center.case_ids["sato"], notes__value__isnull=False).order_by("date").distinct()
    first, last = sato.first(), sato.last()
    assert all(
        last.notes.get(goal__text=note.goal.text).value > note.value
        for note in first.notes.select_related("goal") if note.value is not None
    )


def test_a_plan_was_changed_by_its_meeting_and_a_consent_was_withdrawn_and_one_runs_out_soon(center):
    changed = SupportPlan.objects.filter(number=2, state="approved")
    assert changed.count() > 3 and all(plan.basis.outcome == "changed" for plan in changed)
    assert Consent.objects.exclude(withdrawn_on=None).exists()
    assert Consent.objects.filter(valid_until__range=(TODAY, TODAY + timedelta(days=30))).exists()


def test_a_colleague_read_a_case_in_need_and_the_director_has_seen_it(center):
    access = EmergencyAccess.objects.get()
    assert not access.is_running and access.seen_by.directs(access.case.center_id)
    assert not access.case.is_counseled_by(access.user)


def test_a_log_was_corrected_minutes_were_added_to_and_a_request_for_disclosure_was_answered(center):
    assert set(Amendment.objects.values_list("kind", flat=True)) == {"correction", "addition"}
    assert Disclosure.objects.get().case.state == "closed"


def test_no_two_decisions_of_a_kind_that_follow_each_other_give_the_same_reason(center):
    last, again = {}, []
    banks = ("target_selection", "expanded_in_progress", "support_end", "expanded_post", "closing", "support_plan")
    rows = Decision.objects.filter(kind__in=banks).order_by("recorded_at", "pk").values_list("kind", "outcome", "text__reason")
    for kind, outcome, reason in rows:
        if last.get((kind, outcome)) == reason:
            again.append((kind, reason))
        last[kind, outcome] = reason
    assert again == []


def test_no_two_logs_of_a_case_that_follow_each_other_say_the_same(center):
    rows = DailyLog.objects.order_by("case", "date", "pk").values_list("case", "content")
    assert [row for row, following in pairwise(rows) if row == following] == []


def test_one_person_of_long_ago_was_erased_and_the_others_wait_for_it(center):
    erasure = Erasure.objects.get()
    erased = Person.objects.get(pk__in=erasure.nouns["cases.person"])
    assert erased.family_name == ERASED and not erased.disabilities.exists() and not erased.history.exists()
    assert PastRetention(center.organizations["aomine"].pk).persons().count() == 2


def test_what_was_attached_is_still_what_was_stored(center):
    kept = Attachment.objects.kept()
    assert sorted(kept.values_list("kind", flat=True)) == ["pdf", "pdf", "png"]
    assert all(attachment.read() for attachment in kept)


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model.__name__)
def test_no_row_breaks_its_model(center, model):
    references = {field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)}
    for row in model.objects.exclude(pk__in=Erasure.erased(model._meta.label_lower)):
        row.clean_fields(exclude=references)
        row.clean()
        row.validate_constraints()


def test_every_change_was_made_by_somebody_in_a_post(center):
    """But the registration of the organizations and people, which is before anybody signs in."""
    nobody = {model: model.history.filter(history_user=None).count() for model in TRACKED}
    assert {model for model, count in nobody.items() if count} == {Organization, Membership}
    assert not Case.history.filter(history_post="").exists()
    assert not Decision.objects.filter(post="").exists()


def test_telephone_numbers_can_be_typed(center):
    for phone in Organization.objects.exclude(phone="").values_list("phone", flat=True):
        validate_phone(phone)
    for case in Case.objects.select_related("person").exclude(pk__in=Erasure.erased("cases.case")):
        validate_phone(case.person.phone)


def test_one_of_each_kind_signs_in(center):
    rows = [line.split("\t") for line in said("sample_signins").splitlines()]
    assert [kind for kind, _, _ in rows] == list(SIGN_INS.values())
    posts = []
    for _, email, password in rows:
        user = authenticate(None, email=email, password=password)
        posts.append(user.main_membership.post)
    assert sorted(posts) == sorted(Post.values)


def test_a_database_with_an_organization_is_left_alone(center):
    before = Organization.objects.count()
    call_command("sample_center", if_empty=True, stdout=StringIO())
    with pytest.raises(CommandError, match="すでに団体が登録されています。"):
        call_command("sample_center", stdout=StringIO())
    assert Organization.objects.count() == before


def said(command):
    output = StringIO()
    call_command(command, stdout=output)
    return output.getvalue()
