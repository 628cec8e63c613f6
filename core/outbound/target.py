"""An address that a person typed, read strictly: what we understood is exactly what will be asked."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.outbound.errors import Refused

MAX_LENGTH = 2000
PORTS = {"http": 80, "https": 443}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^#]*)")
_VISIBLE = re.compile(r"[!-~]*")
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go: ``host`` is a lower-case name or a canonical address without brackets; ``path`` holds the query."""

    scheme: str
    host: str
    port: int
    path: str = "/"

    @property
    def address(self) -> Address | None:
        """The host as an address, where it is one."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS.get(self.scheme) else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def parse(url: str) -> Target:
    """A URL as a Target; a fragment is left out. Raises Refused with a sentence for the person who typed it."""
    if len(url) > MAX_LENGTH:
        raise Refused("too-long", _("The address is longer than 2000 characters."))
    if not _VISIBLE.fullmatch(url) or "\\" in url:
        raise Refused(
            "not-ascii",
            _("Write the address in plain ASCII characters without spaces; a name with õ, ä, ö or ü begins with xn--."),
        )
    match = _URL.match(url)
    if match is None or match[1].lower() not in PORTS:
        raise Refused("scheme", _("The address must begin with http:// or https://."))
    scheme = match[1].lower()
    host, port = _authority(match[2])
    path = match[3] if match[3].startswith("/") else f"/{match[3]}"
    return Target(scheme, host, PORTS[scheme] if port is None else port, path)


def parse_host(host: str, port: int) -> Target:
    """A host and a port of a TCP or TLS check as a Target. Raises Refused."""
    if not _VISIBLE.fullmatch(host) or len(host) > MAX_LENGTH:
        raise Refused("not-ascii", _("Write the host name in plain ASCII characters without spaces."))
    bracketed = f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
    name, extra = _authority(bracketed)
    if extra is not None:
        raise Refused("host", _("Write the host name without a port."))
    return Target("tcp", name, _port(str(port)))


def _authority(text: str) -> tuple[str, int | None]:
    if "@" in text:
        raise Refused("userinfo", _("The address must not hold a user name or password."))
    match = _AUTHORITY.fullmatch(text)
    if match is None or not match[1]:
        raise Refused("host", _("The address holds no readable host name."))
    host = match[1].lower()
    host = _ipv6(host[1:-1]) if host.startswith("[") else _name(host)
    return host, None if match[2] is None else _port(match[2])


def _port(text: str) -> int:
    if not 1 <= int(text) <= 65535:
        raise Refused("port", _("The port must be from 1 to 65535."))
    return int(text)


def _ipv6(text: str) -> str:
    try:
        if "%" in text:
            raise ValueError
        return str(ipaddress.IPv6Address(text))
    except ValueError:
        raise Refused("ipv6", _("The IPv6 address is not readable; zone identifiers are not allowed.")) from None


def _name(host: str) -> str:
    """A name of letters, digits and hyphens, or a dotted quad: what ends in a number can only be an IPv4 address."""
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(host)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused("host", _("The address holds no readable host name."))
    return host


def _ipv4(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise Refused("ipv4", _("Write the IPv4 address as four decimal numbers, such as 192.0.2.10.")) from None
