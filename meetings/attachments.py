"""What may be attached to a 会議. 判断: for the center only; whoever else is invited sees what consent names, in words."""

from meetings.enums import MeetingState
from meetings.models import Meeting
from shokuiki.accounts.enums import LEADING_POSTS
from shokuiki.files import registry
from shokuiki.japan.dates import wareki
from shokuiki.records import gate


def meetings(user):
    return Meeting.objects.filter(center_id__in=user.center_ids)


def releases(user, meeting):
    """What a confirmed record rests on stays, unless a leading post takes out what does not belong there."""
    return not meeting.is_confirmed or user.holds(meeting.center_id, *LEADING_POSTS)


def persons(meeting):
    return [(item.case.person_id, meeting.center_id) for item in meeting.items.select_related("case")]


registry.register(
    Meeting, key="meetings", nouns=meetings, see=lambda user, meeting: gate.may(user, "read", meeting),
    change=lambda user, meeting: gate.may(user, "record", meeting),
    takes=lambda meeting: meeting.state != MeetingState.CANCELLED, releases=releases, persons=persons,
    label=lambda meeting: f"{meeting}（{wareki(meeting.held_on or meeting.starts_on)}）",
    titles=("次第", "会議の資料", "支援の経過のまとめ", "作業の写真"),
)
