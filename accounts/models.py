"""People, the organisations they belong to, in which role, who stands in for whom, and the audit trail."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts import querysets
from core import clock
from core.actor import ADMIN, ROLES
from core.models import Stamped

ROLE_LABELS = {
    "owner": _("component owner"),
    "lead": _("lead specialist"),
    "manager": _("manager"),
    "staff": _("official"),
    "resolver": _("resolver"),
    "partner": _("contractual partner"),
    "auditor": _("auditor"),
    "admin": _("administrator"),
}


class Organisation(Stamped):
    """An agency, company or local government that people, contracts and competences belong to."""

    class Kind(models.TextChoices):
        OWN = "own", _("our agency")
        AGENCY = "agency", _("agency")
        COMPANY = "company", _("company")
        DEVELOPER = "developer", _("developer")
        MUNICIPALITY = "municipality", _("local government")
        PROVIDER = "provider", _("service provider")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=200)
    registry_code = models.CharField(_("registry code"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=10, blank=True)

    objects = querysets.OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager.from_queryset(querysets.UserQuerySet)):
    def get_by_natural_key(self, email: str) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who signs in by e-mail. Roles come from memberships, never from the row itself."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(
        _("language"), max_length=2, choices=[("et", "Eesti"), ("en", "English"), ("ru", "Русский")], default="et"
    )
    title = models.CharField(_("position"), max_length=150, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's admin is for role admin alone; ``is_superuser`` does not exist."""
        return self.memberships.current().filter(role=ADMIN).exists()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff


class Membership(Stamped):
    """One role of one person in one organisation, for a time (both days included; no end = until further notice)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=[(role, ROLE_LABELS[role]) for role in ROLES])
    valid_from = models.DateField(_("valid from"), default=clock.today)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = querysets.MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(archived_at__isnull=True),
                name="membership_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class Substitution(Stamped):
    """Who stands in for whom, on which days (both included), and who named them."""

    absent = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name=_("absent"))
    substitute = models.ForeignKey(User, models.PROTECT, related_name="substitutions", verbose_name=_("substitute"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("named by"))
    reason = models.CharField(_("reason"), max_length=200)

    objects = querysets.SubstitutionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="substitution_ends_after_start"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitution_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} → {self.absent}"


class Invitation(Stamped):
    """An address asked to join with a role; opened by a link, used once."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=10, choices=[(role, ROLE_LABELS[role]) for role in ROLES])
    language = models.CharField(_("language"), max_length=2, default="et")
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = querysets.InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.email} · {self.role}"


class ApiToken(Stamped):
    """``prefix.secret`` for API clients: only the SHA-256 of the secret is kept; scoped, expiring, revocable."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.OwnRows.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"


class SavedFilter(Stamped):
    """A named query string of a list page, kept by one person."""

    user = models.ForeignKey(User, models.PROTECT, related_name="saved_filters")
    page = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500, blank=True)

    objects = querysets.OwnRows.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"], condition=Q(archived_at__isnull=True), name="saved_filter_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AuditRecord(models.Model):
    """One line of the trail: who, as whom, what, to what, old and new, why, when, from where. Append-only."""

    at = models.DateTimeField(default=clock.now)
    actor_kind = models.CharField(max_length=10)
    actor_name = models.CharField(max_length=200, blank=True)
    user_id = models.BigIntegerField(null=True)
    acting_for_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=45, blank=True)
    trace_id = models.CharField(max_length=36, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=100, blank=True)
    label = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    seal = models.ForeignKey("AuditSeal", models.PROTECT, null=True, related_name="records")

    objects = querysets.AuditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="audit_unsealed", condition=Q(seal__isnull=True)),
            models.Index(fields=["subject", "-at"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.label}"


class AuditSeal(models.Model):
    """A numbered batch of committed records; its hash covers the batch and the hash before it (SHA-256)."""

    number = models.PositiveBigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    objects = querysets.AuditQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.number}"


class AuditCheck(models.Model):
    """One verification of the whole trail: what it found, and when."""

    at = models.DateTimeField(default=clock.now)
    is_whole = models.BooleanField()
    batches = models.PositiveBigIntegerField()
    sealed = models.PositiveBigIntegerField()
    unsealed = models.PositiveBigIntegerField()
    broken = models.PositiveBigIntegerField(null=True)
    why = models.CharField(max_length=10, blank=True)
    last_hash = models.CharField(max_length=64, blank=True)

    objects = querysets.AuditCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="audit_check_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.is_whole}"
