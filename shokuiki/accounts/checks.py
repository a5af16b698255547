"""``manage.py check``: settings of the sign-in that contradict each other or open production."""

from allauth.mfa import app_settings as mfa
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

AXES_BACKEND = "axes.backends.AxesStandaloneBackend"
AXES_MIDDLEWARE = "axes.middleware.AxesMiddleware"


@register(Tags.security)
def sign_in_settings(app_configs, **kwargs):
    found = [*idle_problems(), *lockout_problems()]
    if not settings.EMBEDDED and not settings.TESTING:
        found += production_problems()
    return found


def idle_problems():
    """The order in which a session ends: draft saved, after the warning, before the hard limit."""
    order = [
        settings.SESSION_NOTE_SECONDS, settings.SESSION_SAVE_SECONDS, settings.SESSION_WARNING_SECONDS,
        settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE,
    ]
    if order[0] > 0 and order[0] <= order[1] < order[2] < order[3] <= order[4]:
        return []
    words = "SESSION_NOTE_SECONDS ≦ SESSION_SAVE_SECONDS ＜ SESSION_WARNING_SECONDS ＜ SESSION_IDLE_SECONDS ≦ SESSION_COOKIE_AGE"
    return [Error(f"操作がないときの時間の順が合いません（{words}）。", id="accounts.E001")]


def lockout_problems():
    """django-axes counts only as the first backend, and answers only as the last middleware."""
    if settings.AUTHENTICATION_BACKENDS[0] == AXES_BACKEND and settings.MIDDLEWARE[-1] == AXES_MIDDLEWARE:
        return []
    return [Error(f"{AXES_BACKEND} を最初に、{AXES_MIDDLEWARE} を最後に置いてください。", id="accounts.E002")]


def production_problems():
    if not settings.AXES_ENABLED or not settings.AXES_COOLOFF_TIME:
        yield Error("ログインの失敗による停止（django-axes）が働いていません。", id="accounts.E003")
    if settings.CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache")):
        yield Error("使ったコードと試した回数を、サーバーの全部のプロセスで共有できません（CACHES）。", id="accounts.E005")
    if mfa.WEBAUTHN_ALLOW_INSECURE_ORIGIN:
        yield Error("パスキーを HTTPS でないところで受け付ける設定になっています。", id="accounts.E004")
    if not settings.SECOND_FACTOR_REQUIRED:
        yield Warning(
            "センターの職員に二つ目の確認（認証アプリ・パスキー）を求めていません。",
            hint="環境変数 SECOND_FACTOR_REQUIRED を on にしてください。",
            id="accounts.W001",
        )
