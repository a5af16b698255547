"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers alone: accounts come from the center."""

    def is_open_for_signup(self, request):
        return False
