"""One request: its answer, a name that changes meanwhile, redirects."""

import itertools
import time

import pycurl
import pytest

from core.outbound import (
    MESSAGES,
    Failure,
    Refused,
    Request,
    Response,
    multi,
    request,
)
from core.outbound.hop import Hop
from tests.fakes.target import BOTH_LOOPBACKS, HERE, LOCAL, LOOPBACK, Server, free_port, named


class TestRequest:
    def test_a_plain_answer(self, server):
        response = request("GET", server.url("/ok?x=1"), **LOCAL)
        assert (response.status, response.body, response.headers["x-kind"]) == (200, b"ok", "plain")
        assert (response.peer, response.url, response.certificate) == ("127.0.0.1", server.url("/ok?x=1"), None)
        assert set(response.timings) == {"dns", "connect", "tls", "first_byte", "total"}
        assert 0 < response.timings["total"] < 5000

    def test_an_error_page_is_an_answer(self, server):
        assert request("GET", server.url("/error"), **LOCAL).status == 503

    def test_the_name_is_kept_and_the_address_pinned(self, server):
        response = request("GET", server.url("/ok", host="service.test"), resolver=HERE, **LOCAL)
        assert response.peer == "127.0.0.1"
        assert server.seen[0][2]["Host"] == f"service.test:{server.server_port}"

    def test_what_is_sent(self, server):
        request("POST", server.url("/ok"), headers={"X-A": "b", "X-Empty": ""}, body=b"a\0b", **LOCAL)
        method, _path, headers, body = server.seen[0]
        assert (method, body, headers["X-A"], headers["X-Empty"]) == ("POST", b"a\0b", "b", "")
        assert headers["User-Agent"] == "uldkomponentide-portaal"
        assert not {"Accept-Encoding", "Expect", "Authorization", "Cookie"} & set(headers)

    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
    def test_methods(self, server, method):
        response = request(method, server.url("/ok"), **LOCAL)
        assert (server.seen[0][0], response.status) == (method, 200)
        assert response.body == (b"" if method == "HEAD" else b"ok")

    def test_the_head_of_something_large(self, server):
        assert request("HEAD", server.url("/large"), max_bytes=10, **LOCAL).headers["content-length"] == "5000"

    def test_repeated_headers_are_joined(self, server):
        assert request("GET", server.url("/twice"), **LOCAL).headers["set-cookie"] == "a=1, b=2"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Host", "other.test"),
            ("content-length", "5"),
            ("Transfer-Encoding", "chunked"),
            ("X", "a\r\nY: b"),
            ("X\n", "a"),
            ("", "a"),
            ("X", "õ"),
        ],
    )
    def test_headers_that_would_bend_the_request(self, server, name, value):
        with pytest.raises(Refused) as caught:
            request("GET", server.url(), headers={name: value}, **LOCAL)
        assert caught.value.reason_code == "header"
        assert server.seen == []

    def test_an_odd_method_or_too_many_redirects(self, server):
        with pytest.raises(Refused, match="TRACE"):
            request("TRACE", server.url(), **LOCAL)
        with pytest.raises(ValueError, match="follow"):
            request("GET", server.url(), follow=4, **LOCAL)

    def test_proxies_of_the_environment_are_ignored(self, server, monkeypatch):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        assert request("GET", server.url(), **LOCAL).status == 200

    def test_compressed_bodies_stay_compressed(self, server):
        assert request("GET", server.url("/bomb"), **LOCAL).body == b"\x1f\x8b not really"

    @pytest.mark.parametrize("path", ["/endless", "/large", "/headers"])
    def test_the_cap_on_bytes(self, server, path):
        with pytest.raises(Failure) as caught:
            request("GET", server.url(path), max_bytes=4000, **LOCAL)
        assert caught.value.kind == "too_large"

    def test_a_body_of_exactly_the_cap(self, server):
        assert len(request("GET", server.url("/large"), max_bytes=5000, **LOCAL).body) == 5000

    @pytest.mark.parametrize("path", ["/slow", "/drip"])
    def test_the_deadline_holds_for_the_whole_answer(self, server, path):
        began = time.monotonic()
        with pytest.raises(Failure) as caught:
            request("GET", server.url(path), timeout_s=0.3, **LOCAL)
        assert caught.value.kind == "timeout"
        assert 250 < caught.value.timings["total"] < 2000
        assert time.monotonic() - began < 2

    @pytest.mark.parametrize(
        ("path", "kind"), [("/garbage", "protocol"), ("/short", "protocol"), ("/hangup", "connect")]
    )
    def test_broken_answers(self, server, path, kind):
        with pytest.raises(Failure) as caught:
            request("GET", server.url(path), **LOCAL)
        assert caught.value.kind == kind
        assert caught.value.detail

    def test_nobody_listens(self):
        with pytest.raises(Failure) as caught:
            request("GET", f"http://127.0.0.1:{free_port()}/", **LOCAL)
        assert caught.value.kind == "refused"
        assert caught.value.message == MESSAGES["refused"]

    def test_a_second_address_is_tried(self, server):
        rules = [*LOOPBACK, *BOTH_LOOPBACKS]
        found = named("::1", "127.0.0.1")
        url = server.url(host="service.test")
        assert request("GET", url, allow=rules, production=False, resolver=found).peer == "127.0.0.1"

    @pytest.mark.parametrize("url", ["http://127.0.0.1:{}/", "http://localhost:{}/", "http://[::ffff:127.0.0.1]:{}/"])
    def test_production_never_reaches_itself(self, server, url):
        with pytest.raises(Refused):
            request("GET", url.format(server.server_port), allow=LOOPBACK, production=True)
        assert server.seen == []

    def test_without_a_rule_nothing_private_is_reached(self, server):
        with pytest.raises(Refused):
            request("GET", server.url(), production=False)
        assert server.seen == []


