"""What a state looks like: the small labelled box that lists, headings and timelines show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """A state in a word, never by colour alone: with a number or an icon wherever the word is not enough.

    colour: "" (grey), blue, sky, cyan, green, yellow, orange, red, purple, plain or off (dashed).
    icon: a name from `parts.ICONS`. number: the step of the case flow, shown in a filled circle.
    """

    label: str
    colour: str = ""
    icon: str = ""
    number: int | None = None
