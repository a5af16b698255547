"""The gate: nothing is saved beside it, and each save says who, when, why and in which post."""

from datetime import date

import pytest

from partners.models import Workplace
from shokuiki.accounts.models import Membership, Organization
from shokuiki.records import clock, gate
from shokuiki.records.errors import NotAllowed, Refused, Stale
from shokuiki.records.models import Counter, Decision, Draft, Setting
from shokuiki.records.requirements import block, refuse_unmet, warn
from shokuiki.records.tracked import Verb


def renamed(organization, name, **gate_options):
    """Pass an organization through a verb made for this test."""
    with gate.gate(organization, "rename", **gate_options) as row:
        row.name = name


@pytest.fixture
def organization(cast, monkeypatch):
    """An organization with one verb, open to staff of the center."""
    import rules

    monkeypatch.setattr(Organization, "VERBS", {"rename": Verb("名称を変える", None, None, "センターの職員", "通知 本文")})
    rules.add_perm("accounts.organization.rename", rules.predicate(lambda user, noun: bool(user.center_ids)))
    yield cast.peso
    rules.remove_perm("accounts.organization.rename")


def test_a_tracked_row_cannot_be_saved_beside_the_gate(cast):
    cast.center.name = "別の名前"
    with pytest.raises(RuntimeError):
        cast.center.save()
    with pytest.raises(RuntimeError):
        cast.center.delete()


@pytest.mark.parametrize("write", ["update", "delete", "bulk_create", "bulk_update"])
def test_bulk_writes_of_tracked_rows_are_refused(cast, write):
    arguments = {"update": {"name": "x"}, "bulk_create": {"objs": []}, "bulk_update": {"objs": [], "fields": []}}
    with pytest.raises(RuntimeError):
        getattr(Organization.objects.all(), write)(**arguments.get(write, {}))


def test_the_history_says_who_when_why_and_in_which_post(organization, cast):
    moment = clock.now()
    with clock.moved_to(moment):
        renamed(organization, "港南安定所", by=cast.chief, reason="改称のため")
    record = organization.history.first()
    assert (record.history_user, record.history_post, record.history_date) == (cast.chief, "chief_counselor", moment)
    assert record.history_change_reason == "名称を変える：改称のため"
    assert organization.name == "港南安定所"


def test_the_next_save_does_not_repeat_the_last_reason(organization, cast):
    renamed(organization, "港南安定所", by=cast.chief, reason="改称のため")
    renamed(organization, "港南職業安定所", by=cast.director)
    assert organization.history.first().history_change_reason == "名称を変える"
    assert organization.history.first().history_user == cast.director


def test_a_person_without_the_post_is_told_who_may_and_the_clause(organization, cast):
    with pytest.raises(NotAllowed, match="センターの職員が行います。.*（根拠：通知 本文）"):
        renamed(organization, "x", by=cast.manager)
    organization.refresh_from_db()
    assert organization.name == "港南公共職業安定所"


def test_the_later_of_two_savers_is_refused_and_told_who_was_first(organization, cast):
    seen = organization.version
    renamed(organization, "港南安定所", by=cast.chief, seen=seen)
    with pytest.raises(Stale) as refusal:
        renamed(organization, "南港安定所", by=cast.director, seen=seen)
    assert refusal.value.by == cast.chief
    organization.refresh_from_db()
    assert organization.name == "港南安定所"


def test_an_error_inside_the_gate_writes_nothing(organization, cast):
    before = organization.history.count()
    with pytest.raises(Refused), gate.gate(organization, "rename", by=cast.chief) as row:
        row.name = "x"
        raise Refused("やめます。")
    organization.refresh_from_db()
    assert (organization.name, organization.history.count()) == ("港南公共職業安定所", before)


def test_an_unmet_rule_refuses_with_its_number_and_clause():
    unmet = block("S7", "打合せをした", False, "会議がありません。", "通知 記1 第2項", remedy="会議を開いてください。")
    with pytest.raises(Refused, match="会議を開いてください。（根拠：通知 記1 第2項）") as refusal:
        refuse_unmet([unmet])
    assert (refusal.value.no, refusal.value.clause) == ("S7", "通知 記1 第2項")


