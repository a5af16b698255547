"""追記・訂正 (P10): confirmed logs and approved plans get the right value, and both versions stay readable."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.enums import Attendance, GoalRating, LogState, PlanState
from cases.models import DailyLog, GoalNote
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from cases.tests.support_helpers import refused
from shokuiki.records import clock
from shokuiki.records.enums import AmendmentKind
from shokuiki.records.errors import NotAllowed, Refused, Stale
from shokuiki.records.models import Amendment

WHY = "作業記録と照らして、書き間違いが分かったため。"


@pytest.fixture
def case(cast):
    return make.supporting_case(cast)


@pytest.fixture
def log(cast, case):
    return make.make_log(case, cast.partner, on=clock.today() - timedelta(days=2), confirmed_by=cast.program)


def lines_of(noun):
    return [(row.number, row.kind, row.label, row.before, row.after) for row in Amendment.objects.about(noun)]


def amend_url(log, verb="amend"):
    return reverse(f"cases:log_{verb}", args=[log.pk])


def typed(client, url, **changes):
    """What the browser posts: the values the form shows, with these changes."""
    form = client.get(url).context["form"]
    data = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    data = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in data.items()}
    return data | {"seen": form_version(client, url)} | changes


def form_version(client, url):
    return client.get(url).context["seen"]


# --- The verb -----------------------------------------------------------------------------------------------------------
def test_p10_a_correction_changes_the_log_and_keeps_what_it_was(cast, log):
    note = log.notes.select_related("goal").filter(goal__unit="%").get()
    changes = {
        "ends_at": time(11, 30), "attendance": Attendance.LATE, "content": log.content, f"notes-{note.pk}-value": 75,
        f"notes-{note.pk}-rating": GoalRating.PARTLY,
    }
    log.amend(by=cast.program, changes=changes, reason=WHY, seen=log.version)
    assert (log.ends_at, log.attendance, log.state) == (time(11, 30), Attendance.LATE, LogState.CONFIRMED)
    note.refresh_from_db()
    assert (note.value, note.rating) == (75, GoalRating.PARTLY)
    assert lines_of(log) == [
        (1, "correction", "終了", "12:00", "11:30"),
        (1, "correction", "本人の出欠", "出勤", "遅刻"),
        (1, "correction", f"目標「{note.goal}」　様子", "できた", "一部できた"),
        (1, "correction", f"目標「{note.goal}」　値", "90.00", "75"),
    ]
    row = Amendment.objects.first()
    assert (row.by, row.post, row.reason, row.center) == (cast.program, "program_counselor", WHY, cast.center)
    assert log.history.first().history_change_reason == f"支援日誌の追記・訂正：{WHY}"
    assert note.history.first().history_change_reason == f"支援日誌の追記・訂正：{WHY}"


def test_the_figures_of_the_goals_use_the_corrected_value(cast, case, log):
    plan = case.approved_plan
    note = log.notes.get(goal__unit="%")
    log.amend(by=cast.chief, changes={f"notes-{note.pk}-value": 40}, reason=WHY)
    assert {found.value for found in GoalNote.objects.latest_values(plan).values()} == {4, 40}


def test_an_addition_changes_nothing_and_is_counted_on(cast, log):
    before = DailyLog.objects.values().get()
    log.append(by=cast.program, text="同行した石田さんの話を書き足す。", reason="聞き取りが後日になったため。")
    log.append(by=cast.chief, text="二つ目。", reason="同じ。")
    after = DailyLog.objects.values().get()
    assert after == before | {"version": before["version"] + 2}
    assert [(row.number, row.kind, row.after) for row in Amendment.objects.about(log)] == [
        (1, AmendmentKind.ADDITION, "同行した石田さんの話を書き足す。"), (2, AmendmentKind.ADDITION, "二つ目。"),
    ]


@pytest.mark.parametrize(
    ("no", "changes"),
    [
        ("P7", {"date": clock.today() + timedelta(days=1)}),
        ("P7", {"date": clock.today() - timedelta(days=400)}),
        ("P20", {"starts_at": time(13)}),
        ("P20", {"ends_at": time(9)}),
    ],
)
def test_p7_p20_hold_for_a_correction_too(cast, log, no, changes):
    refused(no, lambda: log.amend(by=cast.program, changes=changes, reason=WHY))
    nothing_written(log)


def nothing_written(log):
    kept = DailyLog.objects.get(pk=log.pk)
    assert (kept.version, kept.date, kept.starts_at, kept.content) == (log.version, log.date, log.starts_at, log.content)
    assert not Amendment.objects.exists()


def test_p9_whether_a_log_was_late_follows_from_the_corrected_day(cast, case):
    today = clock.today()
    log = make.make_log(case, cast.partner, date=today - timedelta(days=1), confirmed_by=cast.program)
    assert not log.is_late
    log.amend(by=cast.program, changes={"date": today - timedelta(days=10)}, reason=WHY)
    assert log.is_late


def test_a_log_cannot_be_moved_to_a_day_that_has_one(cast, case, log):
    make.make_log(case, cast.partner, on=clock.today() - timedelta(days=1))
    with pytest.raises(Exception, match="この日の支援日誌はすでにあります"):
        log.amend(by=cast.program, changes={"date": clock.today() - timedelta(days=1)}, reason=WHY)
    nothing_written(log)


@pytest.mark.parametrize(("changes", "reason", "says"), [
    ({"content": "直した。"}, " ", "訂正の理由を入力してください"),
    ({}, WHY, "変わったところがありません"),
    ({"content": "始業前に持ち場に着き、手順書を見ながら包装を進めた。\r\n"}, WHY, "変わったところがありません"),
    ({"content": " "}, WHY, "支援の方法と様子を書く"),
])
def test_a_correction_needs_a_change_and_a_reason(cast, log, changes, reason, says):
    with pytest.raises(Refused, match=says):
        log.amend(by=cast.program, changes=changes, reason=reason)
    nothing_written(log)


@pytest.mark.parametrize(("text", "reason"), [("", WHY), ("書き足す。", "")])
def test_an_addition_needs_a_text_and_a_reason(cast, log, text, reason):
    with pytest.raises(Refused, match="追記"):
        log.append(by=cast.program, text=text, reason=reason)
    nothing_written(log)


@pytest.mark.parametrize("name", ["state", "confirmed_by", "confirmed_on", "case", "assignment", "counselor_comment"])
def test_states_decisions_and_who_decided_are_not_among_the_columns(cast, log, name):
    assert name not in [place.name for place in log.places()]
    with pytest.raises(Refused, match="変わったところがありません"):
        log.amend(by=cast.program, changes={name: "x"}, reason=WHY)
    nothing_written(log)


@pytest.mark.parametrize("who", ["director", "evaluator", "colleague", "clerk", "partner", "other_program", "officer"])
def test_only_who_may_confirm_the_log_corrects_it(cast, log, who):
    with pytest.raises(NotAllowed):
        log.amend(by=getattr(cast, who), changes={"content": "書き換え"}, reason=WHY)
    nothing_written(log)


def test_p10_a_log_that_is_not_confirmed_is_not_corrected_but_edited(cast, case):
    log = make.make_log(case, cast.partner)
    with pytest.raises(Refused, match="今の状態（提出済）"):
        log.amend(by=cast.program, changes={"content": "書き換え"}, reason=WHY)
    nothing_written(log)


def test_the_later_of_two_corrections_is_refused(cast, log):
    seen = log.version
    log.amend(by=cast.program, changes={"content": "先に直した。"}, reason=WHY, seen=seen)
    with pytest.raises(Stale, match="長谷川 亮さんが先に保存しました"):
        log.amend(by=cast.chief, changes={"content": "後から直した。"}, reason=WHY, seen=seen)
    assert (DailyLog.objects.get().content, Amendment.objects.count()) == ("先に直した。", 1)


def test_an_amendment_is_never_changed_or_removed(cast, log):
    log.append(by=cast.program, text="書き足す。", reason=WHY)
    row = Amendment.objects.get()
    row.after = "書き換え"
    for act in (row.save, row.delete, Amendment.objects.all().delete, lambda: Amendment.objects.update(after="書き換え")):
        with pytest.raises((RuntimeError, DatabaseError)), transaction.atomic():
            act()
    assert Amendment.objects.get().after == "書き足す。"


# --- Plans ----------------------------------------------------------------------------------------------------------------
def test_facts_and_texts_of_an_approved_support_plan_are_corrected(cast, case):
    plan = case.approved_plan
    goal = plan.goals.get(unit="%")
    plan.amend(
        by=cast.chief, reason=WHY,
        changes={"wish": "体を動かす仕事を、長く続けたい。", "workplace_agreed_on": None, f"goals-{goal.pk}-start_value": 35},
    )
    goal.refresh_from_db()
    assert (plan.wish, plan.workplace_agreed_on, goal.start_value) == ("体を動かす仕事を、長く続けたい。", None, 35)
    assert [line[2] for line in lines_of(plan)] == ["本人の希望", "事業所が了解した日", f"目標「{goal}」　開始時の値"]


def test_s22_methods_structure_goals_and_phases_go_through_a_meeting(cast, case):
    plan = case.approved_plan
    goal = plan.goals.first()
    changes = {"methods": "x", "structure": "x", "overall_goal": "x", f"goals-{goal.pk}-target_value": 1, "approved_on": None}
    with pytest.raises(Refused, match="変わったところがありません"):
        plan.amend(by=cast.chief, changes=changes, reason=WHY)
    page = text_of(signed_in(cast.chief).get(reverse("cases:support_plan_amend", args=[plan.pk])))
    assert "拡大ケース会議（支援実施中）で決定し、支援計画の次の版を作ってください" in page
    assert "根拠：通知 別紙2 2(2)イ①" in page


@pytest.mark.parametrize("relation", ["support_plans", "rehabilitation_plans"])
def test_s29_the_wish_does_not_vanish_by_a_correction(cast, case, relation):
    plan = getattr(case, relation).first()
    refused("S29", lambda: plan.amend(by=cast.director, changes={"wish": ""}, reason=WHY))
    assert not Amendment.objects.exists()


def test_an_adopted_plan_is_corrected_even_when_the_case_is_over(cast):
    case = make.follow_up_case(cast)
    case.close(by=cast.chief, on=clock.today(), reason="完了")
    plan = case.rehabilitation_plans.get(state=PlanState.ADOPTED)
    plan.amend(by=cast.director, changes={"cautions": "午後に疲れやすい。"}, reason=WHY)
    assert (plan.cautions, lines_of(plan)[0][2:]) == ("午後に疲れやすい。", ("留意事項", "", "午後に疲れやすい。"))
    with pytest.raises(NotAllowed):
        plan.amend(by=cast.program, changes={"cautions": "x"}, reason=WHY)
    with pytest.raises(ValidationError, match="だれが同意したか"):
        plan.amend(by=cast.chief, changes={"agreed_on": clock.today(), "agreed_by": ""}, reason=WHY)


# --- The pages ------------------------------------------------------------------------------------------------------------
def test_the_form_shows_the_present_values_and_asks_before_it_writes(cast, log):
    client = signed_in(cast.program)
    data = typed(client, amend_url(log), content="包装を五十個仕上げた。\n二行目。", reason=WHY)
    answer = client.post(amend_url(log), data)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "まだ書かれていません" in page and "<ins>包装を五十個仕上げた。<br>二行目。</ins>" in page
    nothing_written(log)
    again = client.post(amend_url(log), data | {"again": "1"})
    assert again.context["form"]["content"].value() == "包装を五十個仕上げた。\n二行目。"
    nothing_written(log)
    answer = client.post(amend_url(log), data | {"sure": "1"}, follow=True)
    page = text_of(answer)
    assert "訂正しました" in page and "訂正あり" in page
    assert "<del>始業前に持ち場に着き" in page and WHY in page and "職域開発援助事業担当カウンセラー 長谷川 亮" in page
    assert DailyLog.objects.get().content == "包装を五十個仕上げた。\n二行目。"


def test_an_addition_is_confirmed_and_shown(cast, log):
    client = signed_in(cast.chief)
    data = {"text": "家族の話を書き足す。", "reason": "後日に聞いたため。", "seen": log.version}
    assert "家族の話を書き足す。" in text_of(client.post(amend_url(log, "append"), data))
    nothing_written(log)
    page = text_of(client.post(amend_url(log, "append"), data | {"sure": "1"}, follow=True))
    assert "追記しました" in page and "追記あり" in page and "訂正あり" not in page


@pytest.mark.parametrize(("changes", "says"), [
    ({"reason": ""}, "訂正の理由を入力してください"),
    ({}, "変わったところがありません"),
    ({"ends_at": "08:00"}, "終了の時刻が開始の時刻より前か、同じです"),
    ({"date": "R99.1.1"}, "支援した日"),
])
def test_bad_input_says_why_and_keeps_what_was_typed(cast, log, changes, says):
    client = signed_in(cast.program)
    answer = client.post(amend_url(log), typed(client, amend_url(log), **{"reason": WHY, **changes}))
    assert answer.status_code == 422
    assert says in text_of(answer)
    if "reason" not in changes:
        assert WHY in text_of(answer)
    nothing_written(log)


def test_the_second_of_two_is_told_what_changed(cast, log):
    client = signed_in(cast.program)
    data = typed(client, amend_url(log), content="後から直した。", reason=WHY)
    log.amend(by=cast.chief, changes={"content": "先に直した。"}, reason=WHY)
    answer = client.post(amend_url(log), data | {"sure": "1"})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "大西 誠さんが先に保存しました" in page and "<ins>先に直した。</ins>" in page and "後から直した。" in page
    assert DailyLog.objects.get().content == "先に直した。"


@pytest.mark.parametrize("verb", ["amend", "append"])
def test_who_gets_the_pages(cast, log, verb):
    answers = {
        who: signed_in(getattr(cast, who)).get(amend_url(log, verb)).status_code
        for who in ("program", "chief", "director", "evaluator", "colleague", "clerk", "partner", "other_partner", "other_program")
    }
    assert answers == {
        "program": 200, "chief": 200, "director": 403, "evaluator": 403, "colleague": 403, "clerk": 403, "partner": 403,
        "other_partner": 404, "other_program": 404,
    }


def test_a_log_not_yet_confirmed_offers_no_correction(cast, case):
    log = make.make_log(case, cast.partner)
    client = signed_in(cast.program)
    assert client.get(amend_url(log)).status_code == 409
    assert amend_url(log) not in text_of(client.get(log.get_absolute_url()))


def test_the_partner_reads_what_was_corrected_and_is_offered_nothing(cast, log):
    log.amend(by=cast.program, changes={"content": "直した。"}, reason=WHY)
    page = text_of(signed_in(cast.partner).get(log.get_absolute_url()))
    assert "訂正あり" in page and WHY in page
    assert amend_url(log) not in page


@pytest.mark.parametrize("name", ["support_plan", "rehabilitation_plan"])
def test_the_pages_of_the_plans(cast, case, name):
    plan = getattr(case, f"{name}s").first()
    url = reverse(f"cases:{name}_amend", args=[plan.pk])
    client = signed_in(cast.director)
    assert url in text_of(client.get(plan.get_absolute_url()))
    data = typed(client, url, wish="静かな職場で働きたい。", reason=WHY, sure="1")
    page = text_of(client.post(url, data, follow=True))
    assert "訂正あり" in page and "静かな職場で働きたい。" in page and WHY in page
    append = reverse(f"cases:{name}_append", args=[plan.pk])
    page = text_of(client.post(append, {"text": "書き足す。", "reason": WHY, "seen": plan.version + 1, "sure": "1"}, follow=True))
    assert "追記あり" in page
    answers = [signed_in(who).get(url).status_code for who in (cast.chief, cast.program, cast.other_director, cast.partner)]
    assert answers == [200, 403, 404, 404]


def test_the_pages_ask_as_much_for_thirty_amendments_as_for_one(cast, log, queries):
    client = signed_in(cast.program)
    log.append(by=cast.program, text="1", reason=WHY)
    once = queries(client, log.get_absolute_url())
    for number in range(29):
        log.append(by=cast.program, text=str(number), reason=WHY)
    assert queries(client, log.get_absolute_url()) == once <= 11
    assert queries(client, amend_url(log)) <= 10
