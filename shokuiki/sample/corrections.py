"""What was put right afterwards (追記・訂正), and one 開示請求 that was answered."""

from datetime import time

from cases.enums import LogState
from cases.models import DailyLog, Disclosure
from cases.models.disclosure import Requester
from meetings.enums import MeetingKind, MeetingState
from meetings.models import Meeting
from shokuiki.sample.stage import moved


def correct_records(stage, story):
    """A confirmed log corrected and confirmed minutes added to, both days later. story: one whose support runs."""
    team, case = stage.people(story), stage.case(story)
    log = DailyLog.objects.filter(case=case, state=LogState.CONFIRMED).order_by("date", "pk").first()
    minutes = Meeting.objects.filter(items__case=case, kind=MeetingKind.LIAISON, state=MeetingState.CONFIRMED).first()
    with moved(stage.day(-4), 11):
        log.amend(
            by=team.program, changes={"ends_at": time(log.ends_at.hour + 1, 0)},
            reason="事業所の出勤簿と照らし合わせたところ、帰りの時刻が違っていた。",
        )
    with moved(stage.day(-3), 15):
        minutes.append(
            by=team.chief, text="支援開始の後の連絡は、法人の野田さんから安定所の村上さんへ、月のはじめに電話で行う。",
            reason="会議で確かめたことが、記録から漏れていた。",
        )


def answer_request(stage, story):
    """A person whose case is closed asked what is held on them."""
    with moved(stage.day(-8), 13, 30):
        Disclosure(
            case=stage.case(story), requested_on=stage.day(-12), requester=Requester.PERSON,
            reason="新しい主治医に見せるため、職業評価の結果と支援の経過を知りたい。",
        ).record(by=stage.people(story).director)
