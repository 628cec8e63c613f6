"""Plain TCP and TLS through the same door: the same addresses, one deadline for everything."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.outbound.addresses import AllowRule, resolve
from core.outbound.dns import Resolver
from core.outbound.errors import Failure, Refused
from core.outbound.messages import Certificate
from core.outbound.target import parse_host


@dataclass(frozen=True, slots=True)
class Peer:
    """Who answered on TCP. ``timings`` in milliseconds: dns, connect, total."""

    address: str
    port: int
    timings: dict[str, float]


@dataclass(frozen=True, slots=True)
class TlsPeer:
    """Who answered on TLS. ``problem`` is empty where the certificate verified for the name, else OpenSSL's words."""

    address: str
    port: int
    version: str
    cipher: str
    certificate: Certificate
    problem: str
    timings: dict[str, float]

    @property
    def is_verified(self) -> bool:
        return not self.problem


class _Clock:
    """One deadline for several steps, and how long each took."""

    def __init__(self, timeout_s: float) -> None:
        self.began = self._mark = time.monotonic()
        self._ends = self.began + timeout_s
        self.timings: dict[str, float] = {}

    def left(self) -> float:
        """Seconds; raises Failure("timeout") where none are left."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Failure("timeout", "no time was left")
        return left

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.timings[name] = round((now - self._mark) * 1000, 3)
        self.timings["total"] = round((now - self.began) * 1000, 3)
        self._mark = now


def connect(
    host: str,
    port: int,
    *,
    timeout_s: float = 10.0,
    allow: Sequence[AllowRule] = (),
    production: bool | None = None,
    resolver: Resolver | None = None,
) -> Peer:
    """Connects and hangs up; ``timeout_s`` covers name and connection. Raises Refused or Failure."""
    clock = _Clock(timeout_s)
    found = _found(host, port, clock, allow, production, resolver)
    with _connected(found, port, clock) as (_sock, address):
        return Peer(address, port, clock.timings)


def tls_peer(
    host: str,
    port: int,
    *,
    timeout_s: float = 10.0,
    allow: Sequence[AllowRule] = (),
    production: bool | None = None,
    resolver: Resolver | None = None,
    server_name: str | None = None,
    ca_file: str | None = None,
) -> TlsPeer:
    """Shakes hands, verifies, and tells of the certificate also where it does not verify. Raises Refused or Failure.

    ``server_name`` is asked for (SNI) and verified instead of ``host``; ``ca_file`` replaces the machine's roots.
    """
    clock, name = _Clock(timeout_s), server_name or parse_host(host, port).host
    found = _found(host, port, clock, allow, production, resolver)
    try:
        return _handshake(found, port, clock, ssl.create_default_context(cafile=ca_file), name)
    except ssl.SSLCertVerificationError as error:
        problem = error.verify_message
    return _handshake(found, port, clock, _unverified(), name, problem)


def _found(
    host: str,
    port: int,
    clock: _Clock,
    allow: Sequence[AllowRule],
    production: bool | None,
    resolver: Resolver | None,
) -> list[str]:
    found = resolve(parse_host(host, port), allow, production, resolver=resolver, timeout_s=clock.left())
    clock.lap("dns")
    return found


def _handshake(
    found: Sequence[str], port: int, clock: _Clock, context: ssl.SSLContext, name: str, problem: str = ""
) -> TlsPeer:
    with _connected(found, port, clock) as (sock, address):
        try:
            sock.settimeout(clock.left())
            with context.wrap_socket(sock, server_hostname=name) as secured:
                clock.lap("tls")
                return _tls_peer(secured, address, port, problem, clock)
        except ssl.SSLCertVerificationError:
            raise
        except TimeoutError as error:
            raise Failure("timeout", "the TLS handshake did not end", timings=clock.timings) from error
        except OSError as error:
            raise Failure("tls", str(error), timings=clock.timings) from error


def _tls_peer(secured: ssl.SSLSocket, address: str, port: int, problem: str, clock: _Clock) -> TlsPeer:
    cipher, version, der = secured.cipher(), secured.version(), secured.getpeercert(binary_form=True)
    return TlsPeer(
        address, port, version or "", cipher[0] if cipher else "", Certificate(der or b""), problem, clock.timings
    )


def _unverified() -> ssl.SSLContext:
    """Only to read the certificate that did not verify: nothing is said over this connection."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@contextlib.contextmanager
def _connected(found: Sequence[str], port: int, clock: _Clock) -> Iterator[tuple[socket.socket, str]]:
    sock, address = _first(found, port, clock)
    with sock:
        clock.lap("connect")
        _verify_peer(sock, found)
        yield sock, address


def _first(found: Sequence[str], port: int, clock: _Clock) -> tuple[socket.socket, str]:
    """The first address that answers; a dead one may use an equal share of the time that is left."""
    failure = Failure("connect")
    for n, address in enumerate(found):
        try:
            return socket.create_connection((address, port), timeout=clock.left() / (len(found) - n)), address
        except ConnectionRefusedError as error:
            failure = Failure("refused", str(error), timings=clock.timings)
        except TimeoutError:
            failure = Failure("timeout", f"{address} did not answer", timings=clock.timings)
        except OSError as error:
            failure = Failure("connect", str(error), timings=clock.timings)
    raise failure


def _verify_peer(sock: socket.socket, found: Sequence[str]) -> None:
    peer = sock.getpeername()[0]
    if ipaddress.ip_address(peer) not in {ipaddress.ip_address(each) for each in found}:
        raise Refused("peer", _("The connection led to another address than the one that was checked."), peer)
