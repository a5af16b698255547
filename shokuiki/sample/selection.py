"""対象者選定: the counselor asks, the 所長 decides; and 取下げ."""

from meetings import requirements
from meetings.models import TargetSelection
from shokuiki.records import clock
from shokuiki.sample.meetings import acknowledged
from shokuiki.sample.stage import moved


def ask(stage, story):
    by = stage.people(story).program
    case = stage.case(story)
    if "asked_twice" in story.twists:
        with moved(stage.day(story.day("ask") - 1), 16):
            early = TargetSelection.ask(case, by=by, on=clock.today())
        with moved(stage.day(story.day("ask") - 1), 17):
            early.cancel(by=by, reason="支援の開始の予定日を法人と確かめ直すため。")
        case = stage.case(story)
    comment = "" if story.number % 2 else "本人は開始を楽しみにしています。事業所の受入れの準備もできています。"
    if "unsuitable" in story.twists:
        comment = "ケース会議の結論と、主治医の意見を添えます。"
    TargetSelection.ask(case, by=by, on=clock.today(), comment=comment)


def decide(stage, story):
    """選定する; 選定しない after 適切でない; or 差し戻す."""
    by = stage.people(story).director
    case = stage.case(story)
    request = case.target_selections.get(state="requested")
    if "unsuitable" in story.twists:
        request.decline(
            by=by, event_date=clock.today(), reason="ケース会議の結論のとおり、今は治療と生活の支えを優先する。体調が整ったら、あらためて相談を受ける。"
        )
    elif "sent_back" in story.twists:
        request.send_back(
            by=by, event_date=clock.today(), reason="土曜の勤務のときに、だれが本人を支えるかが分かりません。事業所と法人に確かめてください。"
        )
    else:
        period = {"planned_from": case.planned_from, "planned_to": case.planned_to}
        found = requirements.for_selection(request, by, case.living_support, *period.values())
        request.select(
            by=by, event_date=clock.today(), reason=stage.words("SELECTED"), living_support=case.living_support,
            acknowledged=acknowledged(found), **period,
        )


def withdraw(stage, story):
    stage.case(story).withdraw(
        by=stage.people(story).program, on=clock.today(), reason="家族の転居により、本人が県外で暮らすことになったため。転居先のセンターを案内した。"
    )
