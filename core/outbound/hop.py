"""One transfer: a curl handle set up for a classified address, and what it saw."""

from __future__ import annotations

import errno
import ipaddress
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import pycurl
from django.utils.translation import gettext_lazy as _

from core.outbound.errors import Failure, Refused
from core.outbound.messages import Certificate, Request, Response
from core.outbound.target import Target

USER_AGENT = "uldkomponentide-portaal"
MAX_HEADERS = 64_000
WITH_BODY = ("POST", "PUT", "PATCH")  # an empty one is sent as such
KINDS = {
    pycurl.E_OPERATION_TIMEDOUT: "timeout",
    pycurl.E_COULDNT_RESOLVE_HOST: "dns",
    pycurl.E_COULDNT_CONNECT: "connect",
    pycurl.E_SEND_ERROR: "connect",
    pycurl.E_RECV_ERROR: "connect",
    pycurl.E_GOT_NOTHING: "connect",
    pycurl.E_FILESIZE_EXCEEDED: "too_large",
    pycurl.E_SSL_CONNECT_ERROR: "tls",
    pycurl.E_PEER_FAILED_VERIFICATION: "tls",
    pycurl.E_SSL_CERTPROBLEM: "tls",
    pycurl.E_SSL_CIPHER: "tls",
    pycurl.E_SSL_CACERT_BADFILE: "tls",
}


