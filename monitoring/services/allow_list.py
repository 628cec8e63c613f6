"""The openings in the outbound door: private networks of the agency, for checks only."""

from __future__ import annotations

import ipaddress
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import audit
from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.outbound import classify
from monitoring.access import MONITORING
from monitoring.models import AllowedTarget
from monitoring.rules import ports as port_rules


@transaction.atomic
def open_network(
    *, network: str, ports: str, purpose: str, owner: str, by: Actor, expires_on: date | None = None
) -> AllowedTarget:
    """A new opening. Raises Invalid where the network or the ports are not readable or may never be opened."""
    MONITORING.require(by, "allow_list")
    if expires_on and expires_on < clock.today():
        raise Invalid(_("The end has passed already."), field="expires_on")
    row = AllowedTarget.objects.create(
        network=_network(network), ports=_ports(ports), purpose=purpose, owner=owner, expires_on=expires_on
    )
    _audit("open_network", row, by)
    return row


@transaction.atomic
def close_network(*, target: AllowedTarget, by: Actor) -> AllowedTarget:
    """End an opening at once; the row stays."""
    MONITORING.require(by, "allow_list")
    target = AllowedTarget.objects.select_for_update().get(pk=target.pk)
    if target.archived_at is None:
        target.archived_at = clock.now()
        target.save(update_fields=["archived_at"])
        _audit("close_network", target, by)
    return target


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text.strip())
    except ValueError:
        raise Invalid(_("Write a network such as 10.20.0.0/16 or one address."), field="network") from None
    kinds = {classify(network[0]), classify(network[-1])}
    if "never" in kinds or network.prefixlen < (8 if network.version == 4 else 16):
        raise Invalid(_("This network is never opened."), field="network")
    if "loopback" in kinds and not settings.DEMO:
        raise Invalid(_("The portal does not connect to itself (loopback)."), field="network")
    return str(network)


def _ports(text: str) -> str:
    try:
        return str(port_rules.parse(text))
    except ValueError as error:
        raise Invalid(_("Not a port or range of ports: %(part)s") % {"part": error}, field="ports") from None


def _audit(action: str, row: AllowedTarget, by: Actor) -> None:
    subject = f"monitoring.allowedtarget:{row.pk}"
    audit.record(f"monitoring.{action}", by=by, subject=subject, label=str(row), reason=row.purpose)
