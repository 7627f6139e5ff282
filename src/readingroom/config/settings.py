"""Django's settings, from ``Env``. One module for every installation."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from readingroom.accounts.registration import read_registration
from readingroom.config import oidc
from readingroom.config.env import read_env, read_fault
from readingroom.config.hosts import allowed_hosts, framing_sites, trusted_origins
from readingroom.config.secrets import derive_secret, prepare_data_folder

PACKAGE_DIR = Path(__file__).resolve().parent.parent
ENV = read_env()
prepare_data_folder(ENV.data)

READINGROOM_DATA = ENV.data
READINGROOM_GRANT_SECRET = derive_secret(ENV.data, "grants")
READINGROOM_DEID_SECRET = derive_secret(ENV.data, "de-identification")
READINGROOM_PATIENT_SECRET = derive_secret(ENV.data, "patient-index")
READINGROOM_ANCHOR_SECRET = derive_secret(ENV.data, "date-anchors")
READINGROOM_AUDIT_SECRET = derive_secret(ENV.data, "audit-chain")
READINGROOM_ERASURE_SECRET = derive_secret(ENV.data, "erasures")
READINGROOM_BACKUP_SECRET = derive_secret(ENV.data, "backups")
READINGROOM_SECOND_PROOF_SECRET = derive_secret(ENV.data, "second-proofs")
READINGROOM_REGISTRATION = read_registration(
    ENV.registration,
    domains=ENV.registration_domains,
    institution=ENV.registration_institution,
    sends_mail=bool(ENV.email_host),
)
READINGROOM_OIDC_INSTITUTION = ENV.oidc_institution
READINGROOM_FAULT = read_fault()
READINGROOM_EXAM_RETENTION_DAYS = ENV.exam_retention_days
READINGROOM_BACKUP_DAYS = ENV.backup_days
READINGROOM_PREVIEW_FIRST = ENV.preview_first
READINGROOM_PATIENT_IMAGES_PUBLIC = ENV.patient_images_public
READINGROOM_SEARCH_URL = ENV.search_url
READINGROOM_EMBED_IN = framing_sites(ENV)
READINGROOM_LINK_KEY = ENV.link_key
READINGROOM_QUOTA_PERSON_GIB = ENV.quota_person_gib
READINGROOM_QUOTA_INSTITUTION_GIB = ENV.quota_institution_gib
READINGROOM_ADDRESS = ENV.url or f"http://{ENV.host}:{ENV.port}"

SECRET_KEY = derive_secret(ENV.data, "django").hex()
DEBUG = ENV.debug
ALLOWED_HOSTS = allowed_hosts(ENV)
CSRF_TRUSTED_ORIGINS = trusted_origins(ENV)
IS_HTTPS = ENV.url.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "readingroom.infra",
    "readingroom.accounts",
    "readingroom.archive",
    "readingroom.cases",
    "readingroom.learning",
    "readingroom.teaching",
    "readingroom.conference",
    "readingroom.search",
    "readingroom.dicomweb",
    "readingroom.dimse",
    "readingroom.web",
    "readingroom.api",
    "readingroom.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages alone come this way; it pads what it packs, so that its size tells no secret (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "readingroom.web.manners.OwnManners",
    "readingroom.web.errors.ErrorPages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "readingroom.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours before allauth's, whose templates have the same names.
        "DIRS": [PACKAGE_DIR / "web/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "readingroom.web.context.site",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(ENV.data / "library.sqlite3"),
        # Kept by its thread: opening one costs as much as a page's questions do.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            # secure_delete: what a row no longer says, the file no longer holds.
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds for which a link for a new password works
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:library"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "readingroom.accounts.adapter.ClosedSignUp"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:library"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds for which the last proof holds
MFA_ADAPTER = "readingroom.accounts.adapter.SecondProof"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers count this machine as safe; elsewhere passkeys need https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SOCIALACCOUNT_ADAPTER = "readingroom.accounts.adapter.InstitutionSignIn"
SOCIALACCOUNT_PROVIDERS = oidc.providers(ENV)
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_QUERY_EMAIL = False
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_CALLABLE = "readingroom.web.errors.too_many_attempts"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "readingroom.accounts.lockout.attempted_name"
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address"]
AXES_DISABLE_ACCESS_LOG = True  # attempts older than the cool-off go at the next one
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "readingroom_session"
CSRF_FAILURE_VIEW = "readingroom.web.errors.csrf_failure"
CSRF_COOKIE_NAME = "readingroom_csrf"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "worker-src": [SELF],
        "connect-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "form-action": [SELF, *oidc.form_targets(ENV)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"/static/readingroom/assets/.+-[A-Za-z0-9_-]{8}\.\w+$"

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["ingest", "default"],
    }
}

EMAIL_HOST, EMAIL_PORT = ENV.email_host, ENV.email_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.email_user, ENV.email_password
EMAIL_USE_TLS = not ENV.email_plain
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.email_from or "readingroom@localhost"
READINGROOM_SENDS_MAIL = bool(ENV.email_host)

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
FILE_UPLOAD_TEMP_DIR = str(ENV.data / "tmp")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "readingroom.config.logs.WithoutSecrets",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "readingroom": {"level": "INFO"},
        # pydicom quotes values in its warnings; nothing it says may reach a log.
        "pydicom": {"level": "CRITICAL"},
        # Django quotes the headers it refuses: whatever a stranger sent.
        "django.security": {"level": "CRITICAL"},
        # Django logs the path of refused requests; a path holds keys only, but is noise.
        "django.request": {"level": "ERROR"},
    },
}
