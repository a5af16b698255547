"""What the notice demands of the record of a meeting before it is confirmed, by kind."""

from cases.enums import LivingSupport
from cases.requirements import IN_PROGRESS, MEETINGS, NOT_IN_NOTICE, POST, PRACTICE, for_follow_up
from meetings.enums import DISPATCHED_GROUP, EXPANDED_GROUPS, Attendance, ChangeKind, MeetingKind, Role
from meetings.requirements import EXPANDED_MEMBERS, PURPOSE, center_present, right_moment
from shokuiki.accounts.enums import OrganizationKind
from shokuiki.records.requirements import block, warn


def for_confirmation(meeting, by):
    return [confirmed_by_another(meeting, by), *for_record(meeting)]


def for_record(meeting):
    """What the record must hold, whoever confirms it."""
    items = list(meeting.items.all())
    found = [written(meeting, items)]
    if meeting.kind == MeetingKind.LIAISON:
        return [*found, liaison_parties(meeting, items)]
    found.append(center_present(meeting))
    if meeting.kind == MeetingKind.CASE_MEETING:
        return [*found, every_case_concluded(items)]
    item = items[0]
    found += [expanded_members(meeting, item.case), right_moment(meeting.kind, item.case, meeting.held_on)]
    if meeting.kind == MeetingKind.IN_PROGRESS:
        return [*found, goals_reviewed(item), support_looked_back(item), change_decided(item)]
    return [*found, follow_up_plan_complete(item.case)]


def confirmed_by_another(meeting, by):
    met = meeting.recorder_id != by.pk
    return block("運用", "記録を書いた人とは別の人が確定する", met, f"記録 {meeting.recorder.name}", PRACTICE,
                 remedy="会議の長（所長・主任）のうち、記録を書いていない人が確定してください。", clause_note=NOT_IN_NOTICE)


def written(meeting, items):
    """What was said stands in the record: on each case, or of a 拡大ケース会議 and a general one as a whole."""
    left = [item.case.number for item in items if not item.discussion.strip()]
    if meeting.is_expanded or not items:
        met, fact = bool(meeting.summary.strip()), meeting.summary.strip() or "話し合いのまとめがまだ書かれていません。"
    else:
        met, fact = not left, f"まだ書かれていない案件：{'、'.join(left)}。" if left else "案件ごとに書かれています。"
    return block("運用", "話し合いの内容を書く", met, fact, PRACTICE, remedy="会議の記録に書いてください。", clause_note=NOT_IN_NOTICE)


def liaison_parties(meeting, items):
    """S8: a corporation and a 公共職業安定所 attended; for dispatched cases the 安定所. 根拠: 通知 記1 第2項"""
    kinds = set(meeting.attendees.filter(attendance=Attendance.PRESENT).values_list("organization__kind", flat=True))
    dispatched = bool(items) and all(item.case.living_support == LivingSupport.DISPATCHED for item in items)
    missing = []
    if OrganizationKind.PESO not in kinds:
        missing.append("公共職業安定所")
    if OrganizationKind.CORPORATION not in kinds and not dispatched:
        missing.append("法人")
    return block("S8", "連絡会議に法人と公共職業安定所が出席している", not missing,
                 f"出席の記録がない相手：{'、'.join(missing)}。" if missing else "出席を確かめました。", MEETINGS,
                 remedy="出席を記録するか、会議を開き直してください。", clause_note="社会福祉法人等及び関係公共職業安定所との打ち合わせ")


def every_case_concluded(items):
    """S18: 適切 / 適切でない / 継続検討 with its reason for every case that stands at this step. 根拠: 通知 別紙2 1(2)イ

    判断: one withdrawn since, or not yet ready for a conclusion, does not keep the record open.
    """
    left = [item.case.number for item in items if not item.decision_id and item.case.allows("conclude")]
    return block("S18", "すべての案件に結論と理由がある", not left,
                 f"結論がまだの案件：{'、'.join(left)}。" if left else "ケース会議を待っていた案件には、すべて結論があります。", PURPOSE,
                 remedy="案件ごとに結論を確定してください。", clause_note="対象者として適切か否か選定する")


def expanded_members(meeting, case):
    """S25: the five groups are the main members; a missing one needs a reason. 根拠: 通知 別紙2 2(2)ロ①–⑤"""
    missing = missing_groups(meeting.present(), case)
    return warn("S25", "主要な構成メンバーが出席している", not missing,
                f"出席の記録がない：{'、'.join(missing)}。" if missing else "5つの区分の出席を確かめました。", EXPANDED_MEMBERS,
                remedy="欠けた事情と、どう補うかを書いてください。", clause_note="主要な構成メンバー")


def missing_groups(attendees, case):
    """The names of the five groups for which none of these attendees stands; その他 of the center stands for none."""
    roles = {
        role for attendee in attendees for role in attendee.roles
        if role != Role.OTHER or attendee.is_outside(case.center_id)
    }
    dispatched = case.living_support == LivingSupport.DISPATCHED
    groups = [DISPATCHED_GROUP if dispatched and Role.CONSIGNED_PARTNER in group[1] else group for group in EXPANDED_GROUPS]
    return [label for label, group in groups if not roles & group]


def goals_reviewed(item):
    """S21: attainment per goal of the current plan. 根拠: 通知 別紙2 2(2)イ①"""
    rated = {review.goal_id for review in item.reviews.all() if review.attainment}
    missing = [goal.text for goal in item.goals if goal.pk not in rated] if item.goals else ["承認された支援計画の目標"]
    return block("S21", "目標ごとの達成度を確かめる", not missing,
                 f"まだないもの：{'、'.join(missing)}。" if missing else "すべての目標の達成度があります。", IN_PROGRESS,
                 remedy="目標ごとに達成度を選んでください。", clause_note="進捗状況や目標達成度")


def support_looked_back(item):
    return block("S21", "これまでの支援を振り返る", bool(item.review.strip()), item.review or "振り返りがまだ書かれていません。",
                 IN_PROGRESS, remedy="これまでの支援の振り返りを書いてください。", clause_note="これまでの支援内容を省みる")


def change_decided(item):
    met = bool(item.changes) != item.unchanged
    fact = "変更なし" if item.unchanged else "、".join(item.change_labels) or "新たに決めたことが選ばれていません。"
    remedy = "新たに決めたことを選ぶか、「変更なし」を選んでください。両方は選べません。"
    if met and ChangeKind.METHODS in item.changes and not item.methods.all():
        met, fact, remedy = False, "決定した支援方法が書かれていません。", "決定した支援方法を1件以上書いてください。"
    return block("S21", "新たな支援方法・計画・体制、または変更なしを決める", met, fact, IN_PROGRESS, remedy=remedy,
                 clause_note="必要とされる新たな支援方法等の計画や体制を決定")


def follow_up_plan_complete(case):
    """S23, before the plan is decided with the record."""
    plan = getattr(case, "follow_up_plan", None)
    if plan is None:
        return block("S23", "フォローアップ計画を書く", False, "まだ書かれていません。", POST,
                     remedy="指導方針と、体制・期間・カリキュラム・支援方法を記録に書いてください。")
    return for_follow_up(plan, None)[0]
