"""What every step of the sample shares: the days, the people, and the case each story has come to."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cases.models import Case
from shokuiki.japan.dates import add_working_days, fiscal_year, is_working_day
from shokuiki.records import clock
from shokuiki.sample import texts
from shokuiki.sample.people import make_everybody


def working(day):
    """The day itself, or the next working day."""
    return day if is_working_day(day) else add_working_days(day, 1)


def at(day, hour=10, minute=0):
    """An aware moment of a day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def moved(day, hour=10, minute=0):
    """The clock at that moment, as a context."""
    return clock.moved_to(at(day, hour, minute))


def of(bank, number):
    """One of a bank of phrases, always the same for the same number."""
    return bank[number % len(bank)]


@dataclass
class Stage:
    """today: the day of the making. All that happened, happened on working days before it."""

    today: date
    organizations: dict = field(default_factory=dict)
    users: dict = field(default_factory=dict)
    partners: dict = field(default_factory=dict)
    selections: dict = field(default_factory=dict)
    case_ids: dict = field(default_factory=dict)
    days: dict = field(default_factory=dict)
    said: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.days[0] = add_working_days(self.today, -1)

    @classmethod
    def opened(cls, today):
        """With all organizations and people, who have been there since before the first story."""
        stage = cls(today)
        founded = date(fiscal_year(today) - 6, 4, 1)
        with moved(founded):
            stage.organizations, stage.users = make_everybody(founded)
        return stage

    @property
    def year(self):
        return fiscal_year(self.today)

    def day(self, number):
        """A working day by its number: 0 is the last one before today, -1 the one before, 1 today or the next one."""
        while number not in self.days:
            step = 1 if number > 0 else -1
            edge = max(self.days) if number > 0 else min(self.days)
            self.days[edge + step] = add_working_days(self.days[edge], step)
        return self.days[number]

    def ago(self, days):
        return self.day(-days)

    def later(self, days):
        return self.today + timedelta(days=days)

    def words(self, bank):
        """The next phrase of a bank of `texts`, by its name: no two that follow each other are the same."""
        self.said[bank] += 1
        return of(getattr(texts, bank), self.said[bank] - 1)

    def case(self, story):
        """The case of a story as it is now."""
        known = Case.objects.select_related("person", "peso", "consignee", "workplace", "center")
        return known.get(pk=self.case_ids[story.key])

    def people(self, story):
        """Those of the center who carry the story."""
        return Team(*(self.users[key] for key in (story.director, story.chief, story.evaluator, story.program)))


@dataclass
class Team:
    director: object
    chief: object
    evaluator: object
    program: object
