"""One settings file for both ways of running.

Embedded (no ``DATABASE_URL``): SQLite, secret and mails under ``var/``, only this machine, no HTTPS.
Production (``DATABASE_URL`` given): PostgreSQL; secret, hosts and mail server are required and the start
refuses in one sentence what is missing; HTTPS and secure cookies are on.
"""

import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path

import bootstrap_wrapper
import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("SHOKUIKI_VAR", BASE_DIR / "var"))
DATABASE_URL = os.environ.get("DATABASE_URL", "")
EMBEDDED = not DATABASE_URL
TESTING = "pytest" in sys.modules

DEBUG = False


def required(name, what):
    """The value of an environment variable that production cannot start without."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"環境変数 {name} がありません。{what}を設定してから、もう一度起動してください。")
    return value


def embedded_secret():
    """The secret of an embedded installation: made once, readable by its owner only."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


if TESTING:
    SECRET_KEY = "only-for-tests"
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
elif EMBEDDED:
    SECRET_KEY = embedded_secret()
    ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
else:
    SECRET_KEY = required("SECRET_KEY", "50文字以上の秘密の文字列")
    ALLOWED_HOSTS = required("ALLOWED_HOSTS", "利用者が開くホスト名（コンマ区切り）").split(",")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

INSTALLED_APPS = [
    "shokuiki.accounts",
    "shokuiki.records",
    "shokuiki.japan",
    "shokuiki.pages",
    "shokuiki.files",
    "shokuiki.members",
    "partners",
    "cases",
    "meetings",
    "shokuiki.desk",
    "shokuiki.sample",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "shokuiki.accounts.allauth_apps.Addresses",
    "shokuiki.accounts.allauth_apps.SecondFactor",
    "shokuiki.accounts.allauth_apps.Sessions",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shokuiki.pages.middleware.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "shokuiki.pages.middleware.SoundRequestMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "shokuiki.accounts.middleware.IdleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shokuiki.accounts.middleware.SecondFactorMiddleware",
    "shokuiki.pages.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",  # the last: it answers for whatever page found somebody locked out
]

ROOT_URLCONF = "shokuiki.urls"
WSGI_APPLICATION = "shokuiki.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shokuiki.desk.frame.frame",
            ],
            "builtins": [
                "crispy_forms.templatetags.crispy_forms_tags",
                "django.templatetags.static",
                "shokuiki.pages.templatetags.japan",
                "shokuiki.pages.templatetags.parts",
            ],
        },
    }
]

# --- Database -------------------------------------------------------------------------------------------------
if EMBEDDED:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "shokuiki.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: of several writers none is lost to "database is locked"; therefore no ATOMIC_REQUESTS.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    }
else:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # the first: who is locked out is not looked at further
    "shokuiki.accounts.backends.StandingBackend",
    "rules.permissions.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "shokuiki.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "職域："
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Only wrong codes of a second factor reach this limit (wrong passwords: AXES_…); per person, from all addresses.
# The others: 法人の登録 (partners/views/registration.py).
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/30m/key",
    "register_corporation": "10/h/ip,3/h/key",
    "register_corporation_details": "20/h/ip",
}
# How many reverse proxies stand before the program: whose X-Forwarded-For tells the address of the other machine.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0" if EMBEDDED or TESTING else "1"))

# Second factor: whether center posts must have one (shokuiki/accounts/second_factor.py).
SECOND_FACTOR_REQUIRED = (
    os.environ.get("SECOND_FACTOR_REQUIRED", "off" if EMBEDDED else "on").lower() in ("on", "1", "true", "yes")
) and not TESTING
MFA_ADAPTER = "shokuiki.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account comes by a mail; a mere request for a new password notes its address as unproved
MFA_TOTP_ISSUER = "職域"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "shokuiki.accounts.forms.CodeForm",
    "reauthenticate": "shokuiki.accounts.forms.CodeAgainForm",
    "activate_totp": "shokuiki.accounts.forms.AppForm",
    "add_webauthn": "shokuiki.accounts.forms.PasskeyForm",
    "edit_webauthn": "shokuiki.accounts.forms.PasskeyNameForm",
}

