"""How far a goal has come on a day: the numbers and words that logs and meetings note."""

from cases.enums import GoalRating
from meetings.enums import Attainment

WOBBLE = (0, 0.05, -0.06, 0.03, -0.02, 0.07, -0.04)


def share_of(story, day, place):
    """How much of the way from start to target is done on a working day; the goals differ, and it goes up and down a bit."""
    pace = 1.25 - 0.12 * place - (0.25 if "discontinued" in story.twists else 0)
    return min(1, max(0, story.progress(day) * pace + WOBBLE[(day + place + story.number) % len(WOBBLE)]))


def measured(goal, share):
    """The number to note for a goal that has one, a whole number between start and target."""
    if goal.target_value is None:
        return None
    return round(float(goal.start_value) + float(goal.target_value - goal.start_value) * share)


def rating(share):
    if share < 0.25:
        return GoalRating.HARD
    return GoalRating.PARTLY if share < 0.65 else GoalRating.DONE


def attainment(share):
    for attained, least in ((Attainment.ACHIEVED, 0.95), (Attainment.MOSTLY, 0.7), (Attainment.PARTLY, 0.35)):
        if share >= least:
            return attained
    return Attainment.NOT_YET
