"""Which addresses the door opens to. Every answer of the name service must pass, not just the first.

``ipaddress.is_global`` alone is no guard (nine ways through on Python 3.11), hence the tables of IANA's special-purpose
registries below; it is asked on top of them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.outbound.dns import Resolver, lookup
from core.outbound.errors import Failure, Refused
from core.outbound.target import Address, Target

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Class = Literal["never", "loopback", "private", "public"]


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(each) for each in text.split())


LOOPBACK = _networks("127.0.0.0/8 ::1/128")
NEVER = _networks(
    # this network, link-local with the clouds' metadata, multicast, reserved with broadcast
    "0.0.0.0/8 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 fe80::/10 ff00::/8 fd00:ec2::/32"
    # IPv4 hidden in IPv6: compatible, mapped, translated, NAT64, Teredo, 6to4
    " ::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 2001::/32 2002::/16"
)
PRIVATE = _networks(
    "10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16"
    " 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 2001::/23 2001:db8::/32 3fff::/20"
)
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all other IPv6 is local, reserved or unassigned
ISATAP = (0x00005EFE, 0x02005EFE)  # an interface identifier that hides an IPv4 address in any prefix


@dataclass(frozen=True, slots=True)
class AllowRule:
    """Opens a private network (or, outside production, loopback) on some ports. A never-range stays shut."""

    network: Network
    ports: Container[int]
    purpose: str = ""

    def opens(self, address: Address, port: int) -> bool:
        return address.version == self.network.version and address in self.network and port in self.ports


def classify(address: Address) -> Class:
    """``never``, ``loopback``, ``private`` (needs a rule) or ``public``."""
    if _is_in(address, LOOPBACK):
        return "loopback"
    if _is_in(address, NEVER) or _is_isatap(address):
        return "never"
    if _is_in(address, PRIVATE) or not address.is_global or address.is_private:
        return "private"
    return "public" if address.version == 4 or address in GLOBAL_UNICAST else "private"


def resolve(
    target: Target,
    allow: Sequence[AllowRule] = (),
    production: bool | None = None,
    *,
    resolver: Resolver | None = None,
    timeout_s: float = 5.0,
) -> list[str]:
    """The addresses of the target, each of them allowed. ``production`` None asks the settings.

    Raises Refused where one address is not allowed, Failure("dns" | "timeout") where there is no answer.
    """
    address = target.address
    found = [str(address)] if address else lookup(target.host, target.port, resolver=resolver, timeout_s=timeout_s)
    return admit(target, found, allow, production)


def admit(target: Target, found: Sequence[str], allow: Sequence[AllowRule], production: bool | None) -> list[str]:
    """The found addresses, in their order and once each; raises as ``resolve`` does."""
    if not found:
        raise Failure("dns", f"{target.host} has no address")
    if production is None:
        production = not getattr(settings, "DEMO", False)
    for each in found:
        _check(each, target.port, allow, production)
    return list(dict.fromkeys(found))


def _check(text: str, port: int, allow: Sequence[AllowRule], production: bool) -> None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise Refused("never", _("The portal never connects to this address."), text) from None
    kind = "never" if getattr(address, "scope_id", None) else classify(address)
    if kind == "never":
        raise Refused("never", _("The portal never connects to this address."), text)
    if kind == "loopback" and production:
        raise Refused("loopback", _("The portal does not connect to itself (loopback)."), text)
    if kind != "public" and not any(rule.opens(address, port) for rule in allow):
        raise Refused(
            kind, _("The address lies in a private network that the allow-list does not open on this port."), text
        )


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _is_isatap(address: Address) -> bool:
    return address.version == 6 and (int(address) >> 32) & 0xFFFFFFFF in ISATAP
