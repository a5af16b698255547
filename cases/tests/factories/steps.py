"""How far apart the steps of a made-up case lie."""

from datetime import timedelta

from shokuiki.records import clock

# Days from the consultation to each step.
EVALUATED, PROPOSED, CONCLUDED, ASKED, SELECTED, PREPARED, STARTED, ENDED, FOLLOWED = 20, 30, 40, 41, 45, 50, 55, 155, 165
AGE_OF_CASE = 200
PLANNED_DAYS = 180


def day_of(case, offset):
    return case.opened_on + timedelta(days=offset)


def moved(case, offset):
    return clock.moved_to(day_of(case, offset))
