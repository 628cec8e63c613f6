"""The one outbound door against real servers on loopback: what it opens, what it never opens, and how it gives up."""

import datetime
import http.server
import ipaddress
import itertools
import re
import socket
import ssl
import threading
import time

import pycurl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from core.outbound import (
    MESSAGES,
    AllowRule,
    Failure,
    Refused,
    Request,
    Response,
    Target,
    classify,
    connect,
    multi,
    parse,
    parse_host,
    request,
    resolve,
    tls_peer,
)
from core.outbound.hop import Hop

ANY_PORT = range(1, 65536)
LOOPBACK = (AllowRule(ipaddress.ip_network("127.0.0.0/8"), ANY_PORT, "tests"),)
LOCAL = {"allow": LOOPBACK, "production": False}


# ------------------------------------------------------------------------------------------------ servers
class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path; keeps what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.command, self.path, dict(self.headers), self._body()))
        name = self.path.split("?")[0].strip("/").split("/")[0] or "ok"
        getattr(self, f"answer_{name}")()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _send(self, status=200, body=b"ok", **headers):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def answer_ok(self):
        self._send(X_Kind="plain")

    def answer_error(self):
        self._send(503, b"down")

    def answer_slow(self):
        self.server.release.wait(10)

    def answer_drip(self):
        self.send_response(200)
        self.end_headers()
        while not self.server.release.wait(0.05):
            self.wfile.write(b".")
            self.wfile.flush()

    def answer_endless(self):
        self.send_response(200)
        self.end_headers()
        for _each in range(1000):
            self.wfile.write(b"x" * 65536)

    def answer_large(self):
        self._send(200, b"x" * 5000)

    def answer_bomb(self):
        self._send(200, b"\x1f\x8b not really", Content_Encoding="gzip")

    def answer_headers(self):
        self._send(200, b"", **{f"X-{n}": "y" * 1000 for n in range(90)})

    def answer_twice(self):
        self.send_response(200)
        for value in ("a=1", "b=2"):
            self.send_header("Set-Cookie", value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer_to(self):
        status, _sep, where = self.path.removeprefix("/to/").partition("/")
        self._send(int(status), b"", Location=where)

    def answer_loop(self):
        self._send(302, b"", Location=self.path)

    def answer_garbage(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        self.close_connection = True

    def answer_hangup(self):
        self.close_connection = True

    def answer_short(self):
        self._send(200, b"ok", Content_Length="100")
        self.close_connection = True

    def log_message(self, *_args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0):
        self.seen, self.release = [], threading.Event()
        super().__init__((host, port or free_port()), Handler)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def handle_error(self, *_args):
        """A client that hangs up is what half of these tests are about."""

    def url(self, path="/", host="127.0.0.1", scheme="http") -> str:
        return f"{scheme}://{host}:{self.server_port}{path}"

    def stop(self):
        self.release.set()
        self.shutdown()
        self.server_close()


def free_port() -> int:
    for port in range(21000, 32000):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port below 32000")


@pytest.fixture
def server():
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def silent():
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", free_port())) as sock:
        yield sock.getsockname()[1]


def certificate(name: str, path, days: int = 30):
    """A self-made certificate for one name; gives the server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(now - datetime.timedelta(days=60))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = path / f"{name}{days}.pem", path / f"{name}{days}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    return context, str(pem), made.public_bytes(serialization.Encoding.DER)


@pytest.fixture
def secure(tmp_path):
    context, pem, der = certificate("service.test", tmp_path)
    running = Server(context)
    running.pem, running.der = pem, der
    yield running
    running.stop()


def named(*addresses: str):
    """A name service that gives the same addresses for every name."""
    return lambda _host, _port: list(addresses)


HERE = named("127.0.0.1")


# ------------------------------------------------------------------------------------------------ addresses as typed
class TestParse:
    @pytest.mark.parametrize(
        ("url", "target"),
        [
            ("https://example.ee", Target("https", "example.ee", 443, "/")),
            ("HTTP://Example.EE:8080/A?b=C#d", Target("http", "example.ee", 8080, "/A?b=C")),
            ("https://example.ee?q=1", Target("https", "example.ee", 443, "/?q=1")),
            ("https://xn--kpsis-fuaa.ee/", Target("https", "xn--kpsis-fuaa.ee", 443, "/")),
            ("http://localhost/", Target("http", "localhost", 80, "/")),
            ("http://192.0.2.10:80/", Target("http", "192.0.2.10", 80, "/")),
            ("http://[2001:DB8::0:1]:81/x", Target("http", "2001:db8::1", 81, "/x")),
            ("http://a.ee/x@y:z", Target("http", "a.ee", 80, "/x@y:z")),
        ],
    )
    def test_plain_addresses(self, url, target):
        assert parse(url) == target

    @pytest.mark.parametrize(
        ("target", "url"),
        [
            (Target("https", "a.ee", 443, "/x?y"), "https://a.ee/x?y"),
            (Target("https", "a.ee", 80), "https://a.ee:80/"),
            (Target("http", "2001:db8::1", 81), "http://[2001:db8::1]:81/"),
        ],
    )
    def test_and_back(self, target, url):
        assert target.url == url
        assert parse(url) == target

    @pytest.mark.parametrize(
        ("url", "code"),
        [
            ("", "scheme"),
            ("example.ee", "scheme"),
            ("//example.ee/", "scheme"),
            ("ftp://example.ee/", "scheme"),
            ("file:///etc/passwd", "scheme"),
            ("gopher://127.0.0.1:6379/_x", "scheme"),
            ("javascript:alert(1)", "scheme"),
            ("https:example.ee", "scheme"),
            ("https:/example.ee", "scheme"),
            ("https://", "host"),
            ("https:///x", "host"),
            ("https://user@example.ee/", "userinfo"),
            ("https://user:pass@example.ee/", "userinfo"),
            ("https://example.ee:80@127.0.0.1/", "userinfo"),
            ("https://example.ee\\@127.0.0.1/", "not-ascii"),
            ("https://küpsis.ee/", "not-ascii"),
            ("https://example.ee/õ", "not-ascii"),
            ("https://ⓔxample.ee/", "not-ascii"),
            ("https://127。0。0。1/", "not-ascii"),
            ("https://example.ee/a b", "not-ascii"),
            (" https://example.ee/", "not-ascii"),
            ("https://example.ee/\r\nHost: x", "not-ascii"),
            ("https://exam\tple.ee/", "not-ascii"),
            ("https://example.ee\x00/", "not-ascii"),
            ("https://example.ee./", "host"),
            ("http://127.0.0.1./", "host"),
            ("https://-a.ee/", "host"),
            ("https://a..ee/", "host"),
            ("https://ex%61mple.ee/", "host"),
            ("https://a_.ee/", "host"),
            (f"https://{'a' * 64}.ee/", "host"),
            ("https://a.ee:/", "host"),
            ("https://a.ee:http/", "host"),
            ("https://a.ee:80:80/", "host"),
            ("https://a.ee:-1/", "host"),
            ("https://a.ee:0/", "port"),
            ("https://a.ee:65536/", "port"),
            ("http://2130706433/", "ipv4"),
            ("http://0x7f000001/", "ipv4"),
            ("http://0x7f.1/", "ipv4"),
            ("http://127.1/", "ipv4"),
            ("http://127.0.1/", "ipv4"),
            ("http://0177.0.0.1/", "ipv4"),
            ("http://127.0.0.01/", "ipv4"),
            ("http://127.0.0.0x1/", "ipv4"),
            ("http://017700000001/", "ipv4"),
            ("http://256.1.1.1/", "ipv4"),
            ("http://1.2.3.4.5/", "ipv4"),
            ("http://a.1/", "ipv4"),
            ("http://[fe80::1%25eth0]/", "ipv6"),
            ("http://[fe80::1%eth0]/", "ipv6"),
            ("http://[::1/", "host"),
            ("http://::1/", "host"),
            ("http://[127.0.0.1]/", "ipv6"),
            ("http://[v1.x]/", "ipv6"),
            ("http://[]/", "ipv6"),
            ("https://a.ee/" + "x" * 2000, "too-long"),
        ],
    )
    def test_odd_spellings_are_refused_with_a_sentence(self, url, code):
        with pytest.raises(Refused) as caught:
            parse(url)
        assert caught.value.reason_code == code
        assert str(caught.value.message).endswith(".")

    @given(st.text(max_size=40))
    def test_any_text_is_read_or_refused(self, text):
        for url in (text, f"http://{text}", f"https://a.ee{text}"):
            try:
                target = parse(url)
            except Refused:
                continue
            assert parse(target.url) == target

    @pytest.mark.parametrize("host", ["a.ee", "127.0.0.1", "::1", "[::1]"])
    def test_hosts_of_plain_checks(self, host):
        assert parse_host(host, 443).port == 443

    @pytest.mark.parametrize(
        ("host", "port", "code"),
        [
            ("a.ee:80", 443, "host"),
            ("a@b", 1, "userinfo"),
            ("", 1, "host"),
            ("a.ee", 0, "port"),
            ("fe80::1%1", 1, "ipv6"),
            ("127.1", 1, "ipv4"),
            ("a.ee/x", 1, "host"),
            ("õ.ee", 1, "not-ascii"),
            ("a.ee", -1, "port"),
        ],
    )
    def test_odd_hosts(self, host, port, code):
        with pytest.raises(Refused) as caught:
            parse_host(host, port)
        assert caught.value.reason_code == code


# ------------------------------------------------------------------------------------------------ which addresses
NEVER = [
    *("0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "::", "fe80::1", "febf::1", "ff02::1", "fd00:ec2::254"),
    # IPv4 in disguise
    *("::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2002:808:808::1"),
    *("2001:0:4136:e378::1", "2a00:1450::5efe:127.0.0.1", "fd12:3456::200:5efe:10.0.0.1"),
]
PRIVATE = [
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200"),
    *("192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("fc00::1", "fd12:3456::1", "fec0::1", "100::1", "2001:db8::1", "2001:2::1", "2001:10::1", "3fff::1"),
    *("4000::1", "5f00::1"),
]
PUBLIC = [
    *("8.8.8.8", "1.1.1.1", "172.32.0.1", "195.80.123.203"),
    *("2a00:1450:4001::1", "2606:4700::1111", "2620:fe::fe"),
]


class TestAddresses:
    @pytest.mark.parametrize(
        ("kind", "addresses"),
        [("never", NEVER), ("private", PRIVATE), ("public", PUBLIC), ("loopback", ["127.0.0.1", "127.9.9.9", "::1"])],
    )
    def test_classes(self, kind, addresses):
        assert {each: classify(ipaddress.ip_address(each)) for each in addresses} == dict.fromkeys(addresses, kind)

    @pytest.mark.parametrize("address", NEVER)
    def test_no_rule_opens_a_never_range(self, address):
        everything = [AllowRule(ipaddress.ip_network(net), ANY_PORT) for net in ("0.0.0.0/0", "::/0")]
        with pytest.raises(Refused) as caught:
            resolve(parse("http://a.ee/"), everything, False, resolver=named(address))
        assert (caught.value.reason_code, caught.value.kind) == ("never", "forbidden")

    def test_a_private_address_needs_a_rule_for_network_and_port(self):
        rule = AllowRule(ipaddress.ip_network("10.1.0.0/16"), {443, 8443}, "checks")
        door = {"resolver": named("10.1.2.3")}
        assert resolve(parse("https://a.ee/"), [rule], True, **door) == ["10.1.2.3"]
        assert resolve(parse("https://10.1.2.3/"), [rule], True) == ["10.1.2.3"]
        for url, allow in [("https://a.ee/", []), ("http://a.ee/", [rule]), ("https://10.2.0.1/", [rule])]:
            with pytest.raises(Refused) as caught:
                resolve(parse(url), allow, True, **door)
            assert caught.value.reason_code == "private"

    def test_loopback_needs_a_rule_and_is_shut_in_production(self):
        target = parse("http://127.0.0.1/")
        assert resolve(target, LOOPBACK, False) == ["127.0.0.1"]
        for allow, production, code in [((), False, "loopback"), (LOOPBACK, True, "loopback")]:
            with pytest.raises(Refused) as caught:
                resolve(target, allow, production)
            assert caught.value.reason_code == code

    @pytest.mark.parametrize("is_demo", [True, False])
    def test_the_settings_say_whether_this_is_production(self, settings, is_demo):
        settings.DEMO = is_demo
        try:
            opened = resolve(parse("http://127.0.0.1/"), LOOPBACK)
        except Refused:
            opened = []
        assert bool(opened) is is_demo

    def test_every_answer_must_pass(self):
        with pytest.raises(Refused):
            resolve(parse("http://a.ee/"), (), True, resolver=named("8.8.8.8", "10.0.0.1"))
        with pytest.raises(Refused):
            resolve(parse("http://a.ee/"), (), True, resolver=named("8.8.8.8", "169.254.169.254", "1.1.1.1"))

    def test_answers_keep_their_order_and_come_once(self):
        answers = named("8.8.8.8", "2606:4700::1111", "8.8.8.8")
        assert resolve(parse("http://a.ee/"), (), True, resolver=answers) == ["8.8.8.8", "2606:4700::1111"]

    @pytest.mark.parametrize("answer", ["fe80::1%eth0", "2606:4700::1111%1", "nonsense", "127.1"])
    def test_an_odd_answer_is_refused(self, answer):
        with pytest.raises(Refused):
            resolve(parse("http://a.ee/"), LOOPBACK, False, resolver=named(answer))

    def test_an_unknown_name(self):
        def unknown(_host, _port):
            raise socket.gaierror(-2, "Name or service not known")

        for resolver in (unknown, named()):
            with pytest.raises(Failure) as caught:
                resolve(parse("http://a.ee/"), (), True, resolver=resolver)
            assert caught.value.kind == "dns"

    def test_a_name_service_that_hangs_is_left(self):
        release, began = threading.Event(), time.monotonic()
        with pytest.raises(Failure) as caught:
            resolve(parse("http://a.ee/"), (), True, resolver=lambda *_: release.wait(10), timeout_s=0.1)
        release.set()
        assert caught.value.kind == "timeout"
        assert time.monotonic() - began < 2

    def test_the_machines_own_name_service(self):
        assert set(resolve(parse("http://localhost/"), _both_loopbacks(), False)) <= {"127.0.0.1", "::1"}


def _both_loopbacks():
    return [*LOOPBACK, AllowRule(ipaddress.ip_network("::1/128"), ANY_PORT)]


# ------------------------------------------------------------------------------------------------ one request
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
        rules = [*LOOPBACK, *_both_loopbacks()]
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


# ------------------------------------------------------------------------------------------------ TLS
class TestTls:
    def test_a_verified_answer_carries_the_certificate(self, secure):
        url = secure.url(host="service.test", scheme="https")
        response = request("GET", url, ca_file=secure.pem, resolver=HERE, **LOCAL)
        assert response.status == 200
        assert response.certificate.der == secure.der
        assert response.certificate.parsed.serial_number == 4711
        assert response.timings["tls"] > 0

    def test_unknown_roots_and_wrong_names_fail(self, secure):
        for host, ca_file in [("service.test", None), ("other.test", secure.pem)]:
            with pytest.raises(Failure) as caught:
                request("GET", secure.url(host=host, scheme="https"), ca_file=ca_file, resolver=HERE, **LOCAL)
            assert caught.value.kind == "tls"
        assert secure.seen == []

    def test_verification_can_be_left_out(self, secure):
        url = secure.url(host="other.test", scheme="https")
        response = request("GET", url, verify_tls=False, resolver=HERE, **LOCAL)
        assert response.certificate.der == secure.der

    def test_https_to_a_plain_server(self, server):
        with pytest.raises(Failure) as caught:
            request("GET", server.url(scheme="https"), **LOCAL)
        assert caught.value.kind == "tls"

    def test_tls_peer_verified(self, secure):
        peer = tls_peer("service.test", secure.server_port, ca_file=secure.pem, resolver=HERE, **LOCAL)
        assert (peer.is_verified, peer.problem, peer.version) == (True, "", "TLSv1.3")
        assert (peer.certificate.der, peer.address) == (secure.der, "127.0.0.1")
        assert set(peer.timings) == {"dns", "connect", "tls", "total"}

    def test_tls_peer_tells_of_a_certificate_that_does_not_verify(self, secure):
        asked = []

        def counting(host, _port):
            asked.append(host)
            return ["127.0.0.1"]

        stranger = tls_peer("service.test", secure.server_port, resolver=counting, **LOCAL)
        misnamed = tls_peer("other.test", secure.server_port, ca_file=secure.pem, resolver=HERE, **LOCAL)
        assert re.search("self.signed", stranger.problem)
        assert "match" in misnamed.problem
        assert stranger.certificate.der == misnamed.certificate.der == secure.der
        assert asked == ["service.test"]

    def test_another_name_may_be_asked_for(self, secure):
        peer = tls_peer("127.0.0.1", secure.server_port, server_name="service.test", ca_file=secure.pem, **LOCAL)
        assert peer.is_verified

    def test_an_expired_certificate(self, tmp_path):
        context, pem, _der = certificate("service.test", tmp_path, days=-1)
        expired = Server(context)
        peer = tls_peer("service.test", expired.server_port, ca_file=pem, resolver=HERE, **LOCAL)
        expired.stop()
        assert "expired" in peer.problem
        assert peer.certificate.parsed.not_valid_after_utc < datetime.datetime.now(datetime.UTC)

    def test_no_tls_at_all(self, server, silent):
        with pytest.raises(Failure) as caught:
            tls_peer("127.0.0.1", server.server_port, **LOCAL)
        assert caught.value.kind == "tls"
        with pytest.raises(Failure) as caught:
            tls_peer("127.0.0.1", silent, timeout_s=0.2, **LOCAL)
        assert caught.value.kind == "timeout"


class TestConnect:
    def test_somebody_listens(self, silent):
        peer = connect("service.test", silent, resolver=HERE, **LOCAL)
        assert (peer.address, peer.port) == ("127.0.0.1", silent)
        assert set(peer.timings) == {"dns", "connect", "total"}

    def test_nobody_listens(self):
        with pytest.raises(Failure) as caught:
            connect("127.0.0.1", free_port(), **LOCAL)
        assert caught.value.kind == "refused"

    def test_the_second_address_is_tried(self, silent):
        rules = [*LOOPBACK, *_both_loopbacks()]
        peer = connect("a.test", silent, allow=rules, production=False, resolver=named("::1", "127.0.0.1"))
        assert peer.address == "127.0.0.1"

    @pytest.mark.parametrize(
        ("host", "door"),
        [
            ("127.0.0.1", {"allow": LOOPBACK, "production": True}),
            ("127.0.0.1", {"production": False}),
            ("169.254.169.254", LOCAL),
            ("::ffff:127.0.0.1", LOCAL),
            ("a.test", {"resolver": named("8.8.8.8", "10.0.0.1")}),
        ],
    )
    def test_the_same_addresses_are_shut(self, silent, host, door):
        for ask in (connect, tls_peer):
            with pytest.raises(Refused):
                ask(host, silent, **door)

    def test_a_name_service_that_hangs_is_left(self, silent):
        release = threading.Event()
        with pytest.raises(Failure) as caught:
            connect("a.test", silent, timeout_s=0.1, resolver=lambda *_: release.wait(10), **LOCAL)
        release.set()
        assert caught.value.kind == "timeout"


# ------------------------------------------------------------------------------------------------ batches
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
