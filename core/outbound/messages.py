"""What goes out through the door and what comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography import x509
from django.utils.translation import gettext_lazy as _

from core.outbound.addresses import AllowRule
from core.outbound.errors import Refused
from core.outbound.target import Target, parse

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MAX_REDIRECTS = 3
CONNECT_S = 5.0
OURS = {"host", "content-length", "transfer-encoding", "connection", "te", "upgrade", "expect", "proxy-authorization"}
CREDENTIALS = {"authorization", "cookie"}
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t -~]*")


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One question. ``timeout_s`` is the deadline of it all: name service, connection, every redirect, the last byte.

    ``allow`` opens private addresses; ``production`` None asks the settings whether loopback may be opened at all.
    ``follow`` is how many redirects are followed (0 to 3), each through the door again. ``key`` is the caller's own.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    timeout_s: float = 10.0
    connect_s: float = CONNECT_S
    max_bytes: int = 1_000_000
    allow: Sequence[AllowRule] = ()
    follow: int = 0
    verify_tls: bool = True
    ca_file: str | None = None
    production: bool | None = None
    key: Any = None

    def checked(self) -> Target:
        """Where it goes. Raises Refused where the address, the method or a header may not go out."""
        if not 0 <= self.follow <= MAX_REDIRECTS:
            raise ValueError(f"follow must be from 0 to {MAX_REDIRECTS}")
        if self.method not in METHODS:
            raise Refused("method", _("This method of request is not supported."), self.method)
        for name, value in self.headers.items():
            if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value) or name.lower() in OURS:
                raise Refused("header", _("This header cannot be sent."), name)
        return parse(self.url)

    def redirected(self, target: Target, status: int, to: Target) -> Request:
        """The request that a redirect asks for; credentials stay with their origin."""
        changed = replace(self, url=to.url)
        if status == 303 or (status in (301, 302) and self.method == "POST"):
            changed = replace(changed, method="HEAD" if self.method == "HEAD" else "GET", body=None)
        if to.origin != target.origin:
            kept = {name: value for name, value in self.headers.items() if name.lower() not in CREDENTIALS}
            changed = replace(changed, headers=kept)
        return changed


@dataclass(frozen=True, slots=True)
class Certificate:
    """The other side's own certificate; ``der`` as it came, dates in UTC."""

    der: bytes

    @property
    def parsed(self) -> x509.Certificate:
        """By cryptography. Raises ValueError where it is no readable certificate."""
        return x509.load_der_x509_certificate(self.der)


@dataclass(frozen=True, slots=True)
class Response:
    """The answer. Header names are in lower case, repeated ones joined by a comma; ``peer`` is the address that spoke.

    ``timings`` are milliseconds: ``dns``, ``connect``, ``tls``, ``first_byte`` of the last hop, each from its start;
    ``total`` of all hops.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    timings: Mapping[str, float]
    peer: str
    url: str
    certificate: Certificate | None = None
    redirects: tuple[str, ...] = ()
