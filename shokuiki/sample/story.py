"""One person's way through the sample: who they are, how far they have come, and on which days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from shokuiki.sample.themes import THEMES

# Working days from the start of support to each step; what comes later depends on the weeks of support.
OFFSETS = {
    "open": -46, "begin_evaluation": -42, "finish_evaluation": -30, "begin_plan": -27, "propose": -22,
    "defer": -19, "revise": -17, "liaison": -14, "case_meeting": -10, "ask": -8, "decide": -6, "prepare": -5,
    "sign": -2, "start": 0,
}
# From the last day of support to what follows it.
AFTER = {"end": 0, "hire": 1, "post": 9, "follow_up": 30, "close": 105}
WORKPLACE_OF = {
    "packing": "foods", "laundry": "laundry", "logistics": "logistics", "office": "logistics", "store": "store",
    "cleaning": "cleaning", "kitchen": "kitchen",
}


@dataclass(frozen=True)
class Story:
    """name, kana: 姓 and 名 with a space. born: (month, day). disability: (type, detail, severe). until: the last step
    taken; ago: how many working days ago the step `anchor` (else `until`) was taken. corporation: "" where the center
    sends the partner. reviews: weeks of the 拡大ケース会議（支援実施中）, each with what it changed ("" for 変更なし).
    visits: weekdays of the logs. twists: what goes differently. again: key of the story this one reopens.
    partner: name of the living partner where it is not the first of the corporation. length: the weeks of support in
    working days, known when `timed`.
    """

    key: str
    name: str
    kana: str
    age: int
    born: tuple
    gender: str
    disability: tuple
    certificate: tuple
    theme: str
    wish: str
    until: str
    ago: int
    corporation: str = "aozora"
    peso: str = "konan"
    anchor: str = ""
    weeks: int = 12
    reviews: tuple = ()
    visits: tuple = (0, 2, 4)
    twists: tuple = ()
    agency: str = "umikaze"
    program: str = "hasegawa"
    evaluator: str = "miyake"
    primary: str = ""
    chief: str = "onishi"
    director: str = "takase"
    center: str = "aomine"
    again: str = ""
    partner: str = ""
    number: int = 0
    length: int = 0

    @property
    def is_consigned(self):
        return bool(self.corporation)

    @property
    def uses_support_center(self):
        return "support_center" in self.twists

    @property
    def workplace(self):
        return WORKPLACE_OF[self.theme]

    @property
    def work(self):
        return THEMES[self.theme]

    @property
    def living(self):
        """The key of the partner who gives the living support."""
        return self.partner or self.corporation or "dispatched"

    def birth(self, today):
        return date(today.year - self.age, *self.born)

    # --- days, counted in working days; 0 is the last one before today --------------------------------------------
    @property
    def offsets(self):
        """{step: working days from the start of support}, in the order of the way."""
        end = self.length - 1
        return OFFSETS | {"interrupt": 30} | {step: end + days for step, days in AFTER.items()}

    def timed(self, day):
        """The story with its `length`. day: function (number) -> date."""
        span = timedelta(days=self.weeks * 7 - 1)
        anchor = self.anchor or self.until
        if anchor in AFTER:
            last = -self.ago - AFTER[anchor]
            length = sum(day(number) >= day(last) - span for number in range(last - self.weeks * 5, last + 1))
        else:
            first = self.start
            length = sum(day(number) <= day(first) + span for number in range(first, first + self.weeks * 5 + 1))
        return replace(self, length=length)

    @property
    def start(self):
        """The day support begins (or would begin)."""
        return -self.ago - self.offsets[self.anchor or self.until]

    def day(self, step):
        return self.start + self.offsets[step]

    def reached(self, step):
        order = list(self.offsets)
        return order.index(step) <= order.index(self.until)

    def steps(self):
        """(day, step, number) of what has happened, up to day 0."""
        found = [(self.day(step), step, 0) for step in self.offsets if self.reached(step) and self._takes(step)]
        if self.reached("start"):
            found += [(self.start + week * 5 - 1, "in_progress", count) for count, (week, _) in enumerate(self.reviews)]
        if self.reached("follow_up"):
            last = self.day("close") - 1 if self.until == "close" else 0
            found += [
                (day, "follow_up", count)
                for count, day in enumerate(range(self.day("follow_up"), min(last, 0) + 1, 22))
            ]
        if self.until_twist:
            found.append((self.day(self.until) + 1, self.until_twist, 0))
        if "follow_up_missed" in self.twists:
            found.pop()
        return [entry for entry in found if entry[0] <= 0]

    def _takes(self, step):
        return {
            "defer": "deferred_once" in self.twists, "revise": "deferred_once" in self.twists,
            "interrupt": self.until == "interrupt", "hire": "not_hired" not in self.twists, "follow_up": False,
        }.get(step, True)

    @property
    def until_twist(self):
        """What ended the way after its last step, if anything did."""
        return next((twist for twist in ("withdraw", "revise") if twist in self.twists), "")

    def progress(self, day):
        """How much of the support lies behind, 0 to 1."""
        return min(1, max(0, (day - self.start) / self.length))