# Lock-out after wrong passwords (shokuiki/accounts/lockout.py). Tests turn it on where it is their subject.
AXES_ENABLED = not TESTING
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=int(os.environ.get("LOCKOUT_MINUTES", "30")))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False
AXES_USERNAME_FORM_FIELD = "email"
AXES_USERNAME_CALLABLE = "shokuiki.accounts.lockout.username_of"
AXES_CLIENT_IP_CALLABLE = "shokuiki.accounts.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "shokuiki.accounts.lockout.locked_page"
AXES_SENSITIVE_PARAMETERS = [
    "username", "ip_address", "user_agent", "login", "email", "code", "credential", "next", "csrfmiddlewaretoken",
]
SIGN_IN_LOG_DAYS = int(os.environ.get("SIGN_IN_LOG_DAYS", "365"))  # how long sign-ins and failures stay on record

# What is counted and what was used (codes, tries) must be known to every process of the server.
if not EMBEDDED and not TESTING:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }

# How long a session lasts (shokuiki/accounts/idle.py), in seconds.
SESSION_IDLE_SECONDS = int(os.environ.get("SESSION_IDLE_MINUTES", "30")) * 60
SESSION_WARNING_SECONDS = 5 * 60  # before the end
SESSION_SAVE_SECONDS = 60  # before the end
# The last activity is written at most this often. Never in tests, which count queries, unless it is their subject.
SESSION_NOTE_SECONDS = 24 * 60 * 60 if TESTING else 60
SESSION_COOKIE_AGE = 12 * 60 * 60  # the longest, however busy
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Language, forms, history -----------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True

# --- Static files: ours, and Bootstrap from its installed package ------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Outside every folder that is served; handed out by shokuiki.files alone.
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": os.environ.get("ATTACHMENTS_DIR", "").strip() or VAR_DIR / "attachments",
            "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700,
        },
    },
    # Tests serve plain files: with a manifest every asset of the live server would be a 404.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Attachments ------------------------------------------------------------------------------------------------
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
ATTACHMENT_MAX_PIXELS = 50_000_000
ATTACHMENTS_PER_NOUN = 20
# ClamAV: where one of the two is set, a file stays locked until it is found clean.
CLAMAV_SOCKET = os.environ.get("CLAMAV_SOCKET", "").strip()
CLAMAV_HOST = os.environ.get("CLAMAV_HOST", "").strip()
CLAMAV_PORT = int(os.environ.get("CLAMAV_PORT", "3310"))
CLAMAV_TIMEOUT = 15  # seconds without an answer

# --- Mail -------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "shokuiki@localhost")
if EMBEDDED:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
elif not TESTING:
    EMAIL_HOST = required("EMAIL_HOST", "メールサーバーの名前")
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = True

# --- The edges --------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "frame-src": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
# What no page here uses is switched off in the browser; passkeys stay ours.
PERMISSIONS_POLICY = {
    "accelerometer": [], "autoplay": [], "camera": [], "display-capture": [], "encrypted-media": [], "fullscreen": [],
    "geolocation": [], "gyroscope": [], "magnetometer": [], "microphone": [], "midi": [], "payment": [],
    "picture-in-picture": [], "screen-wake-lock": [], "serial": [], "usb": [], "xr-spatial-tracking": [],
    "publickey-credentials-create": "self", "publickey-credentials-get": "self",
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# In bytes. A page that takes files says its own limit (`upload_limit`); files of up to 2.5 MB wait in memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
CSRF_FAILURE_VIEW = "shokuiki.pages.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # a link in a mail finds one signed in
# What is told after an action stays on the server: a cookie would lie in the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if not EMBEDDED and not TESTING:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Browsers take such a cookie only over HTTPS and only from this very host.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True

# Nothing about a person in logs: requests are logged by path only, and paths carry numbers, never names; of an
# exception the lines of code are logged, not its words, which may hold a row. No mail carries one.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"nameless": {"()": "shokuiki.pages.logs.NamelessFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "nameless"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
