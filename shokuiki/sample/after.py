"""就職, フォローアップの記録, 完了, and what happens to consents on the way."""

from cases.enums import ConsentPurpose, EmploymentRoute, EmploymentType, FollowUpMethod
from cases.models import EmergencyAccess, Employment, FollowUpRecord
from shokuiki.records import clock
from shokuiki.sample import texts
from shokuiki.sample.stage import moved, of

METHODS = (FollowUpMethod.VISIT, FollowUpMethod.PHONE, FollowUpMethod.INTERVIEW)
HOURS = (30, 27.5, 35, 22.5)


def hire(stage, story):
    place = stage.organizations[story.workplace]
    Employment(
        case=stage.case(story), employer=place.name, workplace=place, hired_on=clock.today(), route=EmploymentRoute.PESO,
        type=of((EmploymentType.PART_TIME, EmploymentType.FIXED_TERM, EmploymentType.PART_TIME), story.number),
        job=story.work.work, weekly_hours=of(HOURS, story.number),
    ).record(by=stage.people(story).program)


def follow_up(stage, story, number, count):
    content, issue = of(texts.FOLLOWED, count + story.number)
    FollowUpRecord(
        case=stage.case(story), date=clock.today(), organization=stage.organizations[story.center],
        method=of(METHODS, count), content=content, issue=issue, next_on=stage.day(number + 22),
    ).record(by=stage.people(story).program)
    if "consent_withdrawn" in story.twists and count == 1:
        case = stage.case(story)
        consent = case.person.consents.valid().get(purpose=ConsentPurpose.SHARE_EXPANDED_MEETING)
        consent.withdraw(by=stage.people(story).program, on=clock.today(), reason="会社の人に、これからの通院のことを知られたくないと本人から申出があった。")


def read_in_need(stage, story):
    """One 緊急閲覧 by a colleague, ended when the need was over and seen by the 所長 the next day."""
    team = stage.people(story)
    reason = "通勤の途中で具合が悪くなったと駅から電話があった。担当が出張中で、緊急連絡先と配慮事項を確かめるため。"
    with moved(stage.day(-6), 16, 10):
        access = EmergencyAccess.begin(stage.case(story), by=stage.users["fujii"], reason=reason)
    with moved(stage.day(-6), 17, 40):
        access.end(by=stage.users["fujii"])
    with moved(stage.day(-5), 9, 20):
        access.confirm(by=team.director, comment="やむを得ない。担当にも伝えた。")


def close(stage, story):
    stage.case(story).close(
        by=stage.people(story).chief, on=clock.today(),
        reason="フォローアップの期間が終わった。" + ("生活の支えは相談支援に引き継いだ。" if "discontinued" in story.twists else stage.words("CLOSED")),
    )
