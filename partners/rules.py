"""Who may do what on the corporation's track: predicates, then verb → predicate."""

import rules

from partners.enums import PartnerKind
from partners.models.application import RECEIVING_POSTS
from shokuiki.accounts.enums import Post


@rules.predicate
def is_manager_of_applicant(user, application):
    return user.holds(application.organization_id, Post.MANAGER)


@rules.predicate
def reviews_at_center(user, noun):
    return user.holds(noun.center_id, Post.CHIEF_COUNSELOR, Post.PROGRAM_COUNSELOR)


@rules.predicate
def receives_at_center(user, noun):
    return user.holds(noun.center_id, *RECEIVING_POSTS)


@rules.predicate
def types_for_applicant(user, application):
    """代行入力: what came on paper, until the corporation's own 管理者 writes in it."""
    return application.is_typed_by_center and receives_at_center(user, application)


@rules.predicate
def directs_center(user, noun):
    return user.directs(noun.center_id)


@rules.predicate
def works_at_center(user, noun):
    return user.works_at(noun.center_id)


@rules.predicate
def counsels_somewhere(user, noun):
    """Workplaces and partners are shared between centers."""
    return any(user.counsels_at(center_id) for center_id in user.center_ids)


@rules.predicate
def registers_partner(user, partner):
    """Whom a center sends is registered by that center; the others are shared."""
    if partner.kind == PartnerKind.DISPATCHED:
        return user.counsels_at(partner.organization_id)
    return counsels_somewhere(user, partner)


APPLICATION = "partners.consignmentapplication"
for verb in ("create", "edit", "submit", "resubmit", "withdraw"):
    rules.add_perm(f"{APPLICATION}.{verb}", is_manager_of_applicant | types_for_applicant)
rules.add_perm(f"{APPLICATION}.receive", receives_at_center)
for verb in ("write_opinion", "return_to_applicant", "ask_decision"):
    rules.add_perm(f"{APPLICATION}.{verb}", reviews_at_center)
for verb in ("select", "reject", "send_back"):
    rules.add_perm(f"{APPLICATION}.{verb}", directs_center)
rules.add_perm(f"{APPLICATION}.read_opinion", works_at_center)

for verb in ("create", "suspend", "resume", "revoke"):
    rules.add_perm(f"partners.selection.{verb}", directs_center)
for verb in ("create", "edit"):
    rules.add_perm(f"partners.workplace.{verb}", counsels_somewhere)
    rules.add_perm(f"partners.partner.{verb}", registers_partner)
