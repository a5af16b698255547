"""Every verb in every state of a 委託申込, and who may."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from partners.enums import APPLICATION_VERBS
from partners.models import ConsignmentApplication, Selection, Submission
from partners.tests.factories import STATES, make_application, make_draft, select
from shokuiki.records import clock
from shokuiki.records.errors import NotAllowed, Refused, Stale
from shokuiki.records.gate import keep, remove
from shokuiki.records.models import Decision

VERBS = {
    "edit": lambda a, cast: a.edit(by=cast.manager, changes={"contact": "新しい担当"}),
    "submit": lambda a, cast: a.submit(by=cast.manager),
    "withdraw": lambda a, cast: a.withdraw(by=cast.manager, reason="都合"),
    "receive": lambda a, cast: a.receive(by=cast.clerk),
    "write_opinion": lambda a, cast: a.write_opinion(by=cast.program, opinion="適当"),
    "return_to_applicant": lambda a, cast: a.return_to_applicant(by=cast.program, comment="直してください"),
    "ask_decision": lambda a, cast: a.ask_decision(by=cast.chief),
    "select": lambda a, cast: select(a, cast.director),
    "reject": lambda a, cast: a.reject(by=cast.director, event_date=clock.today(), reason="体制"),
    "send_back": lambda a, cast: a.send_back(by=cast.director, event_date=clock.today(), reason="確認"),
}
# (state, verb) → the state it leads to; all others are refused.
ALLOWED = {
    ("draft", "edit"): "draft", ("returned", "edit"): "returned",
    ("draft", "submit"): "submitted", ("returned", "submit"): "under_review",
    ("draft", "withdraw"): "withdrawn", ("submitted", "withdraw"): "withdrawn",
    ("under_review", "withdraw"): "withdrawn", ("returned", "withdraw"): "withdrawn",
    ("awaiting_decision", "withdraw"): "withdrawn",
    ("submitted", "receive"): "under_review",
    ("under_review", "write_opinion"): "under_review",
    ("under_review", "return_to_applicant"): "returned",
    ("under_review", "ask_decision"): "awaiting_decision",
    ("awaiting_decision", "select"): "selected",
    ("awaiting_decision", "reject"): "rejected",
    ("awaiting_decision", "send_back"): "under_review",
}


def written():
    """Everything a verb could have written, to see that nothing was."""
    return (
        list(ConsignmentApplication.objects.values()), Submission.objects.count(), Decision.objects.count(),
        Selection.objects.count(), ConsignmentApplication.history.count(),
    )


def test_every_verb_of_the_table_is_tried():
    assert set(VERBS) | {"create", "resubmit"} == set(APPLICATION_VERBS)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_a_verb_is_done_in_its_states_and_refused_in_all_others(cast, state, verb):
    application = make_application(cast, state)
    if verb == "ask_decision" and state == "under_review":
        application.write_opinion(by=cast.program, opinion="適当")
    before = written()
    if (state, verb) in ALLOWED:
        VERBS[verb](application, cast)
        application.refresh_from_db()
        assert application.state == ALLOWED[state, verb]
        assert application.history.count() == before[4] + 1
    else:
        with pytest.raises(Refused):
            VERBS[verb](application, cast)
        assert written() == before


WRONG_PEOPLE = {
    "edit": ("draft", ["other_manager", "partner", "program", "director"]),
    "submit": ("draft", ["other_manager", "partner", "program", "director"]),
    "withdraw": ("submitted", ["other_manager", "partner", "program", "director"]),
    "receive": ("submitted", ["manager", "evaluator", "director", "other_program", "dispatched"]),
    "write_opinion": ("under_review", ["manager", "clerk", "evaluator", "director", "other_program"]),
    "return_to_applicant": ("under_review", ["manager", "clerk", "evaluator", "director", "other_program"]),
    "ask_decision": ("under_review", ["manager", "clerk", "evaluator", "director", "other_program"]),
    "select": ("awaiting_decision", ["manager", "chief", "program", "clerk", "other_director"]),
    "reject": ("awaiting_decision", ["manager", "chief", "program", "clerk", "other_director"]),
    "send_back": ("awaiting_decision", ["manager", "chief", "program", "clerk", "other_director"]),
}


@pytest.mark.parametrize(("verb", "who"), [(verb, who) for verb, (_, people) in WRONG_PEOPLE.items() for who in people])
def test_the_wrong_person_is_refused_and_nothing_is_written(cast, verb, who):
    application = make_application(cast, WRONG_PEOPLE[verb][0])
    before = written()
    stand_in = type(cast)(**{**vars(cast), **dict.fromkeys(("manager", "clerk", "program", "chief", "director"), getattr(cast, who))})
    with pytest.raises(NotAllowed):
        VERBS[verb](application, stand_in)
    assert written() == before


def test_the_number_is_given_at_the_first_submission_and_stays(cast):
    with clock.moved_to(date(2026, 11, 24)):
        application = make_application(cast, "returned")
        application.submit(by=cast.manager)
    assert application.number == "C8-001"
    assert [submission.number for submission in application.submissions.all()] == [2, 1]


def test_a_submission_keeps_what_was_handed_in(cast):
    application = make_application(cast, "returned")
    application.edit(by=cast.manager, changes={"representative_name": "新しい 代表"})
    content = application.submissions.get().content
    assert content["fields"]["representative_name"] == "小林 直樹"
    assert content["facilities"] == [
        {"id": application.facilities.get().pk, "facility_type": "intellectual_workshop", "type_note": "", "name": "あおぞら作業所",
         "capacity": 20, "address": ""}
    ]
    assert [row["name"] for row in content["candidates"]] == ["野田 千尋"]


def test_what_was_asked_to_be_corrected_ends_with_the_next_submission(cast):
    application = make_application(cast, "returned")
    assert application.return_comment
    application.submit(by=cast.manager)
    assert (application.return_comment, application.submissions.count()) == ("", 2)


def test_a_submission_is_never_changed_or_removed(cast):
    submission = make_application(cast).submissions.get()
    with pytest.raises(RuntimeError):
        submission.save()
    with pytest.raises(RuntimeError):
        submission.delete()


def test_only_the_applicants_columns_are_written_by_edit(cast):
    with pytest.raises(ValueError, match="opinion"):
        make_draft(cast).edit(by=cast.manager, changes={"opinion": "自分で書く"})


def test_rows_of_a_submitted_application_cannot_be_changed(cast):
    application = make_application(cast)
    facility = application.facilities.get()
    facility.name = "別の施設"
    with pytest.raises(Refused):
        keep(facility, by=cast.manager, reason="直す")
    with pytest.raises(Refused):
        remove(application.candidates.get(), by=cast.manager, reason="消す")
    assert [row.name for row in application.facilities.all()] == ["あおぞら作業所"]
    assert application.candidates.count() == 1


def test_a_return_without_comment_is_refused(cast):
    application = make_application(cast, "under_review")
    with pytest.raises(Refused) as refused:
        application.return_to_applicant(by=cast.program, comment="  ")
    assert refused.value.field == "comment"
    application.refresh_from_db()
    assert application.state == "under_review"


def test_a_withdrawal_without_reason_is_refused(cast):
    application = make_application(cast, "submitted")
    with pytest.raises(Refused, match="取下げの理由"):
        application.withdraw(by=cast.manager, reason="　")
    application.refresh_from_db()
    assert application.state == "submitted"


def test_the_decision_is_not_asked_for_without_an_opinion(cast):
    application = make_application(cast, "under_review")
    with pytest.raises(Refused, match="審査意見"):
        application.ask_decision(by=cast.program)
    application.refresh_from_db()
    assert (application.state, application.asked_by) == ("under_review", None)


def test_the_later_of_two_savers_is_refused(cast):
    application = make_draft(cast)
    seen = application.version
    application.edit(by=cast.manager, seen=seen, changes={"contact": "先"})
    with pytest.raises(Stale):
        application.edit(by=cast.manager, seen=seen, changes={"contact": "後"})
    application.refresh_from_db()
    assert application.contact == "先"


def test_a_second_open_application_to_the_same_center_is_refused(cast):
    make_draft(cast)
    with pytest.raises(ValidationError, match="すでに進んでいます"):
        make_draft(cast)
    assert ConsignmentApplication.objects.count() == 1


def test_a_new_application_takes_over_the_last_one(cast):
    make_application(cast, "selected")
    application, rows = ConsignmentApplication.prefilled(cast.center, cast.corporation)
    application.start(by=cast.manager, rows=rows)
    assert (application.state, application.number, application.representative_name) == ("draft", "", "小林 直樹")
    assert application.desired_start_on is None
    assert [row.name for row in application.facilities.all()] == ["あおぞら作業所"]
    assert [row.name for row in application.candidates.all()] == ["野田 千尋"]


def test_what_waits_for_whom(cast):
    application = make_application(cast, "submitted")
    found = ConsignmentApplication.objects
    ids = [cast.center.pk]
    assert (list(found.to_receive(ids)), list(found.to_review(ids)), list(found.to_decide(ids))) == ([application], [], [])
    assert list(found.to_receive([cast.other_center.pk])) == []
    application.receive(by=cast.clerk)
    assert list(found.to_review(ids)) == [application]
    application.return_to_applicant(by=cast.program, comment="直す")
    assert list(found.to_fill_in([cast.corporation.pk])) == [application]


def test_accounting_of_another_kind_of_corporation_is_not_handed_in(cast):
    """S15: asked of a 社会福祉法人 only."""
    application = make_draft(cast, legal_form="medical_corporation")
    application.submit(by=cast.manager)
    assert application.submissions.get().content["fields"]["accounting_method"] == ""
