"""Django's settings. What an operator may choose comes from `core.environment`; the rest is the house's own."""

import os
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from babel import Locale
from babel.localedata import locale_identifiers
from csp.constants import NONCE, NONE, SELF
from django.conf import global_settings

from evenhand.core.environment import environment

django_stubs_ext.monkeypatch()  # brackets on Django's generic classes, at run time too

ENVIRONMENT = environment()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = ENVIRONMENT.signing_key
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, *(["testserver"] if ENVIRONMENT.mode == "test" else [])]
ROOT_URLCONF = "evenhand.house.urls"
WSGI_APPLICATION = "evenhand.house.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "template_partials",
    "csp",
    "evenhand.core",
    "evenhand.ui",
    "evenhand.people",
    "evenhand.policies",
    "evenhand.shop",
    "evenhand.knowledge",
    "evenhand.cases",
    "evenhand.promises",
    "evenhand.phone",
    "evenhand.chat",
    "evenhand.routing",
    "evenhand.remedies",
    "evenhand.macros",
    "evenhand.surveys",
    "evenhand.drafting",
    "evenhand.standing",
    "evenhand.growth",
    "evenhand.quality",
    "evenhand.screens",
    "evenhand.demo",
    "evenhand.house",
    "allauth",  # after our rooms, whose templates replace its own
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "evenhand.people.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "evenhand.ui.middleware.NoticesMiddleware",
    "evenhand.ui.middleware.ProblemMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "evenhand.ui.templatetags.kept",
            ],
        },
    }
]

_database: dict[str, Any] = dict(dj_database_url.parse(ENVIRONMENT.effective_database_url, conn_max_age=600))
_database["CONN_HEALTH_CHECKS"] = True
if _database["ENGINE"] == "django.db.backends.sqlite3":
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # Durable and many readers beside one writer; a writer says so at its start, so that none can deadlock.
    _database["ENGINE"] = "evenhand.core.sqlite"
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }
    # A file, not memory: tests with several threads need several connections. Where there is a disk in memory, on that.
    _quick = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()  # noqa: S108 - tests only
    _database["TEST"] = {"NAME": f"{_quick}/evenhand-test-{os.getpid()}.sqlite3"}
else:
    _database["ENGINE"] = "evenhand.core.postgres"
    _database["OPTIONS"] = {
        # Any page of a disk is found as quickly as the next one; our queries are too small to be worth compiling.
        "options": "-c random_page_cost=1.1 -c jit=off",
        "server_side_binding": True,
        "prepare_threshold": 5,
        **_database.get("OPTIONS", {}),
    }
DATABASES = {"default": _database}

# Rate limits are counted here: by all processes of one machine, so they hold beside each other.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if ENVIRONMENT.mode == "test"
    else {
        "BACKEND": "evenhand.house.counts.CountsInFiles",
        "LOCATION": ENVIRONMENT.data_dir.resolve() / "cache",
    }
}

AUTHENTICATION_BACKENDS = [
    "evenhand.people.known.Accounts",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests only: hashing is slow by design
    if ENVIRONMENT.mode == "test"
    else [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:arrival"
LOGOUT_REDIRECT_URL = "people:sign_in"
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies
ACCOUNT_ADAPTER = "evenhand.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invite or a link proves the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "evenhand.people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = ENVIRONMENT.shop_name

SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique whatever their capitals: Account.Meta.constraints

LANGUAGE_CODE = ENVIRONMENT.language
# Those in which days and amounts can be written; a browser that asks for another gets the next one it names.
LANGUAGES = [each for each in global_settings.LANGUAGES if Locale.negotiate([each[0]], locale_identifiers(), sep="-")]
TIME_ZONE = ENVIRONMENT.time_zone
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT.mode == "test"
        else "evenhand.ui.storage.OneStylesheetStorage"
    },
}
WHITENOISE_USE_FINDERS = ENVIRONMENT.mode == "test"
WHITENOISE_AUTOREFRESH = ENVIRONMENT.mode == "test"  # else each client of a test reads all files at its start
MEDIA_ROOT = ENVIRONMENT.data_dir / "files"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
_https = ENVIRONMENT.effective_public_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_ENGINE = "evenhand.people.known"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.effective_public_url] if ENVIRONMENT.public_url else []
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "evenhand.house.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "stripe": {"level": "WARNING"},  # it tells of each request
    },
}
