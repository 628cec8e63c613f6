"""HTTP through the door, one or hundreds at a time, by curl.

Each transfer is pinned to the addresses that were classified and its peer is compared again after connecting, before a
byte of the request is sent. Connections are never reused, so that no answer comes over an older, unchecked one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urljoin

import pycurl
from django.utils.translation import gettext_lazy as _

from core.outbound.addresses import AllowRule, admit
from core.outbound.dns import Lookups, Resolver
from core.outbound.errors import Failure, Refused
from core.outbound.hop import Hop
from core.outbound.messages import Request, Response
from core.outbound.target import parse

Outcome = Response | Failure
TICK_S = 0.02  # how often name answers are looked for while transfers run
REDIRECTS = (301, 302, 303, 307, 308)


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout_s: float = 10.0,
    max_bytes: int = 1_000_000,
    allow: Sequence[AllowRule] = (),
    follow: int = 0,
    verify_tls: bool = True,
    ca_file: str | None = None,
    production: bool | None = None,
    resolver: Resolver | None = None,
) -> Response:
    """One question, one answer (of any status). Raises Refused where the door stays shut, else Failure."""
    asked = Request(
        method,
        url,
        headers=headers or {},
        body=body,
        timeout_s=timeout_s,
        max_bytes=max_bytes,
        allow=allow,
        follow=follow,
        verify_tls=verify_tls,
        ca_file=ca_file,
        production=production,
    )
    ((_same, outcome),) = multi([asked], total=timeout_s, resolver=resolver)
    if isinstance(outcome, Failure):
        raise outcome
    return outcome


def multi(
    requests: Iterable[Request], *, total: float, resolver: Resolver | None = None
) -> Iterator[tuple[Request, Outcome]]:
    """Asks all side by side; each request comes back exactly once, in the order of its ending.

    What is not done after ``total`` seconds comes back as Failure("timeout"). Leaving the iterator early ends the rest.
    """
    batch = _Batch(total, resolver)
    try:
        for each in requests:
            batch.add(each)
        yield from batch.run()
    finally:
        batch.close()


class _Batch:
    """One curl multi handle, its name questions, and what is under way."""

    def __init__(self, total: float, resolver: Resolver | None) -> None:
        self._ends = time.monotonic() + total
        self._multi = pycurl.CurlMulti()
        self._lookups = Lookups(resolver)
        self._named: dict[int, Hop] = {}  # waiting for the name service
        self._moving: dict[pycurl.Curl, Hop] = {}
        self._done: list[tuple[Request, Outcome]] = []

    def add(self, asked: Request) -> None:
        try:
            target = asked.checked()
        except Refused as refusal:
            self._done.append((asked, refusal))
        else:
            self._begin(Hop(asked, asked, target, began=time.monotonic()))

    def run(self) -> Iterator[tuple[Request, Outcome]]:
        while self._named or self._moving or self._done:
            yield from self._drain()
            self._take_names()
            self._perform()
            self._end_overdue()

    def close(self) -> None:
        for curl in list(self._moving):
            self._remove(curl)
        self._multi.close()
        self._lookups.close()

    def _drain(self) -> Iterator[tuple[Request, Outcome]]:
        done, self._done = self._done, []
        yield from done

    def _begin(self, hop: Hop) -> None:
        if hop.target.address:
            self._connect(hop, [hop.target.host])
            return
        self._named[id(hop)] = hop
        self._lookups.ask(id(hop), hop.target.host, hop.target.port)

    def _take_names(self) -> None:
        if not self._named:
            return
        for key, answer in self._lookups.answers(wait_s=0.0 if self._moving else TICK_S):
            hop = self._named.pop(key, None)
            if hop is None:
                continue  # overdue meanwhile
            if isinstance(answer, Failure):
                self._fail(hop, answer)
            else:
                self._connect(hop, answer)

    def _connect(self, hop: Hop, found: Sequence[str]) -> None:
        try:
            addresses = admit(hop.target, found, hop.now.allow, hop.now.production)
            curl = hop.prepare(addresses, self._left(hop))
        except Failure as failure:
            self._fail(hop, failure)
            return
        self._moving[curl] = hop
        self._multi.add_handle(curl)

    def _perform(self) -> None:
        if not self._moving:
            return
        self._multi.select(min(TICK_S if self._named else 1.0, max(0.001, self._ends - time.monotonic())))
        while self._multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        _left, succeeded, failed = self._multi.info_read()
        for curl in succeeded:
            self._finished(self._moving[curl], curl)
        for curl, code, text in failed:
            hop = self._moving[curl]
            self._fail(hop, hop.failure(code, text), curl)

    def _finished(self, hop: Hop, curl: pycurl.Curl) -> None:
        response = hop.response()
        self._remove(curl)
        location = response.headers.get("location")
        if hop.asked.follow and response.status in REDIRECTS and location:
            self._follow(hop, response, location)
        else:
            self._done.append((hop.asked, response))

    def _follow(self, hop: Hop, response: Response, location: str) -> None:
        if len(hop.passed) >= hop.asked.follow:
            self._fail(hop, Failure("protocol", f"more than {hop.asked.follow} redirects"))
            return
        try:
            to = parse(urljoin(hop.target.url, location))
        except (Refused, ValueError) as error:
            self._fail(hop, _refused_redirect(error))
        else:
            self._begin(hop.onward(response.status, to))

    def _end_overdue(self) -> None:
        """Names that do not come, and the whole batch; curl itself watches the deadline of each transfer."""
        for hop in list(self._named.values()):
            if self._left(hop) <= 0:
                self._fail(hop, Failure("timeout", f"the name service did not answer for {hop.target.host}"))
        if time.monotonic() >= self._ends:
            for curl, hop in list(self._moving.items()):
                self._fail(hop, Failure("timeout", "the time of the batch is over"), curl)

    def _fail(self, hop: Hop, failure: Failure, curl: pycurl.Curl | None = None) -> None:
        self._named.pop(id(hop), None)
        if curl is not None:
            self._remove(curl)
        failure.timings.setdefault("total", hop.elapsed_ms())
        self._done.append((hop.asked, failure))

    def _remove(self, curl: pycurl.Curl) -> None:
        del self._moving[curl]
        self._multi.remove_handle(curl)
        curl.close()

    def _left(self, hop: Hop) -> float:
        return min(hop.ends, self._ends) - time.monotonic()


def _refused_redirect(error: Exception) -> Refused:
    detail = error.detail if isinstance(error, Refused) else "unreadable"
    return Refused("redirect", _("The answer redirects to an address that the portal does not open."), detail)
