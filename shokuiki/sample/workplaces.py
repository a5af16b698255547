"""事業所 where the people of the sample work, and the partners who do not come from a corporation."""

from datetime import date

from partners.enums import PartnerKind
from partners.models import Partner, Workplace
from shokuiki.accounts.enums import Post
from shokuiki.sample.people import MEMBERS, columns_of, make_members_of
from shokuiki.sample.stage import moved, working

# key: (business, employees, hours, holidays, safety, technical partner who does not sign in: name, kana, position)
WORKPLACES = {
    "foods": ("弁当・惣菜の製造", 120, "8:30〜17:15（休憩60分）", "土日、年末年始", "包装機に手を入れないこと。白衣と帽子を着けること。", None),
    "laundry": ("リネンの洗濯・仕上げ", 45, "9:00〜16:00（休憩60分）", "日曜、水曜", "乾燥機の出口が熱くなる。水分をこまめにとること。",
                ("今井 佳子", "いまい よしこ", "仕上げ班長")),
    "logistics": ("日用品の保管・配送", 210, "9:00〜17:30（休憩60分）", "土日祝", "フォークリフトの通り道に入らないこと。", None),
    "store": ("食品の販売", 60, "9:00〜18:00の間で6時間", "シフト制", "脚立に乗る作業はしないこと。", ("沢田 実", "さわだ みのる", "副店長")),
    "cleaning": ("建物の清掃・管理", 85, "7:30〜14:30（休憩60分）", "土日", "薬剤は決められた人だけが薄める。", ("根本 恵一", "ねもと けいいち", "現場責任者")),
    "kitchen": ("福祉施設の給食", 38, "8:00〜15:00（休憩45分）", "シフト制", "床がすべりやすい。包丁は使わない。", ("桑原 咲", "くわばら さき", "調理主任")),
}


def register_workplaces(stage):
    """Every 事業所 with its technical partner, and whom the center sends; before the first story."""
    by = stage.users["onishi"]
    day = working(date(stage.year - 4, 4, 1))
    with moved(day, 11):
        for key, (business, employees, hours, holidays, safety, technician) in WORKPLACES.items():
            workplace = Workplace(
                business=business, employees=employees, work_hours=hours, holidays=holidays, safety_notes=safety
            ).start(by=by, organization=columns_of(key))
            stage.organizations[key] = workplace.organization
            stage.users.update(make_members_of(key, workplace.organization, day))
            if technician:
                name, kana, position = technician
                stage.partners[key] = _partner(PartnerKind.TECHNICAL, workplace.organization, name, kana, position, by)
        for key, (where, post, name, kana, _) in MEMBERS.items():
            organization, user = stage.organizations[where], stage.users[key]
            if post == Post.TECHNICAL_PARTNER:
                stage.partners[where] = _partner(PartnerKind.TECHNICAL, organization, name, kana, "職場の担当者", by, user)
            elif post == Post.DISPATCHED_PARTNER:
                stage.partners["dispatched"] = _partner(
                    PartnerKind.DISPATCHED, organization, name, kana, "派遣パートナー", by, user
                )


def _partner(kind, organization, name, kana, position, by, user=None):
    return Partner(
        kind=kind, organization=organization, user=user, name=name, kana=kana, position=position
    ).start(by=by)
