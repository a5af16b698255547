"""Pages that 緊急閲覧 opens keep within the limit of queries, and every one of them says so."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import EmergencyAccess
from cases.tests import factories as cases
from cases.views.history import HISTORIES
from meetings.enums import ChangeKind
from meetings.models import TargetSelection
from meetings.tests import factories as make
from meetings.tests.selection_steps import requested

pytestmark = pytest.mark.django_db
TABS = ("case", "evaluation", "support", "logs", "follow_up", "consents", "history", "access")


def in_support(cast):
    case = cases.supporting_case(cast)
    make.in_progress_meeting(cast, case, changes=[ChangeKind.PLAN])
    cases.make_log(case, cast.partner)
    return case


def after_support(cast):
    case = cases.ended_case(cast)
    make.post_meeting(cast, case)
    return case


def before_selection(cast):
    return requested(cast).case


def pages_of(case):
    """Every page of the case and of what belongs to it."""
    meetings = [item.meeting for item in case.agenda_items.all()]
    nouns = [
        *case.support_plans.all(), *case.contracts.all(), *case.logs.all(), *case.rehabilitation_plans.all(),
        *case.person.consents.all(), *meetings, *TargetSelection.objects.filter(case=case),
    ]
    return [
        *(reverse(f"cases:{tab}", args=[case.pk]) for tab in TABS), reverse("meetings:case_meetings", args=[case.pk]),
        f"{case.get_absolute_url()}?all=1",
        *(f"{reverse('cases:history', args=[case.pk])}?of={part}" for part in HISTORIES),
        *(noun.get_absolute_url() for noun in nouns), *(f"{noun.get_absolute_url()}history/" for noun in meetings),
    ]


@pytest.mark.parametrize("make_case", [before_selection, in_support, after_support])
def test_every_page_of_a_case_opened_in_an_emergency_is_marked_and_takes_at_most_twelve_queries(cast, make_case, queries):
    case = make_case(cast)
    EmergencyAccess.begin(case, by=cast.colleague, reason="本人から、職場で具合が悪くなったと電話があったため。")
    client = Client()
    client.force_login(cast.colleague)
    pages = pages_of(case)
    assert len(pages) > 20
    too_many, unmarked = [], []
    for url in pages:
        if "緊急閲覧中" not in client.get(url).content.decode():
            unmarked.append(url)
        if queries(client, url) > 12:
            too_many.append((url, queries(client, url)))
    assert (too_many, unmarked) == ([], [])
