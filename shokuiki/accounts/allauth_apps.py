"""allauth's apps, with what their administration would show put away.

判断: the administration never shows secrets of a sign-in: no session keys, no keys of a second factor. And a person
signs in with the one address of their account: allauth's list of further addresses would be a door nobody sees.
"""

from allauth.account.apps import AccountConfig
from allauth.mfa.apps import MFAConfig
from allauth.usersessions.apps import UserSessionsConfig
from django.contrib import admin


class Addresses(AccountConfig):
    def ready(self):
        super().ready()
        from allauth.account.models import EmailAddress
        from django.contrib.auth.models import Group

        admin.site.unregister([EmailAddress, Group])  # groups grant nothing here


class SecondFactor(MFAConfig):
    verbose_name = "二つ目の確認"

    def ready(self):
        super().ready()
        from allauth.mfa.models import Authenticator

        from shokuiki.accounts.second_factor_admin import AuthenticatorAdmin

        admin.site.unregister(Authenticator)
        admin.site.register(Authenticator, AuthenticatorAdmin)


class Sessions(UserSessionsConfig):
    verbose_name = "ログイン中の端末"

    def ready(self):
        super().ready()
        from allauth.usersessions.models import UserSession

        admin.site.unregister(UserSession)
