"""Three sets of everything for the table of doors: their own, a colleague's and another organization's, another center's.

Each set is made by the factories with people of its own, so that whoever stands before somebody else's case has cases of
their own in the same role.
"""

from copy import copy
from datetime import timedelta

from cases.models import EmergencyAccess, ErasureRequest, VocationalEvaluation
from cases.models.disclosure import Disclosure, Requester
from cases.tests import factories as make_case
from meetings.enums import MeetingKind
from meetings.models import TargetSelection
from meetings.tests import factories as make_meeting
from partners.forms.application import STEPS
from partners.models import Workplace
from partners.tests import factories as make_partners
from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.accounts.models import Invitation
from shokuiki.files.tests.factories import make_attachment
from shokuiki.records import clock
from shokuiki.records.gate import create
from shokuiki.testing.factories import make_member, make_organization

NOBODY = "nobody"
# What each person is at home: how they stand before doors that lead to no particular thing.
ROLES = {
    "director": "director", "chief": "chief", "program": "counselor", "evaluator": "evaluator", "colleague": "counselor",
    "clerk": "clerk", "dispatched": "partner", "partner": "partner", "other_partner": "partner", "technician": "partner",
    "other_technician": "partner", "manager": "manager", "other_manager": "manager", "officer": "officer",
    "other_officer": "officer", "caseworker": "agency", "other_director": "director", "other_program": "counselor",
    NOBODY: NOBODY,
}
PERSONS = tuple(ROLES)
# How each person stands to the things of a set. "far": the same post, but of another center or organization.
FAR = {person: role if role == NOBODY else f"far {role}" for person, role in ROLES.items()}
OWN = {
    **ROLES, "colleague": "colleague", "technician": "technician", "dispatched": "dispatched", "other_partner": "far partner",
    "other_technician": "far partner", "other_manager": "far manager", "other_officer": "far officer",
    "other_director": "far director", "other_program": "far counselor",
}
SECOND = {
    **OWN, "colleague": "counselor who evaluated", "program": "colleague", "evaluator": "colleague who evaluates",
    "partner": "far partner", "technician": "far partner", "manager": "far manager", "officer": "far officer",
    "other_partner": "partner", "other_technician": "technician", "other_manager": "manager", "other_officer": "officer",
}
THIRD = {**FAR, "other_director": "director", "other_program": "counselor who evaluated"}
STANDING = {"own": OWN, "second": SECOND, "third": THIRD}


def casts(cast):
    """The casts of the three sets: the second shares the center with the first, the third nothing."""
    second, third = copy(cast), copy(cast)
    second.program = second.evaluator = cast.colleague
    second.colleague = cast.program
    second.corporation, second.manager, second.partner = cast.other_corporation, cast.other_manager, cast.other_partner
    second.peso, second.officer = cast.other_peso, cast.other_officer
    second.workplace, second.technician = outside(OrganizationKind.WORKPLACE, "丸山物流", Post.TECHNICAL_PARTNER)
    cast.other_technician = second.technician
    third.center, third.director = cast.other_center, cast.other_director
    third.program = third.evaluator = third.clerk = cast.other_program
    third.chief = make_member(cast.other_center, Post.CHIEF_COUNSELOR, "河野 忍", "こうの しのぶ")
    third.colleague = make_member(cast.other_center, Post.PROGRAM_COUNSELOR, "古川 環", "ふるかわ たまき")
    third.corporation, third.manager = outside(OrganizationKind.CORPORATION, "社会福祉法人 なぎさ会", Post.MANAGER)
    third.partner = make_member(third.corporation, Post.CONSIGNED_PARTNER, "早川 薫", "はやかわ かおる")
    third.workplace, third.technician = outside(OrganizationKind.WORKPLACE, "白浜製菓", Post.TECHNICAL_PARTNER)
    third.peso, third.officer = outside(OrganizationKind.PESO, "白浜公共職業安定所", Post.PESO_OFFICER)
    third.agency, third.caseworker = outside(OrganizationKind.AGENCY, "相談室 しらはま", Post.AGENCY_STAFF)
    return {"own": cast, "second": second, "third": third}


