"""支援日誌: written by partners, late or in time; confirmed, or returned with what to correct."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.enums import GoalRating, LogState
from cases.models import DailyLog, GoalNote
from cases.tests import factories as make
from cases.tests.pages import signed_in, text_of
from cases.tests.support_helpers import refused
from shokuiki.records import clock
from shokuiki.records.enums import SettingKey
from shokuiki.records.errors import NotAllowed, Refused
from shokuiki.records.gate import gate, keep, remove
from shokuiki.records.models import Draft, Setting


@pytest.fixture
def case(cast):
    return make.supporting_case(cast)


def days_ago(number):
    return clock.today() - timedelta(days=number)


def form_of(case, **changes):
    """What the browser posts for a log: できた for every goal."""
    data = {
        "date": clock.today().isoformat(), "starts_at": "09:30", "ends_at": "12:00", "ways": ["at_work", "interview"],
        "attendance": "present", "content": "計量は手順カードを見て一人で始められた。", "question": "",
    }
    for goal in case.approved_plan.goals.all():
        data[f"rating_{goal.pk}"] = "done"
        if goal.unit:
            data[f"value_{goal.pk}"] = "3"
    return data | changes


def new_url(case):
    return reverse("cases:log_create", args=[case.pk])


# --- P7, P20, P9, P10 ---------------------------------------------------------------------------------------------------
def test_p7_no_log_for_a_day_to_come(cast, case):
    with pytest.raises(Refused) as refusal:
        make.make_log(case, cast.partner, date=clock.today() + timedelta(days=1))
    assert refusal.value.no == "P7"
    assert not DailyLog.objects.exists()


def test_p7_no_log_before_the_support_began(cast, case):
    refusal = refused("P7", lambda: make.make_log(case, cast.partner, date=case.started_on - timedelta(days=1)))
    assert "支援期間" in refusal.message
    assert not DailyLog.objects.exists()


def test_p7_no_log_for_a_day_without_an_assignment(cast, case):
    row = make.assignment_of(case, cast.partner)
    row.end(by=cast.program, on=clock.today())
    row = make.assignment_of(case, cast.technician)
    row.end(by=cast.program, on=days_ago(3))
    log = DailyLog(
        case=case, assignment=row, date=days_ago(1), starts_at=time(9), ends_at=time(10), ways=["at_work"], content="同行した。"
    )
    with pytest.raises(NotAllowed):
        log.write(by=cast.technician)
    log.assignment = make.assignment_of(case, cast.partner)
    log.assignment.valid_from = clock.today()
    refused("P7", lambda: log.write(by=cast.partner))
    assert not DailyLog.objects.exists()


def test_p7_no_log_when_the_support_has_ended(cast, case):
    case.end_support(by=cast.chief, on=clock.today(), end_kind="completed", reason="")
    with pytest.raises(Refused, match="今の状態（支援終了）ではできません"):
        make.make_log(case, cast.partner)


@pytest.mark.parametrize(("starts", "ends"), [(time(23), time(1)), (time(9), time(9))])
def test_p20_the_end_lies_after_the_start_on_the_same_day(cast, case, starts, ends):
    refusal = refused("P20", lambda: make.make_log(case, cast.partner, starts_at=starts, ends_at=ends))
    assert "0時をまたぐときは日を分けて書いてください" in refusal.message
    assert not DailyLog.objects.exists()


def test_p9_a_late_log_is_accepted_and_marked(cast, case):
    with clock.moved_to(days_ago(4)):
        in_time = make.make_log(case, cast.partner, on=days_ago(4), date=days_ago(7))
    assert not in_time.is_late
    late = make.make_log(case, cast.partner, on=clock.today(), date=days_ago(4))
    assert (late.is_late, late.state) == (True, LogState.SUBMITTED)


def test_p9_the_number_of_days_is_a_setting_of_the_office(cast, case):
    setting = Setting(center=cast.center, key=SettingKey.LOG_DAYS, value=5, valid_from=days_ago(100))
    keep(setting, by=cast.director, reason="目安の見直し")
    assert not make.make_log(case, cast.partner, on=clock.today(), date=days_ago(5)).is_late


def test_p10_a_confirmed_log_is_locked(cast, case):
    log = make.make_log(case, cast.partner, confirmed_by=cast.program)
    with pytest.raises(Refused, match="今の状態（確認済）"):
        log.edit(by=cast.partner, changes={"content": "書き換え"})
    with pytest.raises(Refused, match="今の状態（確認済）"):
        log.return_to_writer(by=cast.program, comment="直してください。")
    log.refresh_from_db()
    assert log.content.startswith("始業前に")


def test_one_log_a_day_and_assignment(cast, case):
    make.make_log(case, cast.partner)
    with pytest.raises(ValidationError, match="この日の支援日誌はすでにあります"):
        make.make_log(case, cast.partner)
    assert make.make_log(case, cast.technician).pk


def test_writing_a_log_does_not_disturb_who_has_the_case_open(cast, case):
    seen = case.version
    make.make_log(case, cast.partner)
    case.interrupt(by=cast.program, on=clock.today(), reason="体調不良", seen=seen)
    assert case.state == "interrupted"


def test_a_log_without_a_rating_for_each_goal_is_not_submitted(cast, case):
    log = make.make_log(case, cast.partner, submitted=False)
    remove(log.notes.first(), by=cast.partner, reason="消す")
    with pytest.raises(Refused, match="目標ごとの様子を選ぶ"):
        log.submit(by=cast.partner)


# --- Who may --------------------------------------------------------------------------------------------------------------
def test_a_partner_writes_in_their_own_assignment_only(cast, case):
    log = DailyLog(
        case=case, assignment=make.assignment_of(case, cast.technician), date=clock.today(), starts_at=time(9),
        ends_at=time(10), ways=["at_work"], content="同行した。",
    )
    for user in (cast.partner, cast.program, cast.chief, cast.other_partner):
        with pytest.raises(NotAllowed):
            log.write(by=user)


def test_the_program_counselor_writes_for_a_partner_without_an_account(cast):
    case = make.prepared_case(cast)
    row = make.assignment_of(case, cast.technician)
    with gate(row.partner, "edit", by=cast.program) as partner:
        partner.user = None
    case.start_support(by=cast.program, on=make.day_of(case, make.STARTED))
    client = signed_in(cast.program)
    url = reverse("cases:log_create_for", args=[case.pk, row.pk])
    assert url in text_of(client.get(reverse("cases:logs", args=[case.pk])))
    assert client.post(url, form_of(case)).status_code == 302
    log = DailyLog.objects.get()
    assert (log.assignment, log.written_by, log.state) == (row, cast.program, LogState.SUBMITTED)
    assert signed_in(cast.chief).get(url).status_code == 403
    own = make.assignment_of(case, cast.partner)
    assert client.get(reverse("cases:log_create_for", args=[case.pk, own.pk])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("partner", 200), ("technician", 404), ("program", 200), ("chief", 200), ("director", 200), ("colleague", 403),
     ("clerk", 403), ("other_partner", 404), ("other_program", 404), ("officer", 404), ("manager", 404)],
)
def test_who_may_open_a_log(cast, case, who, status):
    log = make.make_log(case, cast.partner)
    assert signed_in(getattr(cast, who)).get(log.get_absolute_url()).status_code == status


def test_a_partner_whose_assignment_ended_sees_nothing_any_more(cast, case):
    with clock.moved_to(days_ago(2)):
        log = make.make_log(case, cast.partner, on=days_ago(2))
        make.assignment_of(case, cast.partner).end(by=cast.program, on=days_ago(2))
    client = signed_in(cast.partner)
    assert client.get(log.get_absolute_url()).status_code == 404
    assert client.get(new_url(case)).status_code == 404


# --- Writing in the browser ------------------------------------------------------------------------------------------------
def test_a_partner_saves_and_submits_in_one_go(cast, case):
    client = signed_in(cast.partner)
    page = text_of(client.get(new_url(case)))
    assert "支援日誌を書く" in page
    answer = client.post(new_url(case), form_of(case, asks_center="on", question="席の位置を相談したい。"), follow=True)
    assert "支援日誌を提出しました。" in text_of(answer)
    log = DailyLog.objects.get()
    assert (log.state, log.way_labels, log.question) == (LogState.SUBMITTED, ["職場に同行", "本人と面談"], "席の位置を相談したい。")
    assert [(note.rating, note.value) for note in log.notes.all()] == [("done", 3), ("done", 3), ("done", None)]


def test_two_partners_submit_on_the_same_day(cast, case):
    answers = [signed_in(user).post(new_url(case), form_of(case)) for user in (cast.partner, cast.technician)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert case.logs.count() == 2


def test_the_second_of_two_clicks_writes_no_second_log(cast, case):
    client = signed_in(cast.partner)
    first, second = (client.post(new_url(case), form_of(case)) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "この日の支援日誌はすでにあります" in text_of(second)
    assert case.logs.count() == 1


def test_a_late_log_says_so(cast, case):
    data = form_of(case, date=days_ago(9).isoformat())
    answer = signed_in(cast.partner).post(new_url(case), data, follow=True)
    assert "遅れて提出" in text_of(answer)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"date": "2099-01-01"}, "支援期間の外か、先の日付です"),
        ({"ends_at": "09:00"}, "0時をまたぐときは日を分けて書いてください"),
        ({"starts_at": "25:00"}, "時刻は、0:00から23:59まで"),
        ({"ways": []}, "支援の方法を選んでください"),
        ({"content": ""}, "支援の内容と本人の様子を入力してください"),
        ({"asks_center": "on"}, "センターに相談したいことを入力してください"),
    ],
)
def test_bad_input_says_why_and_what_was_typed_is_kept(cast, case, changes, sentence):
    answer = signed_in(cast.partner).post(new_url(case), form_of(case, **{"content": "計量を始めた。", **changes}))
    text = text_of(answer)
    assert answer.status_code == 422
    assert sentence in text
    assert changes.get("content") == "" or "計量を始めた。" in text
    assert not DailyLog.objects.exists()


def test_a_goal_left_open_is_named(cast, case):
    goal = case.approved_plan.goals.first()
    answer = signed_in(cast.partner).post(new_url(case), form_of(case, **{f"rating_{goal.pk}": ""}))
    assert answer.status_code == 422
    assert f"目標「{goal.text}」の様子を選んでください。" in text_of(answer)


def test_on_a_day_of_absence_goals_left_open_count_as_no_occasion(cast, case):
    data = {name: value for name, value in form_of(case).items() if not name.startswith(("rating_", "value_"))}
    answer = signed_in(cast.partner).post(new_url(case), data | {"attendance": "absent_notified"})
    assert answer.status_code == 302
    assert {note.rating for note in GoalNote.objects.all()} == {GoalRating.NO_OCCASION}


def test_a_draft_is_kept_for_each_person_supported_and_gone_once_submitted(cast, case):
    other = make.supporting_case(cast)
    client = signed_in(cast.partner)
    answer = client.post(new_url(case) + "?draft=1", form_of(case, content="途中まで書いた。"))
    assert "saved_at" in answer.json()
    assert "途中まで書いた。" in text_of(client.get(new_url(case)))
    assert "途中まで書いた。" not in text_of(client.get(new_url(other)))
    assert not DailyLog.objects.exists()
    client.post(new_url(case), form_of(case))
    assert not Draft.objects.exists()


# --- Confirming and returning -------------------------------------------------------------------------------------------------
def test_returning_needs_a_comment_that_the_writer_reads(cast, case):
    log = make.make_log(case, cast.partner)
    client = signed_in(cast.program)
    url = reverse("cases:log_return", args=[log.pk])
    assert client.post(url, {"seen": log.version, "comment": " "}).status_code == 422
    with pytest.raises(Refused, match="直してほしいこと"):
        log.return_to_writer(by=cast.program, comment=" ")
    assert client.post(url, {"seen": log.version, "comment": "時間を確かめてください。"}).status_code == 302
    writer = signed_in(cast.partner)
    edit = reverse("cases:log_edit", args=[log.pk])
    assert "時間を確かめてください。" in text_of(writer.get(edit))
    log.refresh_from_db()
    answer = writer.post(edit, form_of(case, ends_at="11:00", seen=log.version), follow=True)
    assert "支援日誌を提出しました。" in text_of(answer)
    log.refresh_from_db()
    assert (log.state, log.ends_at, log.return_comment) == (LogState.SUBMITTED, time(11), "")
    assert log.notes.count() == 3


def test_a_returned_log_stays_in_sight_of_the_counselor(cast, case):
    log = make.make_log(case, cast.partner)
    log.return_to_writer(by=cast.program, comment="時間を確かめてください。")
    text = text_of(signed_in(cast.program).get(log.get_absolute_url()))
    assert "差戻し" in text
    draft = make.make_log(case, cast.technician, submitted=False)
    assert signed_in(cast.program).get(draft.get_absolute_url()).status_code == 404


def test_a_log_is_not_returned_to_who_is_no_longer_assigned(cast, case):
    log = make.make_log(case, cast.partner, on=days_ago(2))
    make.assignment_of(case, cast.partner).end(by=cast.program, on=days_ago(1))
    log = DailyLog.objects.get(pk=log.pk)
    with pytest.raises(Refused, match="野田 千尋の割当ては終わっています"):
        log.return_to_writer(by=cast.program, comment="時間を確かめてください。")
    log.confirm(by=cast.program, comment="電話で確かめた。")


def test_confirming_opens_the_next_waiting_log(cast, case):
    logs = [make.make_log(case, cast.partner, on=days_ago(number)) for number in (3, 2, 1)]
    client = signed_in(cast.program)
    listed = text_of(client.get(reverse("cases:all_logs")))
    assert "確認を待つ日誌 3件" in listed
    assert logs[0].get_absolute_url() in listed
    answer = client.post(
        reverse("cases:log_confirm", args=[logs[0].pk]), {"seen": logs[0].version, "comment": "よく見ています。"}
    )
    assert answer.url == logs[1].get_absolute_url()
    assert "残り2件" in text_of(client.get(answer.url))
    client.post(reverse("cases:log_confirm", args=[logs[1].pk]), {"seen": logs[1].version})
    last = client.post(reverse("cases:log_confirm", args=[logs[2].pk]), {"seen": logs[2].version})
    assert last.url == reverse("cases:all_logs")
    assert {log.state for log in DailyLog.objects.all()} == {LogState.CONFIRMED}


def test_the_second_of_two_who_confirm_loses(cast, case):
    log = make.make_log(case, cast.partner)
    url, data = reverse("cases:log_confirm", args=[log.pk]), {"seen": log.version}
    answers = [signed_in(user).post(url, data) for user in (cast.program, cast.chief)]
    assert [answer.status_code for answer in answers] == [302, 409]


@pytest.mark.parametrize(
    ("who", "status"), [("partner", 403), ("director", 403), ("colleague", 403), ("other_program", 404)]
)
def test_who_may_not_confirm(cast, case, who, status):
    log = make.make_log(case, cast.partner)
    assert signed_in(getattr(cast, who)).post(reverse("cases:log_confirm", args=[log.pk])).status_code == status


# --- Lists ---------------------------------------------------------------------------------------------------------------------
def test_the_list_shows_waiting_logs_first_and_filters(cast, case):
    newer = make.make_log(case, cast.partner, on=days_ago(1), confirmed_by=cast.program)
    older = make.make_log(case, cast.partner, on=days_ago(5))
    client, url = signed_in(cast.program), reverse("cases:all_logs")
    assert list(client.get(url).context["logs"]) == [older, newer]
    assert list(client.get(url + "?state=confirmed").context["logs"]) == [newer]
    assert list(client.get(f"{url}?counselor={cast.colleague.pk}").context["logs"]) == []
    assert list(signed_in(cast.colleague).get(url).context["logs"]) == []
    assert list(signed_in(cast.director).get(url).context["logs"]) == [older, newer]
    assert signed_in(cast.officer).get(url).status_code == 403


@pytest.mark.parametrize("who", ["program", "partner"])
def test_the_lists_of_logs_take_the_same_number_of_queries_for_1_and_30(cast, case, queries, who):
    client = signed_in(getattr(cast, who))
    pages = [reverse("cases:all_logs")] + ([reverse("cases:logs", args=[case.pk])] if who == "program" else [])
    make.make_log(case, cast.partner)
    one = [queries(client, page) for page in pages]
    for number in range(1, 30):
        make.make_log(case, cast.partner, on=days_ago(number))
    assert [queries(client, page) for page in pages] == one
    assert max(one) <= 12
