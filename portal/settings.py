"""The one settings file. Every value that differs between places comes from the environment (portal.env)."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import env

BASE_DIR = env.ROOT
DATA_DIR = env.data_dir()
DEMO = env.demo()
PORTAL_URL = env.text("PORTAL_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
PRACTICE_URL = env.text("PRACTICE_URL", "http://127.0.0.1:18600").rstrip("/")
IS_HTTPS = PORTAL_URL.startswith("https://")

SECRET_KEY = env.secret("PORTAL_SECRET_KEY")
PORTAL_LINK_KEY = env.secret("PORTAL_LINK_KEY")
PORTAL_ENCRYPTION_KEYS = env.secret("PORTAL_ENCRYPTION_KEYS").split(",")
# Planned work is told so many hours ahead; for a weekend or a Monday also by this time of the Friday before.
NOTICE_HOURS = env.number("PORTAL_NOTICE_HOURS", 48)
WEEKEND_NOTICE_BY = env.time_of_day("PORTAL_WEEKEND_NOTICE_BY", "10:00")
PORTAL_OPS_NETWORKS = env.items("PORTAL_OPS_NETWORKS", ["127.0.0.0/8", "::1/128"])
ALLOWED_HOSTS = env.items("PORTAL_HOSTS", [urlsplit(PORTAL_URL).hostname or "", "127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "core.apps.CoreConfig",
    "accounts.apps.AccountsConfig",
    "notifications.apps.NotificationsConfig",
    "components.apps.ComponentsConfig",
    "partners.apps.PartnersConfig",
    "monitoring.apps.MonitoringConfig",
    "docs_library.apps.DocsLibraryConfig",
    "incidents.apps.IncidentsConfig",
    "planning.apps.PlanningConfig",
    "portal.apps.PortalConfig",
    "portal.admin_site.AdminConfig",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
]

MIDDLEWARE = [
    "portal.status.hurry.HurryMiddleware",
    "core.middleware.TraceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.LastSeenMiddleware",
    "accounts.middleware.ActorMiddleware",
    "core.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.surface.context",
            ],
            "builtins": ["core.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL", "")
# Brakes must be shared by all processes: Redis where there is one, else the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # at the default of 300, sign-ins under made-up names push brakes out
    }
}

# --- languages and time
LANGUAGE_CODE = "et"
LANGUAGES = [("et", "Eesti"), ("en", "English"), ("ru", "Русский")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Tallinn"  # shown; stored in UTC
USE_TZ = True

# --- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.adapters.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses come by invitation, which proves them
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letters to addresses that somebody typed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PORTAL_TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation proved it
MFA_TOTP_ISSUER = "Üldkomponentide portaal"
USERSESSIONS_TRACK_ACTIVITY = False  # True costs five queries on every page

# --- cookies and headers
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
# Links with tokens stay within. "no-referrer" would be one too much: a browser then names a form's origin "null", and
# Django refuses the form.
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "core.middleware.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = None  # served from where they lie (WHITENOISE_USE_FINDERS): nothing is collected
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "media",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
UPLOAD_LIMIT = env.number("PORTAL_UPLOAD_MB", 50) * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["core.files.limits.LimitHandler"]
CLAMD = env.text("PORTAL_CLAMD", "")
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# --- mail: without EMAIL_URL the demonstration keeps letters in its mailbox page
EMAIL_CONFIG = env.mail_settings()
DEFAULT_FROM_EMAIL = env.text("PORTAL_MAIL_FROM", "Üldkomponentide portaal <portaal@ska.example>")

# --- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.adapters.TokenAuthentication",
        "accounts.adapters.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.rest.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer", "core.rest.CSVRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.rest.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.rest.Pagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "core.api.Schema",
    "EXCEPTION_HANDLER": "core.rest.problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Üldkomponentide portaal",
    "DESCRIPTION": "Shared components, their checks, incidents, handovers, contacts and notices.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "PartyRoleEnum": "components.models.Party.Role",
        "NoticeChannelEnum": "notifications.models.channel_choices",
        "DeliveryStateEnum": "notifications.lifecycle.DELIVERY_STATES",
        "WebhookStateEnum": "notifications.lifecycle.ENDPOINT_STATES",
        "ResolverChannelEnum": "partners.models.ResolverGroup.Channel",
        "NoticeStateEnum": "notifications.lifecycle.NOTICE_STATES",
        "NoticeKindEnum": "notifications.models.NoticeKind",
        "ContractKindEnum": "partners.models.Contract.Kind",
        "InteractionKindEnum": "partners.models.Interaction.Kind",
        "ContractFileKindEnum": "partners.models.ContractFile.Kind",
        "XroadEnvironmentEnum": "partners.models.Subsystem.Environment",
        "CheckTypeEnum": "monitoring.models.check_type_choices",
        "DocumentTypeEnum": "docs_library.models.documents.type_choices",
        "DocumentAudienceEnum": "docs_library.models.Audience",
        "EnvironmentEnum": "core.models.Environment",
        "TextLanguageEnum": "core.fields.LANGUAGES",
        "ContractVerdictEnum": "partners.models.ContractDecision.Verdict",
        "ProposalVerdictEnum": "planning.models.plan.VERDICTS",
        "ProposalKindEnum": "planning.models.Proposal.Kind",
        "ProposalStateEnum": "planning.models.Proposal.State",
        "PlanLineStateEnum": "planning.models.PlanLine.State",
        "InputStateEnum": "planning.models.Input.State",
        "TaskStateEnum": "planning.models.Task.State",
        "TrainingStateEnum": "planning.models.Training.State",
        "RegistrationStateEnum": "planning.models.Registration.State",
        "AdviceStateEnum": "planning.models.AdviceRequest.State",
        "AccessRequestStateEnum": "planning.models.AccessRequest.State",
    },
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- logs: one JSON line an event (ECS names); no personal codes
LOGGING_CONFIG = "core.logs.configure"
LOGGING = {"level": env.text("PORTAL_LOG_LEVEL", "INFO")}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mail is unique regardless of case, by a constraint that Django does not see
PRODUCT_NAME = _("Shared Components Portal")
