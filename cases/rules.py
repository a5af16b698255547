"""Who may do what on the person's track: predicates, then verb → predicate.

`meetings.rules` widens "cases.case.read": who has a case on the agenda of an internal meeting may read it. What the
rule says of one case, `Case.objects.readable_by` says of many.
"""

import rules

from cases.enums import CASE_VERBS, CONTRACT_VERBS, ERASURE_VERBS, EVALUATION_VERBS
from shokuiki.accounts.enums import LEADING_POSTS, PARTNER_POSTS, Post
from shokuiki.records import access

DIRECTING = LEADING_POSTS


def case_of(noun):
    """The case a noun belongs to; a case itself."""
    return getattr(noun, "case", noun)


@rules.predicate
def counsels_at_center(user, noun):
    return user.counsels_at(noun.center_id)


@rules.predicate
def directs_or_leads(user, noun):
    return user.holds(noun.center_id, *DIRECTING)


@rules.predicate
def leads(user, noun):
    return user.holds(noun.center_id, Post.CHIEF_COUNSELOR)


@rules.predicate
def directs(user, noun):
    return user.directs(noun.center_id)


@rules.predicate
def counsels_case(user, noun):
    """A counselor of this case, still a counselor at its center."""
    return case_of(noun).is_counseled_by(user) and user.counsels_at(noun.center_id)


@rules.predicate
def runs_program_of_case(user, noun):
    return case_of(noun).program_counselor_id == user.pk and user.counsels_at(noun.center_id)


@rules.predicate
def evaluates(user, evaluation):
    return evaluation.evaluator_id == user.pk and user.counsels_at(evaluation.center_id)


@rules.predicate
def is_assigned_partner(user, case):
    return case.assignments.current().of_user(user).exists()


@rules.predicate
def supports_in_log(user, log):
    """The partner of the log's assignment, while it lasts."""
    assignment = log.assignment
    partner = assignment.partner
    is_theirs = partner.user_id == user.pk and user.holds(partner.organization_id, *PARTNER_POSTS)
    return assignment.is_current and is_theirs


@rules.predicate
def stands_in_for_partner(user, log):
    """The program counselor writes for a partner who has no account."""
    return log.assignment.partner.user_id is None and log.case.program_counselor_id == user.pk


@rules.predicate
def supported_in_log(user, log):
    """The partner whose log it is, while they support this case at all."""
    return log.assignment.partner.user_id == user.pk and is_assigned_partner(user, log.case)


@rules.predicate
def follows_meeting(user, plan):
    """A version asked for by a meeting is begun by whoever confirms its record."""
    return plan.basis_id is not None and user.holds(plan.center_id, *DIRECTING)


@rules.predicate
def counsels_person(user, noun):
    """A counselor of one of the person's cases, still a counselor at the center; of a person or what belongs to one."""
    person = getattr(noun, "person", noun)
    return user.counsels_at(person.center_id) and person.cases.counseled_by(user).exists()


@rules.predicate
def reads_in_emergency(user, case):
    """緊急閲覧 runs; the page it opens is marked (`desk.frame`)."""
    if not (user.counsels_at(case.center_id) and case.is_read_in_emergency_by(user)):
        return False
    mark_emergency(user, case.pk)
    return True


def mark_emergency(user, case_id):
    """This answer shows something of a case by 緊急閲覧 of the signed-in person."""
    user.emergencies = {*getattr(user, "emergencies", ()), case_id}
    access.on_basis("緊急閲覧")


@rules.predicate
def reads_case(user, noun):
    """Whoever may read the case may read what belongs to it."""
    return rules.has_perm("cases.case.read", user, case_of(noun))


@rules.predicate
def reads_a_case_of_person(user, consent):
    return any(rules.has_perm("cases.case.read", user, case) for case in consent.person.cases.all())


@rules.predicate
def started_emergency(user, access):
    return access.user_id == user.pk


@rules.predicate
def clerk(user, noun):
    return user.holds(noun.center_id, Post.CLERK)


reads = directs_or_leads | counsels_case
program_or_chief = runs_program_of_case | leads
any_staff_counselor = counsels_at_center

