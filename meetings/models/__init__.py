"""The nouns of the meetings, and 対象者選定."""

from meetings.models.agenda import AgendaItem, DecidedMethod, GoalReview
from meetings.models.meeting import Attendee, Meeting
from meetings.models.target_selection import TargetSelection

__all__ = ["AgendaItem", "Attendee", "DecidedMethod", "GoalReview", "Meeting", "TargetSelection"]
