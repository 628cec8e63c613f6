"""Many requests at once."""

import threading
import time

from core.outbound import (
    Request,
    multi,
)
from tests.fakes.target import HERE, LOCAL


class TestMulti:
    def test_every_request_comes_back_once(self, server):
        paths = ["/ok", "/error", "/garbage", "/large", "/to/302//ok", "/hangup"]
        asked = [
            Request("GET", server.url(path), max_bytes=100, follow=1, key=(n, path), **LOCAL)
            for n in range(25)
            for path in paths
        ]
        asked += [Request("GET", "http://0x7f.1/", key=(n, "odd")) for n in range(25)]
        outcomes = list(multi(asked, total=20))
        assert sorted(each.key for each, _ in outcomes) == sorted(each.key for each in asked)
        kinds = {each.key[1]: getattr(outcome, "status", getattr(outcome, "kind", None)) for each, outcome in outcomes}
        assert kinds == {
            "/ok": 200,
            "/error": 503,
            "/garbage": "protocol",
            "/large": "too_large",
            "/to/302//ok": 200,
            "/hangup": "connect",
            "odd": "forbidden",
        }

    def test_a_hanging_one_keeps_nobody_waiting(self, server):
        slow = Request("GET", server.url("/slow"), timeout_s=5, **LOCAL)
        quick = [Request("GET", server.url("/ok"), **LOCAL) for _each in range(10)]
        began, ended = time.monotonic(), []
        for each, outcome in multi([slow, *quick], total=0.8):
            ended.append((each, outcome, time.monotonic() - began))
        assert [each for each, _outcome, _at in ended[-1:]] == [slow]
        assert ended[-1][1].kind == "timeout"
        assert all(at < 0.7 for _each, _outcome, at in ended[:-1])
        assert ended[-1][2] < 2

    def test_a_hanging_name_keeps_nobody_waiting(self, server):
        release = threading.Event()

        def resolver(host, _port):
            if host == "hangs.test":
                release.wait(10)
            return ["127.0.0.1"]

        hung = [Request("GET", server.url(host="hangs.test"), timeout_s=0.5, **LOCAL) for _each in range(3)]
        quick = [Request("GET", server.url(host=f"q{n}.test"), **LOCAL) for n in range(40)]
        outcomes = list(multi([*hung, *quick], total=5, resolver=resolver))
        release.set()
        assert {each for each, _outcome in outcomes[:40]} == set(quick)
        assert {outcome.status for _each, outcome in outcomes[:40]} == {200}
        assert [outcome.kind for _each, outcome in outcomes[40:]] == ["timeout"] * 3

    def test_the_same_target_twice(self, server):
        same = Request("GET", server.url("/ok"), **LOCAL)
        assert [outcome.status for _each, outcome in multi([same, same], total=5)] == [200, 200]

    def test_leaving_early_ends_the_rest(self, server):
        outcomes = multi([Request("GET", server.url(path), **LOCAL) for path in ("/ok", "/slow")], total=5)
        next(outcomes)
        outcomes.close()

    def test_nothing_to_ask(self):
        assert list(multi([], total=1)) == []

    def test_three_hundred_at_once(self, server):
        asked = [Request("GET", server.url("/ok", host="service.test"), **LOCAL) for _each in range(300)]
        outcomes = list(multi(asked, total=30, resolver=HERE))
        assert {getattr(outcome, "status", outcome) for _each, outcome in outcomes} == {200}
        assert len(outcomes) == 300
