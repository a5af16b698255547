"""How the sample center is made: the same each time, on any day, and never in production."""

from datetime import date
from functools import cache
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from cases.models import Case, DailyLog
from meetings.models import Meeting
from shokuiki.accounts.models import Organization
from shokuiki.records import clock
from shokuiki.records.models import Decision
from shokuiki.records.tracked import Tracked
from shokuiki.sample.center import make_sample
from shokuiki.sample.persons import STORIES

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
# Few stories that take every step between them.
FEW = [
    story for story in STORIES
    if story.key in ("kuramoto", "tachibana", "enomoto", "sato", "negishi", "sakaguchi", "miyamoto", "kawai")
]
TRACKED = [model for model in apps.get_models() if issubclass(model, Tracked)]


def test_a_real_center_has_no_sample_sign_ins():
    assert said("sample_signins") == ""


@pytest.mark.parametrize("if_empty", [True, False])
def test_production_refuses_the_sample(settings, if_empty):
    settings.EMBEDDED = settings.TESTING = False
    with pytest.raises(CommandError, match="見本のセンターは、本番のデータベース（DATABASE_URL）には作れません。"):
        call_command("sample_center", if_empty=if_empty, stdout=StringIO())
    assert not Organization.objects.exists()


def test_it_comes_out_the_same_each_time():
    assert made(TODAY) == usual()


@pytest.mark.parametrize(
    "today", [date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 31), date(2027, 4, 1)], ids=str
)
def test_it_looks_alike_on_any_day(today):
    found = made(today)
    assert found["states"] == usual()["states"]
    assert found["meetings"] == usual()["meetings"]


@cache
def usual():
    """What the small sample holds on an ordinary day."""
    return made(TODAY)


def made(today):
    """What a small sample of that day holds."""
    with transaction.atomic(), clock.moved_to(today):
        make_sample(FEW)
        found = {
            "states": sorted(Case.objects.values_list("person__family_name", "state")),
            "numbers": sorted(Case.objects.values_list("person__family_name", "number")),
            "meetings": sorted(Meeting.objects.values_list("kind", "state")),
            "logs": list(DailyLog.objects.order_by("pk").values_list("date", "state", "content")),
            "decisions": list(Decision.objects.order_by("pk").values_list("kind", "outcome", "event_date")),
            "rows": {model.__name__: model.objects.count() for model in TRACKED},
        }
        transaction.set_rollback(True)
    return found


def said(command):
    output = StringIO()
    call_command(command, stdout=output)
    return output.getvalue()
