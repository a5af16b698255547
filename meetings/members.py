"""Who is to be invited: the members the notice names, found from the cases, as rows a counselor may change."""

from cases.enums import CaseState, ConsentPurpose, LivingSupport
from cases.models import Consent, ConsentRecipient, PlanCooperation
from cases.requirements import MEETINGS
from meetings.confirmation import missing_groups
from meetings.enums import CASE_MEETING_ROLES, MeetingKind, Role
from meetings.models import Attendee
from meetings.requirements import CASE_MEETING_MEMBERS, EXPANDED_MEMBERS
from partners.enums import PartnerKind
from shokuiki.accounts.enums import OrganizationKind, Post
from shokuiki.accounts.models import Membership, Organization
from shokuiki.japan.kana import fold_kanji

PARTNER_ROLES = {
    PartnerKind.TECHNICAL: Role.TECHNICAL_PARTNER,
    PartnerKind.CONSIGNED: Role.CONSIGNED_PARTNER,
    PartnerKind.DISPATCHED: Role.DISPATCHED_PARTNER,
}


class Directory:
    """The organizations a meeting may invite and their members today: read once for a page, two queries."""

    def __init__(self, center_id):
        found = Organization.objects.exclude(kind=OrganizationKind.CENTER) | Organization.objects.filter(pk=center_id)
        self.center_id = center_id
        self.organizations = {organization.pk: organization for organization in found}
        # Deputies of the 所長 are members in their own post.
        memberships = Membership.objects.current().filter(user__is_active=True, acting_for=None).select_related("user").order_by("pk")
        self.memberships = [row for row in memberships if row.organization_id in self.organizations]

    def in_posts(self, organization_id, *posts):
        """The people in these posts, each once."""
        rows = [row for row in self.memberships if row.organization_id == organization_id and row.post in posts]
        return list({row.user_id: row.user for row in rows}.values())

    def user_id(self, organization_id, name):
        """The account of who is called so at that organization, or None."""
        wanted = fold_kanji(name)
        return next(
            (
                row.user_id for row in self.memberships
                if row.organization_id == organization_id and fold_kanji(row.user.name) == wanted
            ), None,
        )

    def choices(self):
        """The organizations to choose from, by kind."""
        groups = {}
        for organization in self.organizations.values():
            groups.setdefault(organization.kind, []).append((organization.pk, organization.name))
        named = [(kind.label, groups[kind]) for kind in OrganizationKind if kind in groups]
        return [("", "本人・家族（機関なし）"), *named]


class Proposal:
    """The rows found so far; who is found in several roles stays one row (S16)."""

    def __init__(self, center, directory):
        self.center, self.directory = center, directory
        self.rows = {}

    def add(self, organization, role, user=None, name=""):
        name = user.name if user else name
        row = self.rows.setdefault(
            (organization.pk, name), Attendee(organization=organization, user=user, name=name, roles=[])
        )
        if role not in row.roles:
            row.roles.append(role)

    def add_center(self, role, *people):
        for user in people:
            if user:
                self.add(self.center, role, user)

    def add_posts(self, organization, role, *posts):
        """The people in these posts; where nobody has an account, whom the organization names for contacts."""
        people = self.directory.in_posts(organization.pk, *posts)
        for user in people:
            self.add(organization, role, user)
        if not people:
            self.add(organization, role, name=organization.contact or "担当者")


def propose(kind, center, cases, directory=None):
    """Unsaved attendees for a meeting of this kind on these cases.

    根拠: 通知 記1 第2項 (連絡会議), 別紙2 1(2)ロ (ケース会議), 別紙2 2(2)ロ①–⑤ (拡大ケース会議)
    """
    directory = directory or Directory(center.pk)
    found = Proposal(center, directory)
    if kind != MeetingKind.LIAISON:
        found.add_center(Role.DIRECTOR, *directory.in_posts(center.pk, Post.DIRECTOR))
    found.add_center(Role.CHIEF_COUNSELOR, *directory.in_posts(center.pk, Post.CHIEF_COUNSELOR))
    for case in cases:
        if kind == MeetingKind.CASE_MEETING:
            evaluation = getattr(case, "evaluation", None)
            found.add_center(Role.EVALUATION_COUNSELOR, evaluation.evaluator if evaluation else case.evaluation_counselor)
        found.add_center(Role.PROGRAM_COUNSELOR, case.program_counselor)
    for case in cases if kind != MeetingKind.CASE_MEETING else ():
        _add_outside(found, kind, case)
    return list(found.rows.values())


def _add_outside(found, kind, case):
    if kind == MeetingKind.LIAISON:
        if case.consignee:
            found.add_posts(case.consignee, Role.CORPORATION, Post.MANAGER)
    else:
        on = case.ended_on if case.state == CaseState.SUPPORT_ENDED else None
        for assignment in case.assignments.current(on).select_related("partner__organization", "partner__user"):
            partner = assignment.partner
            found.add(partner.organization, PARTNER_ROLES[partner.kind], partner.user, partner.name)
    if case.peso:
        found.add_posts(case.peso, Role.PESO_OFFICER, Post.PESO_OFFICER)
    if kind != MeetingKind.LIAISON:
        for agency_id in _agencies(case):
            found.add_posts(found.directory.organizations[agency_id], Role.WELFARE_AGENCY, Post.AGENCY_STAFF)


def _agencies(case):
    """The other agencies around the person: those named in the plan, and those the person agreed to share with."""
    is_agency = {"organization__kind": OrganizationKind.AGENCY}
    consents = Consent.objects.filter(person=case.person_id, purpose=ConsentPurpose.SHARE_EXPANDED_MEETING).valid()
    named = [
        *PlanCooperation.objects.filter(plan__case=case, **is_agency).values_list("organization", flat=True),
        *ConsentRecipient.objects.filter(consent__in=consents, **is_agency).values_list("organization", flat=True),
    ]
    return dict.fromkeys(named)


def missing(kind, attendees, cases):
    """(names of the main members nobody stands for, clause): shown, never refused before the meeting."""
    roles = {role for attendee in attendees for role in attendee.roles}
    if kind == MeetingKind.CASE_MEETING:
        return [Role(role).label for role in CASE_MEETING_ROLES if role not in roles], CASE_MEETING_MEMBERS
    if kind != MeetingKind.LIAISON:
        return missing_groups(attendees, cases[0]), EXPANDED_MEMBERS
    kinds = {attendee.organization.kind for attendee in attendees if attendee.organization}
    wanted = [OrganizationKind.CORPORATION, OrganizationKind.PESO]
    if cases and all(case.living_support == LivingSupport.DISPATCHED for case in cases):
        wanted = [OrganizationKind.PESO]
    return [kind.label for kind in wanted if kind not in kinds], MEETINGS
