"""allauth's apps, with what their administration would show put away.

判断: the administration never shows secrets of a sign-in: no session keys, no keys of a second factor.
"""

from allauth.mfa.apps import MFAConfig
from allauth.usersessions.apps import UserSessionsConfig
from django.contrib import admin


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
