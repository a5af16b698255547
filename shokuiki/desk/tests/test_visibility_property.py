"""Whatever the consents, assignments, posts and days: no answer holds a word that its reader is not entitled to.

A small oracle, which knows nothing of querysets and rules, says who may know what; every answer is held against it.
"""

import os
from datetime import timedelta
from importlib.util import find_spec

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from cases.enums import ConsentPurpose, SharedItem
from cases.models import (
    Case,
    Consent,
    Contract,
    DailyLog,
    EmergencyAccess,
    PartnerAssignment,
    RehabilitationPlan,
    SupportPlan,
)
from cases.tests import factories as make
from cases.tests import marked
from meetings.enums import MeetingKind
from meetings.models import Meeting, TargetSelection
from meetings.tests import factories as meet
from shokuiki.accounts.enums import COUNSELOR_POSTS, LEADING_POSTS, Post
from shokuiki.accounts.models import Membership
from shokuiki.records import clock
from shokuiki.records.gate import keep

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
EXPANDED = ConsentPurpose.SHARE_EXPANDED_MEETING
MOVED = ("program", "colleague", "director", "clerk", "partner", "officer")
READERS = (*MOVED, "technician", "manager", "caseworker", "chief", "evaluator", "other_director", "other_partner")
NAME = "佐藤 健"
# The beginning of an address: the noun its number is of, and the way from there to the person.
BEGINNINGS = {
    "cases/<int:pk>/": (Case, "person"), "cases/consents/<int:pk>/": (Consent, "person"),
    "cases/emergencies/<int:pk>/": (EmergencyAccess, "case__person"),
    "cases/rehabilitation-plans/<int:pk>/": (RehabilitationPlan, "case__person"),
    "cases/support-plans/<int:pk>/": (SupportPlan, "case__person"),
    "cases/assignments/<int:pk>/": (PartnerAssignment, "case__person"),
    "cases/contracts/<int:pk>/": (Contract, "case__person"), "cases/logs/<int:pk>/": (DailyLog, "case__person"),
    "meetings/<int:pk>/": (Meeting, "items__case__person"),
    "selections-of-persons/<int:pk>/": (TargetSelection, "case__person"),
}
PLAIN = ("/", "/cases/", "/cases/logs/", "/cases/contracts/", "/cases/follow-ups/", "/meetings/", "/selections-of-persons/",
         "/meetings/?tab=confirmed", "/meetings/?tab=planned", "/cases/emergencies/", "/cases/?done=1&sort=-stage")


# --- The world ------------------------------------------------------------------------------------------------------------
# Whom a consent of each purpose can name.
NAMED = {
    EXPANDED: ["peso", "corporation", "workplace", "agency"],
    ConsentPurpose.SHARE_CONSIGNEE: ["corporation"],
    ConsentPurpose.SHARE_WORKPLACE: ["workplace"],
}


def consents_of(st):
    """[(purpose, who of the cast names the organization, items, last day from today or None, withdrawn)]."""
    return st.lists(
        st.sampled_from([(purpose, named) for purpose, names in NAMED.items() for named in names]).flatmap(
            lambda pair: st.tuples(
                st.just(pair[0]), st.just(pair[1]), st.sets(st.sampled_from(list(SharedItem)), min_size=1),
                st.sampled_from([None, None, 0, 1, 5]), st.booleans(),
            )
        ),
        max_size=5,
    )


def worlds(st):
    return st.fixed_dictionaries({
        "consents": consents_of(st),
        "partner_ends": st.sampled_from([None, None, 0, 1]),
        "posts": st.dictionaries(
            st.sampled_from(MOVED),
            st.sampled_from(["ended", Post.DIRECTOR, Post.CLERK, Post.PROGRAM_COUNSELOR, Post.CHIEF_COUNSELOR]), max_size=3,
        ),
        "emergency": st.sampled_from([None, "running", "over"]),
        "days": st.sampled_from([0, 0, 1, 2]),
        "readers": st.lists(st.sampled_from(READERS), min_size=3, max_size=3, unique=True),
    })


