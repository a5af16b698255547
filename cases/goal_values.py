"""How far the goals of a support plan have come, from the logs."""

from typing import NamedTuple

from cases.models import GoalNote, SupportGoal


class Progress(NamedTuple):
    """A goal and its newest note with a number; None where nothing was measured yet."""

    goal: SupportGoal
    note: GoalNote | None

    @property
    def value(self):
        return self.note.value if self.note else None


def goals_with_values(plan):
    """A `Progress` for each goal of a plan, followed through all its versions."""
    if plan is None:
        return []
    latest = GoalNote.objects.latest_values(plan)
    return [Progress(goal, latest.get(goal.lineage)) for goal in plan.goals.all()]
