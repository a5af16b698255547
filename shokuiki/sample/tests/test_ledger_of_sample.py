"""The sample center, made with a clock that jumps about: its ledger is in order, and its nouns are what was decided."""

import pytest
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from shokuiki.records import clock, verify
from shokuiki.records.models import Decision
from shokuiki.sample.center import make_sample
from shokuiki.sample.tests.test_making import FEW, TODAY

pytestmark = pytest.mark.django_db


def test_the_ledgers_of_the_sample_verify():
    with clock.moved_to(TODAY):
        make_sample(FEW)
        results = [verify.verify(center.pk) for center in verify.centers()]
    assert [result.findings for result in results] == [[] for _ in results]
    assert sum(result.count for result in results) == Decision.objects.count() > 20
    in_order = Window(RowNumber(), partition_by=F("center"), order_by=F("pk").asc())
    assert all(row.number == row.place for row in Decision.objects.annotate(place=in_order))
