"""Who may do what on the corporation's track: predicates, then verb → predicate."""

import rules

from partners.enums import PartnerKind
from shokuiki.accounts.enums import Post


@rules.predicate
def is_manager_of_applicant(user, application):
    return user.holds(application.organization_id, Post.MANAGER)


@rules.predicate
def reviews_at_center(user, noun):
    return user.holds(noun.center_id, Post.CHIEF_COUNSELOR, Post.PROGRAM_COUNSELOR)


@rules.predicate
def receives_at_center(user, noun):
    return user.holds(noun.center_id, Post.CHIEF_COUNSELOR, Post.PROGRAM_COUNSELOR, Post.CLERK)


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
    rules.add_perm(f"{APPLICATION}.{verb}", is_manager_of_applicant)
rules.add_perm(f"{APPLICATION}.receive", receives_at_center)
for verb in ("write_opinion", "return_to_applicant", "ask_decision"):
    rules.add_perm(f"{APPLICATION}.{verb}", reviews_at_center)
for verb in ("select", "reject", "send_back"):
    rules.add_perm(f"{APPLICATION}.{verb}", directs_center)
rules.add_perm(f"{APPLICATION}.read_opinion", works_at_center)

for verb in ("create", "revoke"):
    rules.add_perm(f"partners.selection.{verb}", directs_center)
for verb in ("create", "edit"):
    rules.add_perm(f"partners.workplace.{verb}", counsels_somewhere)
    rules.add_perm(f"partners.partner.{verb}", registers_partner)
