"""Versions of components."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import record
from components.access import COMPONENTS
from components.events import ReleasePublished
from components.models import Component, Release
from components.services import changes
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.fields import Translated
from core.models import Environment


@transaction.atomic
def add_release(
    *,
    component: Component,
    version: str,
    environment: str = Environment.PRODUCTION,
    released_at: datetime | None = None,
    notes: Translated | None = None,
    by: Actor,
) -> Release:
    """A version came (or is to come) into an environment at an instant (aware; now by default).

    Publishes ReleasePublished. Raises NotAllowed, Conflict (the version is there already) or Invalid.
    """
    COMPONENTS.require(by, "release")
    component = Component.objects.select_for_update().get(pk=component.pk)
    if component.archived_at:
        raise Invalid(_("The component is out of use."), field="component")
    version = version.strip()
    if Release.objects.filter(component=component, version=version, environment=environment).exists():
        raise Conflict(_("This version is already in this environment."), field="version")
    release = Release(component=component)
    facts = {
        "version": version,
        "environment": environment,
        "released_at": released_at or clock.now(),
        "notes": notes or Translated(),
    }
    changed = changes.apply(release, facts)
    subject = f"components.component:{component.pk}"
    record("components.add_release", by=by, subject=subject, label=str(release), changes=changed)
    publish(ReleasePublished(release_id=release.pk))
    return release