@dataclass(eq=False)
class Hop:
    """``asked`` is the caller's request, ``now`` the one of this hop, ``passed`` the addresses redirected from."""

    asked: Request
    now: Request
    target: Target
    began: float
    passed: tuple[str, ...] = ()
    curl: pycurl.Curl | None = None
    _opened: float = field(default_factory=time.monotonic)
    _connecting: float = 0.0
    _names: pycurl.CurlShare = field(default_factory=pycurl.CurlShare)
    _addresses: tuple[str, ...] = ()
    _body: bytearray = field(default_factory=bytearray)
    _head: list[bytes] = field(default_factory=list)
    _stopped: Failure | None = None

    @property
    def ends(self) -> float:
        return self.began + self.asked.timeout_s

    def elapsed_ms(self) -> float:
        return round((time.monotonic() - self.began) * 1000, 3)

    def onward(self, status: int, to: Target) -> Hop:
        """The next hop of a redirect."""
        now = self.now.redirected(self.target, status, to)
        return Hop(self.asked, now, to, self.began, (*self.passed, self.target.url))

    def prepare(self, addresses: Sequence[str], left_s: float) -> pycurl.Curl:
        """A handle ready to go. Raises Failure("timeout") where no time is left."""
        if left_s <= 0:
            raise Failure("timeout", "no time was left to connect")
        self._addresses = tuple(addresses)
        self._connecting = time.monotonic()
        self.curl = curl = pycurl.Curl()
        self._pin(curl)
        self._limit(curl, left_s)
        self._fill(curl)
        return curl

    def _pin(self, curl: pycurl.Curl) -> None:
        curl.setopt(pycurl.URL, self.target.url)
        curl.setopt(pycurl.PATH_AS_IS, 1)
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.NOPROXY, "*")
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.FRESH_CONNECT, 1)
        curl.setopt(pycurl.FORBID_REUSE, 1)
        curl.setopt(pycurl.PREREQFUNCTION, self._verify_peer)
        if not self.target.address:
            bracketed = ",".join(f"[{each}]" if ":" in each else each for each in self._addresses)
            curl.setopt(pycurl.RESOLVE, [f"{self.target.host}:{self.target.port}:{bracketed}"])
            # its own name cache: what pins one request is never seen by another of the batch
            self._names.setopt(pycurl.SH_SHARE, pycurl.LOCK_DATA_DNS)
            curl.setopt(pycurl.SHARE, self._names)
        curl.setopt(pycurl.SSL_VERIFYPEER, int(self.now.verify_tls))
        curl.setopt(pycurl.SSL_VERIFYHOST, 2 if self.now.verify_tls else 0)
        if trusted := self.now.ca_file or _system_ca_file():
            curl.setopt(pycurl.CAINFO, trusted)

    def _limit(self, curl: pycurl.Curl, left_s: float) -> None:
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.TIMEOUT_MS, max(1, int(left_s * 1000)))
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, int(min(left_s, self.now.connect_s) * 1000)))
        if self.now.method != "HEAD":  # its Content-Length promises nothing
            curl.setopt(pycurl.MAXFILESIZE_LARGE, self.now.max_bytes)
        curl.setopt(pycurl.WRITEFUNCTION, self._write)
        curl.setopt(pycurl.HEADERFUNCTION, self._write_header)
        curl.setopt(pycurl.OPT_CERTINFO, 1)

    def _fill(self, curl: pycurl.Curl) -> None:
        names = {name.lower() for name in self.now.headers}
        lines = [f"{name}: {value}" if value else f"{name};" for name, value in self.now.headers.items()]
        if "user-agent" not in names:
            curl.setopt(pycurl.USERAGENT, USER_AGENT)
        if self.now.body is not None or self.now.method in WITH_BODY:
            curl.setopt(pycurl.POSTFIELDS, self.now.body or b"")
            lines += [] if "content-type" in names else ["Content-Type: application/octet-stream"]
        if self.now.method == "HEAD":
            curl.setopt(pycurl.NOBODY, 1)
        else:
            curl.setopt(pycurl.CUSTOMREQUEST, self.now.method)
        curl.setopt(pycurl.HTTPHEADER, [*lines, "Expect:"])

    def _verify_peer(self, peer: str, _local: str, port: int, _local_port: int) -> int:
        """Called between connecting and asking."""
        if _same(peer, self._addresses) and port == self.target.port:
            return pycurl.PREREQFUNC_OK
        self._stopped = Refused("peer", _("The connection led to another address than the one that was checked."), peer)
        return pycurl.PREREQFUNC_ABORT

    def _write(self, data: bytes) -> int:
        if len(self._body) + len(data) > self.now.max_bytes:
            answered = self.curl.getinfo(pycurl.RESPONSE_CODE)
            self._stopped = Failure("too_large", f"more than {self.now.max_bytes} bytes", answered=answered)
            return 0
        self._body += data
        return len(data)

    def _write_header(self, line: bytes) -> int:
        if line.startswith(b"HTTP/"):
            self._head.clear()
        self._head.append(line)
        if sum(map(len, self._head)) > MAX_HEADERS:
            self._stopped = Failure("too_large", f"more than {MAX_HEADERS} bytes of headers")
            return 0
        return len(line)

    def response(self) -> Response:
        """What came, after the transfer ended well and before its handle is closed."""
        return Response(
            status=self.curl.getinfo(pycurl.RESPONSE_CODE),
            headers=_headers(self._head),
            body=bytes(self._body),
            timings=self.timings(),
            peer=self.curl.getinfo(pycurl.PRIMARY_IP),
            url=self.target.url,
            certificate=self._certificate(),
            redirects=self.passed,
        )

    def failure(self, code: int, text: str) -> Failure:
        """Why the transfer ended badly, in the door's words."""
        failure = self._stopped or Failure(self._kind(code), f"{text or 'curl'} ({code})")
        failure.timings.update(self.timings())
        return failure

    def timings(self) -> dict[str, float]:
        """Milliseconds of each phase of this hop; ``total`` from the first hop's beginning."""
        connect, tls, first = (
            self.curl.getinfo(what) * 1000
            for what in (pycurl.CONNECT_TIME, pycurl.APPCONNECT_TIME, pycurl.STARTTRANSFER_TIME)
        )
        phases = {
            "connect": connect,
            "tls": max(0.0, tls - connect) if tls else 0.0,
            "first_byte": max(0.0, first - max(tls, connect)) if first else 0.0,
        }
        return {name: round(ms, 3) for name, ms in phases.items()} | {
            "dns": round((self._connecting - self._opened) * 1000, 3),
            "total": self.elapsed_ms(),
        }

    def _kind(self, code: int) -> str:
        if code == pycurl.E_COULDNT_CONNECT and self.curl.getinfo(pycurl.OS_ERRNO) == errno.ECONNREFUSED:
            return "refused"
        return KINDS.get(code, "protocol")

    def _certificate(self) -> Certificate | None:
        chain = self.curl.getinfo(pycurl.INFO_CERTINFO) if self.target.scheme == "https" else []
        pem = dict(chain[0]).get("Cert") if chain else None
        return Certificate(ssl.PEM_cert_to_DER_cert(pem)) if pem else None


def _headers(lines: Sequence[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            name, value = name.strip().lower(), value.strip()
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _same(peer: str, addresses: Sequence[str]) -> bool:
    return ipaddress.ip_address(peer) in {ipaddress.ip_address(each) for each in addresses}


@lru_cache(maxsize=1)
def _system_ca_file() -> str | None:
    """The machine's own roots (or SSL_CERT_FILE): the wheel of pycurl knows only those of its builder."""
    return ssl.get_default_verify_paths().cafile