rules.add_perm("cases.case.read_support", is_assigned_partner)
for verb in CASE_VERBS:
    rules.add_perm(f"cases.case.{verb}", program_or_chief)
rules.set_perm("cases.case.read", reads | reads_in_emergency)
for verb in ("create", "reopen"):
    rules.set_perm(f"cases.case.{verb}", any_staff_counselor)
for verb in ("conclude", "defer"):
    rules.set_perm(f"cases.case.{verb}", counsels_at_center | directs)
for verb in ("edit", "add_consent"):
    rules.set_perm(f"cases.case.{verb}", counsels_case | leads)
for verb in ("start_evaluation", "finish_evaluation"):
    rules.set_perm(f"cases.case.{verb}", counsels_case | leads)
rules.set_perm("cases.case.withdraw", counsels_case | leads)
for verb in ("select", "decline", "send_back", "send_back_to_meeting"):
    rules.set_perm(f"cases.case.{verb}", directs)
# 判断: the 所長 answers a request for disclosure; the 主任 may prepare the document for them.
for verb in ("end_support", "close", "start_follow_up", "disclose"):
    rules.set_perm(f"cases.case.{verb}", directs_or_leads)
rules.set_perm("cases.case.accept_log", is_assigned_partner | program_or_chief)

rules.add_perm("cases.person.create", counsels_at_center)
rules.add_perm("cases.person.edit", leads | counsels_person)
rules.add_perm("cases.consent.create", counsels_at_center)
rules.add_perm("cases.consent.read", reads_a_case_of_person)
rules.add_perm("cases.consent.withdraw", leads | counsels_person)

for verb in EVALUATION_VERBS:
    rules.add_perm(f"cases.vocationalevaluation.{verb}", evaluates | leads)
for verb in ("create", "hand_over"):
    rules.set_perm(f"cases.vocationalevaluation.{verb}", counsels_case | leads)

for verb in ("create", "edit", "propose", "supersede"):
    rules.add_perm(f"cases.rehabilitationplan.{verb}", program_or_chief)
rules.add_perm("cases.rehabilitationplan.adopt", counsels_at_center | directs)
rules.add_perm("cases.rehabilitationplan.amend", directs_or_leads)

rules.add_perm("cases.supportplan.create", program_or_chief | follows_meeting)
rules.add_perm("cases.supportplan.edit", program_or_chief)
for verb in ("approve", "supersede", "amend"):
    rules.add_perm(f"cases.supportplan.{verb}", directs_or_leads)

rules.add_perm("cases.partnerassignment.create", program_or_chief)
rules.add_perm("cases.partnerassignment.end", program_or_chief | directs_or_leads)

for verb in CONTRACT_VERBS:
    rules.add_perm(f"cases.contract.{verb}", program_or_chief)
for verb in ("conclude", "terminate"):
    rules.set_perm(f"cases.contract.{verb}", directs)
rules.add_perm("cases.contract.read", clerk | reads_case)

for verb in ("create", "edit", "submit"):
    rules.add_perm(f"cases.dailylog.{verb}", supports_in_log | stands_in_for_partner & counsels_case)
for verb in ("confirm", "return_to_writer", "amend"):
    rules.add_perm(f"cases.dailylog.{verb}", program_or_chief)
rules.add_perm("cases.dailylog.read", supported_in_log | reads_case)

for verb in ("create", "edit"):
    rules.add_perm(f"cases.followupplan.{verb}", counsels_at_center | directs)
rules.add_perm("cases.followupplan.decide", directs_or_leads)
rules.add_perm("cases.followuprecord.create", program_or_chief)
rules.add_perm("cases.employment.create", program_or_chief)

# 緊急閲覧 opens reading and nothing else: no verb of a case or of what belongs to it asks for it.
rules.add_perm("cases.emergencyaccess.create", counsels_at_center)
rules.add_perm("cases.emergencyaccess.read", started_emergency | directs_or_leads | counsels_case)
rules.add_perm("cases.emergencyaccess.end", started_emergency)
rules.add_perm("cases.emergencyaccess.confirm", directs)

for verb in ERASURE_VERBS:
    rules.add_perm(f"cases.erasurerequest.{verb}", directs_or_leads)
