"""Who signs in (利用者), where they belong (団体・所属) and who is asked to join (招待)."""

from shokuiki.accounts.models.invitation import INVITATION_DAYS, Invitation
from shokuiki.accounts.models.membership import Membership
from shokuiki.accounts.models.organization import Organization
from shokuiki.accounts.models.user import User, UserManager

__all__ = ["INVITATION_DAYS", "Invitation", "Membership", "Organization", "User", "UserManager"]