def test_a_warning_asks_for_acknowledgement_with_a_reason():
    short = warn("S12", "損害保険に加入している", False, "加入しない", "通知 記3")
    with pytest.raises(Refused, match="注意「損害保険に加入している」"):
        refuse_unmet([short])
    with pytest.raises(Refused):
        refuse_unmet([short], {"S12": "  "})
    refuse_unmet([short], {"S12": "法人に加入をすすめた。"})


def test_a_rule_that_does_not_apply_neither_blocks_nor_asks():
    refuse_unmet([block("S5", "施設", None, "対象外", "通知 本文"), warn("S12", "保険", None, "対象外", "通知 記3")])


def test_a_decision_is_written_once(cast):
    decision = Decision.objects.record(
        cast_subject(cast), "closing", "closed", by=cast.director, event_date=clock.today(), reason="終わったため",
        requirements=[block("S24", "会議", True, "開催", "通知")], acknowledged={"S12": "確認済"},
    )
    assert (decision.post, decision.rests_on[0]["no"], decision.text.facts) == ("director", "S24", {"S24": "開催"})
    decision.outcome = "declined"
    with pytest.raises(RuntimeError):
        decision.save()
    with pytest.raises(RuntimeError):
        decision.delete()
    with pytest.raises(RuntimeError):
        Decision.objects.all().delete()


def cast_subject(cast):
    setting = Setting(center=cast.center, key="log_days", value=5, valid_from=date(2026, 4, 1))
    return gate.keep(setting, by=cast.director, reason="設定")


def test_a_setting_holds_from_its_day_on(cast):
    cast_subject(cast)
    assert Setting.objects.number(cast.center.pk, "log_days", on=date(2026, 3, 31)) == 3
    assert Setting.objects.number(cast.center.pk, "log_days", on=date(2026, 4, 1)) == 5
    assert Setting.objects.number(cast.other_center.pk, "log_days", on=date(2026, 4, 1)) == 3


def test_numbers_count_per_center_series_and_year(cast):
    following = [Counter.next_number(cast.center.pk, "case", "R8") for _ in range(3)]
    assert following == [1, 2, 3]
    assert Counter.next_number(cast.center.pk, "case", "R9") == 1
    assert Counter.next_number(cast.other_center.pk, "case", "R8") == 1


def test_a_draft_older_than_thirty_days_counts_as_none(cast):
    Draft.objects.put(cast.program, "cases.case.create", "", {"family_name": ["佐藤"]})
    assert Draft.objects.of(cast.program, "cases.case.create", "").data == {"family_name": ["佐藤"]}
    assert Draft.objects.of(cast.colleague, "cases.case.create", "") is None
    from datetime import timedelta

    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert Draft.objects.of(cast.program, "cases.case.create", "") is None


def test_an_event_date_lies_neither_in_the_future_nor_before_what_it_follows():
    today = date(2026, 11, 24)
    with clock.moved_to(today):
        clock.happened(today, "開催日", not_before=today, before_what="依頼日")
        with pytest.raises(Refused, match="今日まで"):
            clock.happened(date(2026, 11, 25), "開催日")
        with pytest.raises(Refused, match="令和8年11月24日"):
            clock.happened(date(2026, 11, 23), "開催日", not_before=today, before_what="依頼日")


def test_a_membership_holds_on_both_its_ends_and_not_outside(cast):
    membership = cast.chief.memberships.get()
    membership.valid_from, membership.valid_to = date(2026, 4, 1), date(2027, 3, 31)
    gate.keep(membership, by=cast.director, reason="任期")
    days = {date(2026, 3, 31): 0, date(2026, 4, 1): 1, date(2027, 3, 31): 1, date(2027, 4, 1): 0}
    assert {day: Membership.objects.filter(user=cast.chief).current(day).count() for day in days} == days


def test_a_superuser_may_nothing_in_the_program(cast, django_user_model):
    root = django_user_model.objects.create_superuser("root@example.jp", "kaze-no-mori-8", name="管理", kana="かんり")
    workplace = Workplace(organization=cast.workplace)
    assert not gate.may(root, "create", workplace)
    assert not root.center_ids
