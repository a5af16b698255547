"""次にすること on the page of a meeting."""

from django.urls import reverse

from cases.page import NextCard
from meetings.enums import RECORDING, MeetingKind, MeetingState
from shokuiki.japan.dates import wareki
from shokuiki.records import clock, gate

WRITE = "会議の記録を書く"


def next_step(meeting, user, items, may_write):
    """A `NextCard`, or None where nothing is left to do.

    items: the agenda, each with `may_conclude`. may_write: whether this person writes attendance and record.
    """
    if meeting.state == MeetingState.PLANNED:
        return _before(meeting) if may_write else None
    if meeting.state in RECORDING:
        return _recording(meeting, user, items, may_write)
    return None


def _link(label, name, *args):
    return label, reverse(f"meetings:{name}", args=args)


def _before(meeting):
    day = meeting.starts_on
    if day > clock.today():
        secondary = [_link("会議の予定を変える", "edit", meeting.pk)]
        text = "出席者と議題を確かめてください。会議を開いたら、出欠を記録します。"
        return NextCard(f"{wareki(day)}に会議を開く", text, secondary=secondary)
    return NextCard("出欠を記録する", "だれが出席したかを記録すると、会議の記録を書けるようになります。",
                    primary=_link("出欠を記録する", "hold", meeting.pk))


def _recording(meeting, user, items, may_write):
    if meeting.state == MeetingState.HELD:
        if not may_write:
            return NextCard("会議の記録を待っています", f"記録　{meeting.recorder.name}", waiting=True)
        return NextCard(WRITE, "案件ごとに話し合ったことを書いてください。途中で下書きにできます。",
                        primary=_link(WRITE, "record", meeting.pk))
    item = next((item for item in items if item.may_conclude), None)
    if meeting.kind == MeetingKind.CASE_MEETING and item:
        return NextCard("ケース会議の結論を確定する", f"{item.case}の結論がまだです。",
                        primary=_link("結論を書く", "conclude", meeting.pk, item.pk),
                        secondary=[_link(WRITE, "record", meeting.pk)] if may_write else ())
    write = [_link("会議の記録を書き足す", "record", meeting.pk)] if may_write else []
    if gate.may(user, "confirm", meeting) and meeting.recorder_id != user.pk:
        return NextCard("会議の記録を確定する", f"記録　{meeting.recorder.name}。内容を確かめて確定してください。",
                        primary=_link("確定の画面へ進む", "confirm", meeting.pk), secondary=write)
    return NextCard("会議の長が記録を確定するのを待っています",
                    f"会議の長　{meeting.chair.name}。記録を書いた人とは別の所長か主任が確定します。", waiting=True, secondary=write)
