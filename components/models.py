"""Systems, the shared components they use, who answers for them, and when work on them is planned."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from components import querysets
from components.lifecycle import MAINTENANCE_STATES
from core import clock
from core.deadlines import ALWAYS, ServiceHours, Unreadable, parse_hours
from core.fields import TranslatedField, new_public_id
from core.models import Environment, Stamped

MAINTENANCE_WORDS = {"planned": _("planned"), "done": _("done"), "cancelled": _("cancelled")}


SHARE_OF_TIME = [MinValueValidator(0), MaxValueValidator(100)]


def must_be_hours(text: str) -> None:
    """Service hours that the clocks can read. Raises ValidationError."""
    try:
        parse_hours(text)
    except Unreadable as error:
        raise ValidationError(_(error.msgid), params=error.params) from None


class Criticality(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class SystemGroup(Stamped):
    """A name for several systems shown together (SKAIS = SKAIS1 + both parts of SKAIS2)."""

    slug = models.SlugField(unique=True)
    name = TranslatedField()
    members = models.ManyToManyField("System", related_name="groups")

    objects = querysets.SystemQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)


class System(Stamped):
    """An information system: one of ours, or a neighbour that takes part in the same chain of work."""

    class Kind(models.TextChoices):
        OWN = "own", _("own system")
        NEIGHBOUR = "neighbour", _("neighbouring system")

    slug = models.SlugField(unique=True)
    name = TranslatedField()
    description = TranslatedField(blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    criticality = models.CharField(_("criticality"), max_length=10, choices=Criticality.choices)
    service_hours = models.CharField(_("service hours"), max_length=120, blank=True)
    users = models.CharField(_("users"), max_length=200, blank=True)
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("data controller"))
    processor = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("data processor"))
    source = models.CharField(max_length=10, blank=True)

    objects = querysets.SystemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)


class Component(Stamped):
    """A shared component of one of the four kinds, or an external service that ours depend on."""

    class Kind(models.TextChoices):
        AUTHENTICATION = "authentication", _("authentication and identification")
        LOGGING = "logging", _("logging")
        EXCHANGE = "exchange", _("data exchange")
        STYLE = "style", _("self-service style")
        EXTERNAL = "external", _("external service")

    class ExchangeRole(models.TextChoices):
        PROVIDER = "provider", _("provider of data services")
        CONSUMER = "consumer", _("consumer of data services")

    slug = models.SlugField(unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = TranslatedField()
    what = TranslatedField(blank=True)
    criticality = models.CharField(_("criticality"), max_length=10, choices=Criticality.choices, default="medium")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_components",
        verbose_name=_("owner"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputised_components",
        verbose_name=_("deputy"),
    )
    provider = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="provided_components",
        verbose_name=_("provider"),
    )
    xroad_member = models.CharField(_("X-tee member"), max_length=100, blank=True)
    exchange_role = models.CharField(max_length=10, choices=ExchangeRole.choices, blank=True)
    news_url = models.CharField(_("news"), max_length=300, blank=True)
    unwatched_because = models.CharField(_("not monitored, because"), max_length=300, blank=True)
    service_hours = models.CharField(_("service hours"), max_length=120, blank=True, validators=[must_be_hours])
    availability_target = models.DecimalField(
        _("availability target, %"), max_digits=5, decimal_places=2, null=True, blank=True, validators=SHARE_OF_TIME
    )
    source = models.CharField(max_length=10, blank=True)
    uses = models.ManyToManyField(System, through="ComponentUse", related_name="components")

    objects = querysets.ComponentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "slug"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_external(self) -> bool:
        return self.kind == self.Kind.EXTERNAL

    @property
    def hours(self) -> ServiceHours:
        """When it is to work; round the clock where nothing else is said."""
        return parse_hours(self.service_hours) if self.service_hours else ALWAYS


class ComponentUse(models.Model):
    """Which system uses which component."""

    component = models.ForeignKey(Component, models.CASCADE)
    system = models.ForeignKey(System, models.CASCADE)

    objects = querysets.SystemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "system"], name="component_use_unique")]

    def __str__(self) -> str:
        return f"{self.system} · {self.component}"


class Party(models.Model):
    """An organisation's part in a system or a component."""

    class Role(models.TextChoices):
        CONTROLLER = "controller", _("data controller")
        PROCESSOR = "processor", _("data processor")
        PROVIDER = "provider", _("provider")
        DEVELOPER = "developer", _("developer")
        USER = "user", _("user")

    system = models.ForeignKey(System, models.CASCADE, null=True, related_name="parties")
    component = models.ForeignKey(Component, models.CASCADE, null=True, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="parts")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    objects = querysets.SystemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(system__isnull=True) ^ Q(component__isnull=True), name="party_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=["system", "component", "organisation", "role"], nulls_distinct=False, name="party_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_role_display()}"


