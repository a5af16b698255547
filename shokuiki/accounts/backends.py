"""Who is signed in, read with where they belong."""

from allauth.account.auth_backends import AuthenticationBackend

from shokuiki.accounts.models import Membership


class StandingBackend(AuthenticationBackend):
    """Signs in as allauth does. The person of a session comes with their memberships: every page asks for both."""

    def get_user(self, user_id):
        standing = list(Membership.objects.standing().filter(user=user_id).select_related("user"))
        if not standing:
            return super().get_user(user_id)
        user = standing[0].user
        if not self.user_can_authenticate(user):
            return None
        user.standing = standing
        return user