def change_posts(cast, posts):
    """End the memberships of the day before, and give the people of the center others."""
    for name, post in posts.items():
        user = getattr(cast, name)
        is_staff = name not in ("partner", "officer")
        for membership in Membership.objects.filter(user=user):
            membership.valid_to = clock.today() - timedelta(days=1)
            keep(membership, by=None, reason="所属を変える")
        if is_staff and post != "ended":
            row = Membership(user=user, organization=cast.center, post=post, valid_from=clock.today())
            keep(row, by=None, reason="所属を変える")


def build(cast, case, world):
    today = clock.today()
    for purpose, named, items, last, withdrawn in world["consents"]:
        consent = make.make_consent(
            cast, case.person, purpose, recipients=[getattr(cast, named)], items=sorted(items),
            valid_until=None if last is None else today + timedelta(days=last),
        )
        if withdrawn:
            consent.withdraw(by=cast.program, on=today)
    if world["partner_ends"] is not None:
        make.assignment_of(case, cast.partner).end(by=cast.program, on=today + timedelta(days=world["partner_ends"]))
    if world["emergency"]:
        EmergencyAccess.begin(case, by=cast.colleague, reason="本人が職場で倒れ、担当に電話がつながらない。")
        if world["emergency"] == "over":
            EmergencyAccess.objects.get().end(by=cast.colleague)
    change_posts(cast, world["posts"])


# --- The oracle -----------------------------------------------------------------------------------------------------------
def posts_of(cast, world, name):
    """The posts somebody holds at the center."""
    own = {
        "program": Post.PROGRAM_COUNSELOR, "colleague": Post.PROGRAM_COUNSELOR, "director": Post.DIRECTOR,
        "chief": Post.CHIEF_COUNSELOR, "evaluator": Post.EVALUATION_COUNSELOR, "clerk": Post.CLERK,
    }.get(name)
    changed = world["posts"].get(name)
    if own is None:
        return set()
    return {own} if changed is None else set() if changed == "ended" else {changed}


def shared(world, named, purposes, days):
    """Items that the world's consents name to an organization on the day, or None where none names it."""
    found = None
    for purpose, organization, items, last, withdrawn in world["consents"]:
        if organization == named and purpose in purposes and not withdrawn and (last is None or days <= last):
            found = (found or set()) | set(items)
    return found


def entitled(cast, world, name):
    """The words this person may be shown, of those that are marked."""
    days, posts = world["days"], posts_of(cast, world, name)
    left = name in world["posts"]
    counsels = bool(posts & set(COUNSELOR_POSTS))
    in_emergency = name == "colleague" and world["emergency"] == "running" and days == 0
    reads = bool(posts & set(LEADING_POSTS)) or (counsels and (name in ("program", "evaluator") or in_emergency))
    sat = name in ("director", "chief", "program") and bool(posts - {Post.CLERK})
    words = {NAME} if posts else set()
    if reads:
        return words | {
            *marked.ALL_STARS, marked.GOAL, marked.METHOD, marked.ATTAINED, marked.LOG_OF_PARTNER, marked.LOG_OF_TECHNICIAN,
        }
    if sat:
        words |= {marked.GOAL, marked.METHOD, marked.ATTAINED}
    words |= of_partner(world, name, left)
    guest = {"partner": "corporation", "technician": "workplace", "officer": "peso", "caseworker": "agency"}.get(name)
    if guest and not left:
        items = shared(world, guest, [EXPANDED], days)
        if items is not None:
            words.add(NAME)
            words |= {marked.METHOD} if SharedItem.SUPPORT_PLAN in items else set()
            words |= {marked.ATTAINED, marked.GOAL} if SharedItem.GOAL_PROGRESS in items else set()
    # A planned 連絡会議 names the person to whom any consent to share does; nothing else of them. The seat of the
    # corporation is its 管理者's too.
    seated = "corporation" if name == "manager" else guest
    if seated and not left and shared(world, seated, list(ConsentPurpose), days) is not None:
        words.add(NAME)
    return words


