"""What the 支援日誌 say about the goals: to begin the evidence of a 拡大ケース会議 with. The meeting rates, never this."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from cases.enums import GoalRating, LogState
from cases.models import GoalNote
from shokuiki.japan.dates import month_day

COUNTED_DAYS = 14


@dataclass(frozen=True)
class Evidence:
    """value: the newest number noted, or None. text: how often which rating in the last two weeks, or ""."""

    value: object = None
    text: str = ""


def from_logs(case, goals, on):
    """{goal pk: Evidence} from the logs handed in up to a day, through all versions of the goals. One query."""
    notes = (
        GoalNote.objects.filter(
            log__case=case, log__date__lte=on, log__state__in=[LogState.SUBMITTED, LogState.CONFIRMED]
        )
        .order_by("log__date", "pk").values_list("goal", "goal__origin", "rating", "value", "log__date")
    )
    values, counts = {}, {}
    since = on - timedelta(days=COUNTED_DAYS - 1)
    for goal, origin, rating, value, date in notes:
        lineage = origin or goal
        if value is not None:
            values[lineage] = value
        if date >= since and rating != GoalRating.NO_OCCASION:
            counts.setdefault(lineage, Counter())[rating] += 1
    return {goal.pk: Evidence(values.get(goal.lineage), _say(counts.get(goal.lineage), since, on)) for goal in goals}


def _say(counted, since, on):
    if not counted:
        return ""
    parts = [f"{GoalRating(rating).label}{counted[rating]}回" for rating in GoalRating if counted[rating]]
    return f"支援日誌 {month_day(since)}から{month_day(on)}まで：{'、'.join(parts)}"
