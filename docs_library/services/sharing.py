"""Links that open one version for a time."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Link
from core.privacy import mask
from docs_library.access import LIBRARY
from docs_library.lifecycle import VERSION
from docs_library.models import ShareLink, Version
from docs_library.models.sharing import PURPOSE
from docs_library.services.trail import locked, tell_trail

MOST_DAYS = 90


@transaction.atomic
def share(*, version: Version, whom: str, until_on: date, by: Actor) -> ShareLink:
    """A link that opens this version until the end of the day, for whoever holds it. Restricted ones are sent to
    somebody by name instead. Raises NotAllowed, Conflict or Invalid naming the field."""
    LIBRARY.require(by, "share")
    version = locked(version)
    if not VERSION.allows("share", version.state) or version.document.archived_at:
        raise Conflict(_("A version in the state “%(state)s” is not shared.") % {"state": version.get_state_display()})
    if Version.objects.restricted().filter(pk=version.pk).exists():
        raise Conflict(_("It is restricted: send it to somebody by name instead."))
    if not whom.strip():
        raise Invalid(_("Say for whom the link is."), field="whom")
    if not clock.today() <= until_on <= clock.today() + timedelta(MOST_DAYS):
        raise Invalid(_("Give a day within the next %(days)s days.") % {"days": MOST_DAYS}, field="until_on")
    end = clock.parse_local(f"{until_on:%Y-%m-%d}T23:59:59")
    link = Link.objects.create(purpose=PURPOSE, subject=f"docs_library.version:{version.pk}", expires_at=end)
    row = ShareLink.objects.create(version=version, link=link, whom=mask(whom.strip())[:200], by_name=by.name[:200])
    tell_trail("share", version.document, by, {"version": ["", version.label], "whom": ["", row.whom]})
    return row


@transaction.atomic
def revoke(*, share: ShareLink, by: Actor) -> ShareLink:
    """The link opens nothing from now on. Raises NotAllowed or Conflict (it was closed already)."""
    LIBRARY.require(by, "share")
    link = Link.objects.select_for_update().get(pk=share.link_id)
    if not link.is_open(clock.now()):
        raise Conflict(_("This link was closed already."))
    link.revoked_at = clock.now()
    link.save(update_fields=["revoked_at"])
    tell_trail("revoke_share", share.version.document, by, {"whom": [share.whom, ""]})
    share.link = link
    return share