def of_partner(world, name, left):
    if name not in ("partner", "technician") or left:
        return set()
    ends, days = world["partner_ends"] if name == "partner" else None, world["days"]
    if ends is not None and days > ends:
        return set()
    purpose, named, log = {
        "partner": (ConsentPurpose.SHARE_CONSIGNEE, "corporation", marked.LOG_OF_PARTNER),
        "technician": (ConsentPurpose.SHARE_WORKPLACE, "workplace", marked.LOG_OF_TECHNICIAN),
    }[name]
    # A log names the goals that were rated in it by whoever wrote it: their own words.
    words = {NAME, log, marked.GOAL}
    return words


# --- The pages ------------------------------------------------------------------------------------------------------------
def patterns(resolver=None, before=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, route)
        else:
            yield route


def addresses(case):
    """Every address of the project that carries the number of something of this case, and no other number."""
    found = []
    for beginning, (model, way) in BEGINNINGS.items():
        rows = model.objects.filter(**{way: case.person_id}).order_by("pk").values_list("pk", flat=True).distinct()[:2]
        for route in patterns():
            if route.startswith(beginning) and route.count("<") == 1:
                found += [f"/{route.replace('<int:pk>', str(pk))}" for pk in rows]
    return [*found, f"/cases/{case.pk}/?all=1", *(f"/cases/{case.pk}/history/?of={part}" for part in ("person", "logs"))]


ALL_WORDS = (
    NAME, *marked.ALL_STARS, marked.GOAL, marked.METHOD, marked.ATTAINED, marked.LOG_OF_PARTNER, marked.LOG_OF_TECHNICIAN,
)


def test_no_answer_shows_a_word_to_somebody_not_entitled(cast):
    """P18, P19: pages, lists, prints, search and JSON of everybody, in worlds drawn at random."""
    if find_spec("hypothesis") is None:
        pytest.skip("hypothesis がありません（requirements-test.txt）。")
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    with clock.moved_to(clock.today()):
        case = marked.marked_case(cast)
        meet.in_progress_meeting(cast, case, changes=["methods"])
        meet.plan_meeting(cast, MeetingKind.LIAISON, [case], on=clock.today() + timedelta(days=3))
        for consent in case.person.consents.exclude(purpose__in=[ConsentPurpose.INTAKE_EVALUATION, ConsentPurpose.PROGRAM_USE]):
            consent.withdraw(by=cast.program, on=clock.today())
        shown = set()

        @settings(
            max_examples=4, deadline=None, database=None, derandomize=os.environ.get("CI") == "true",
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],  # a smaller example would take minutes
        )
        @given(worlds(st))
        def holds(world):
            with transaction.atomic():
                build(cast, case, world)
                with clock.moved_to(clock.today() + timedelta(days=world["days"])):
                    shown.update(*(look(cast, case, world, name) for name in world["readers"]))
                transaction.set_rollback(True)

        holds()
        assert NAME in shown and set(marked.ALL_STARS) & shown, "the words were looked for where they are"


def look(cast, case, world, name):
    """Open everything as one person; returns the words that stood anywhere. Fails on one that is not theirs."""
    client, may = Client(), entitled(cast, world, name)
    client.force_login(getattr(cast, name))
    found = set()
    urls = [*PLAIN, *addresses(Case.objects.get(pk=case.pk))]
    answers = [(url, client.get(url)) for url in urls]
    answers.append(("search", client.post("/search/", {"q": "さとう"}, follow=True)))
    answers.append(("draft", client.post(f"/cases/{case.pk}/logs/new/?draft=1", {"content": "下書き"})))
    for url, answer in answers:
        assert answer.status_code < 500, url
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace")
        words = {word for word in ALL_WORDS if word in text}
        assert words <= may, f"{name} {url} {answer.status_code}: {words - may} in {world}"
        found |= words
    return found
