"""Access restriction of a version or of one of its annexes (Public Information Act § 34 to 42)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from core import clock
from core.models import Stamped
from docs_library import querysets
from docs_library.models.versions import Annex, Version
from docs_library.rules.restriction import BASES, BY_CODE, Basis


class Restriction(Stamped):
    """That a version (or one annex) is for internal use: on what basis, made when, valid until, whose.

    ``until_on`` is the last day; none where the basis ends with the approval. ``first_until_on`` is what it was before
    the one extension. It holds until its last day is over or somebody lifted it (``ended_on``), whether or not the
    tick has noticed.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="restrictions")
    annex = models.ForeignKey(Annex, models.PROTECT, null=True, blank=True, related_name="restrictions")
    basis = models.CharField(
        _("basis"), max_length=8, choices=[(each.code, f"{each.law}: {each.about}") for each in BASES]
    )
    holder = models.CharField(_("holder of the information"), max_length=200)
    made_on = models.DateField(_("made on"), default=clock.today)
    until_on = models.DateField(_("valid until"), null=True, blank=True)
    first_until_on = models.DateField(null=True, editable=False)
    extended_because = models.TextField(blank=True, editable=False)
    extended_by = models.CharField(max_length=200, blank=True, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    ended_because = models.TextField(blank=True, editable=False)
    by_name = models.CharField(max_length=200, editable=False)

    objects = querysets.RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("made_on")),
                name="restriction_ends_after_start",
                violation_error_message=_("A restriction can not end before it was made."),
            ),
            models.CheckConstraint(
                condition=Q(first_until_on__isnull=True, extended_because="")
                | (Q(first_until_on__isnull=False) & ~Q(extended_because="")),
                name="restriction_extended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_because="")
                | (Q(ended_on__isnull=False) & ~Q(ended_because="")),
                name="restriction_ended_with_reason",
            ),
            models.UniqueConstraint(
                fields=["version", "annex"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="restriction_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.law}"

    @property
    def ground(self) -> Basis:
        return BY_CODE[self.basis]

    @property
    def law(self) -> str:
        """The provision as it is printed."""
        return self.ground.law

    @property
    def is_active(self) -> bool:
        """Today."""
        return self.ended_on is None and (self.until_on is None or self.until_on >= clock.today())


class RestrictionCopy(models.Model):
    """To whom a restricted text was sent: they read it too, and were told of the mark (§ 41 (4))."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="copies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    by_name = models.CharField(max_length=200)

    objects = querysets.RestrictionCopyQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) ^ Q(user__isnull=True), name="restriction_copy_to_one"
            ),
            models.UniqueConstraint(
                fields=["restriction", "organisation", "user"], nulls_distinct=False, name="restriction_copy_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.user)