class TestRebinding:
    def test_the_name_is_asked_once(self, server):
        answers = iter([["127.0.0.1"], ["169.254.169.254"]])
        asked = []

        def turning(host, _port):
            asked.append(host)
            return next(answers)

        assert request("GET", server.url(host="turns.test"), resolver=turning, **LOCAL).status == 200
        assert asked == ["turns.test"]

    def test_the_second_hop_asks_and_is_judged_again(self, server):
        answers = iter([["127.0.0.1"], ["169.254.169.254"]])
        with pytest.raises(Refused) as caught:
            request(
                "GET",
                server.url("/to/302//ok", host="turns.test"),
                follow=1,
                resolver=lambda *_: next(answers),
                **LOCAL,
            )
        assert caught.value.reason_code == "never"
        assert len(server.seen) == 1

    def test_two_rules_on_one_name_do_not_mix(self, server):
        """In one batch, what opened the name for the first request does not open it for the second."""
        url = server.url(host="service.test")
        first, second = Request("GET", url, **LOCAL), Request("GET", url, production=False)
        outcomes = dict(multi([first, second], total=5, resolver=HERE))
        assert isinstance(outcomes[first], Response)
        assert isinstance(outcomes[second], Refused)

    def test_each_request_keeps_its_own_answer(self, server):
        """A name that turns between two good addresses: nobody goes where another request was sent."""
        other = Server(host="127.0.0.2", port=server.server_port)
        turns = itertools.cycle([["127.0.0.1"], ["127.0.0.2"]])
        url = server.url(host="turns.test")
        outcomes = list(
            multi([Request("GET", url, **LOCAL) for _ in range(20)], total=5, resolver=lambda *_: next(turns))
        )
        other.stop()
        assert sorted(outcome.peer for _each, outcome in outcomes) == ["127.0.0.1"] * 10 + ["127.0.0.2"] * 10
        assert (len(server.seen), len(other.seen)) == (10, 10)

    def test_a_connection_elsewhere_is_given_up_before_a_byte_is_sent(self, server):
        asked = Request("GET", server.url(), **LOCAL)
        hop = Hop(asked, asked, asked.checked(), began=time.monotonic())
        curl = hop.prepare(["8.8.8.8"], 5)  # the URL's own address is another
        with pytest.raises(pycurl.error) as caught:
            curl.perform()
        failure = hop.failure(*caught.value.args)
        curl.close()
        assert (failure.kind, failure.reason_code, failure.detail) == ("forbidden", "peer", "127.0.0.1")
        assert server.seen == []


class TestRedirects:
    def test_off_unless_asked(self, server):
        response = request("GET", server.url("/to/302//ok"), **LOCAL)
        assert (response.status, response.headers["location"]) == (302, "/ok")

    def test_followed_and_told(self, server):
        response = request("GET", server.url("/to/302//to/301//ok"), follow=2, **LOCAL)
        assert (response.status, response.url) == (200, server.url("/ok"))
        assert response.redirects == (server.url("/to/302//to/301//ok"), server.url("/to/301//ok"))

    def test_one_too_many(self, server):
        with pytest.raises(Failure) as caught:
            request("GET", server.url("/to/302//to/301//ok"), follow=1, **LOCAL)
        assert caught.value.kind == "protocol"
        assert "more than 1 redirects" in str(caught.value)

    @pytest.mark.parametrize(
        "where",
        [
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/",
            "http://10.0.0.1/",
            "http://0x7f000001/",
            "http://user@127.0.0.1/",
            "file:///etc/passwd",
            "gopher://127.0.0.1:6379/_x",
            "//[::1%25lo]/",
            "http://[",
        ],
    )
    def test_into_forbidden_places(self, server, where):
        with pytest.raises(Refused) as caught:
            request("GET", server.url(f"/to/302/{where}"), follow=3, **LOCAL)
        assert caught.value.reason_code in {"never", "private", "redirect"}

    @pytest.mark.parametrize(
        ("status", "method", "then", "body"),
        [(303, "POST", "GET", b""), (302, "POST", "GET", b""), (307, "POST", "POST", b"x"), (301, "HEAD", "HEAD", b"")],
    )
    def test_method_and_body(self, server, status, method, then, body):
        request(method, server.url(f"/to/{status}//ok"), body=b"x" if method == "POST" else None, follow=1, **LOCAL)
        assert (server.seen[1][0], server.seen[1][3]) == (then, body)

    def test_credentials_stay_with_their_origin(self, server):
        headers = {"Authorization": "Bearer x", "Cookie": "a=1", "X-Kept": "y"}
        away = server.url("/ok", host="other.test")
        for where in ("/ok", away):
            request("GET", server.url(f"/to/302/{where}"), headers=headers, follow=1, resolver=HERE, **LOCAL)
        assert server.seen[1][2]["Authorization"] == "Bearer x"
        assert server.seen[3][2]["X-Kept"] == "y"
        assert not {"Authorization", "Cookie"} & set(server.seen[3][2])

    def test_a_loop_ends(self, server):
        with pytest.raises(Failure, match="more than 3"):
            request("GET", server.url("/loop"), follow=3, **LOCAL)
        assert len(server.seen) == 4