def outside(kind, name, post):
    organization = make_organization(kind, name, "だんたい")
    return organization, make_member(organization, post, f"平田 {name[-2:]}", "ひらた いち")


def things(cast):
    """{name: pk, or pair of pks} of one set, all of one center, one corporation and one person's case."""
    case = make_case.supporting_case(cast)
    waiting = make_meeting.concluded_case_by_meeting(cast, person=make_case.make_person(cast, family_name="小田"))
    request = TargetSelection.ask(waiting, by=cast.program, on=clock.today())
    log = make_case.make_log(case, cast.partner)
    make_meeting.share(cast, case)
    meeting = make_meeting.plan_meeting(cast, MeetingKind.IN_PROGRESS, [case], on=clock.today() + timedelta(days=1))
    consent = case.person.consents.first()
    evaluated = make_case.make_case(cast, person=make_case.make_person(cast, family_name="大沢"))
    evaluation = VocationalEvaluation.begin(evaluated, by=cast.evaluator)
    application = make_partners.make_draft(cast, organization=cast.corporation, by=cast.manager)
    articles = make_attachment(application, cast.manager, title="定款")
    application.submit(by=cast.manager)
    application.receive(by=cast.program)
    application.return_to_applicant(by=cast.program, comment="定員を確かめてください。")
    application.submit(by=cast.manager)
    application.return_to_applicant(by=cast.program, comment="代表者のふりがなを直してください。")
    concluding = waiting.agenda_items.get(meeting__kind=MeetingKind.CASE_MEETING).meeting
    emergency = EmergencyAccess.begin(case, by=cast.colleague, reason="担当者が休みで、事故の連絡に答えるため")
    emergency.end(by=cast.colleague)
    disclosure = Disclosure(
        case=case, requested_on=clock.today(), requester=Requester.PERSON, reason="本人からの請求"
    ).record(by=cast.director)
    # Nobody's retention has ended here: only the doors of the request are looked at.
    erasure = create(ErasureRequest(
        center=cast.center, persons=[case.person_id], reason="保存期間が終了したため", requested_by=cast.chief
    ), by=cast.chief)
    invitation = Invitation(
        organization=cast.corporation, post=Post.CONSIGNED_PARTNER, email=f"invited{case.pk}@example.jp",
        name="長井 望", kana="ながい のぞみ",
    )
    invitation.invite(by=cast.program)
    return {
        "": (),
        "case": (case.pk,),
        "waiting case": (waiting.pk,),
        "new case": (evaluated.pk,),
        "request": (request.pk,),
        "rehabilitation plan": (case.rehabilitation_plans.get().pk,),
        "support plan": (case.support_plans.get().pk,),
        "assignment": (case.assignments.get(partner__user=cast.partner).pk,),
        "case and assignment": (case.pk, case.assignments.get(partner__user=cast.partner).pk),
        "contract": (case.contracts.get().pk,),
        "consent": (consent.pk,),
        "log": (log.pk,),
        "emergency": (emergency.pk,),
        "disclosure": (disclosure.pk,),
        "erasure": (erasure.pk,),
        "meeting": (meeting.pk,),
        "internal meeting and item": (concluding.pk, concluding.items.get().pk),
        "application": (application.pk,),
        "application and step": (application.pk, next(iter(STEPS))),
        "submission": (application.pk, 2),
        "selection": (case.selection_id,),
        "corporation": (cast.corporation.corporation.pk,),
        "corporation's organization": (cast.corporation.pk,),
        "workplace": (create(Workplace(organization=cast.workplace, business="弁当の製造", employees=40), by=cast.program).pk,),
        "partner": (case.assignments.get(partner__user=cast.partner).partner_id,),
        "center": (cast.center.pk,),
        "membership": (cast.partner.memberships.get().pk,),
        "staff membership": (cast.program.memberships.get().pk,),
        "invitation": (invitation.pk,),
        "consents and consent": ("consents", consent.pk),
        "consent's file": (make_attachment(consent, cast.program).pk,),
        "evaluation's file": (make_attachment(evaluation, cast.evaluator, title="作業の記録").pk,),
        "application's file": (articles.pk,),
        "meeting's file": (make_attachment(meeting, cast.program, title="資料").pk,),
    }