class Dependency(models.Model):
    """``component`` needs ``upstream``; ``effect`` is what people see when it is missing."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="needs")
    upstream = models.ForeignKey(Component, models.CASCADE, related_name="needed_by")
    effect = TranslatedField(blank=True)

    objects = querysets.SystemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["component", "upstream"], name="dependency_unique"),
            models.CheckConstraint(condition=~Q(component=F("upstream")), name="dependency_on_another"),
        ]

    def __str__(self) -> str:
        return f"{self.component} → {self.upstream}"


class Release(Stamped):
    """A version of a component that came, or is planned, into an environment."""

    component = models.ForeignKey(Component, models.PROTECT, related_name="releases")
    version = models.CharField(_("version"), max_length=40)
    environment = models.CharField(
        _("environment"), max_length=12, choices=Environment.choices, default=Environment.PRODUCTION
    )
    released_at = models.DateTimeField(_("released"), default=clock.now)
    notes = TranslatedField(_("release notes"), blank=True)

    objects = querysets.SystemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-released_at"]
        constraints = [models.UniqueConstraint(fields=["component", "version", "environment"], name="release_unique")]

    def __str__(self) -> str:
        return f"{self.component} {self.version}"


class Maintenance(Stamped):
    """Planned work on components: the times live here, the words in a notice."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    title = TranslatedField()
    components = models.ManyToManyField(Component, related_name="maintenances")
    environment = models.CharField(
        _("environment"), max_length=12, choices=Environment.choices, default=Environment.PRODUCTION
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(max_length=10, choices=MAINTENANCE_STATES, default="planned")
    pattern = models.ForeignKey("MaintenancePattern", models.PROTECT, null=True, blank=True, related_name="occurrences")
    pattern_on = models.DateField(null=True, blank=True, editable=False)
    window_reason = models.CharField(_("why in a payout window"), max_length=300, blank=True)
    late_reason = models.CharField(_("why told late"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = querysets.MaintenanceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="maintenance_ends_after_start"),
            models.UniqueConstraint(fields=["pattern", "pattern_on"], name="maintenance_once_per_pattern"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_begun(self) -> bool:
        return self.starts_at < clock.now()

    @property
    def is_going_on(self) -> bool:
        return self.state == "planned" and self.starts_at <= clock.now() < self.ends_at

    @property
    def state_word(self) -> str:
        return str(_("going on") if self.is_going_on else MAINTENANCE_WORDS[self.state])


class MaintenancePattern(Stamped):
    """Regular work of an organisation: the n-th weekday of each month, from and until on Tallinn's clock."""

    slug = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    environment = models.CharField(max_length=12, choices=Environment.choices)
    nth = models.PositiveSmallIntegerField()
    weekday = models.PositiveSmallIntegerField()
    from_time = models.TimeField()
    minutes = models.PositiveIntegerField()
    rule_text = models.CharField(max_length=200)
    source = models.CharField(max_length=30, blank=True)

    objects = querysets.SystemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(nth__range=(1, 5), weekday__range=(0, 6)), name="pattern_is_a_day")
        ]

    def __str__(self) -> str:
        return self.rule_text


class CriticalWindow(Stamped):
    """A payout window (väljamakseaeg): raises severity by one and forbids planned work on its systems."""

    slug = models.SlugField(unique=True)
    name = TranslatedField()
    rule = models.CharField(max_length=200)
    from_offset = models.CharField(max_length=20)
    until_offset = models.CharField(max_length=20)
    systems = models.ManyToManyField(System, related_name="critical_windows")

    objects = querysets.SystemQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[systems])

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)
