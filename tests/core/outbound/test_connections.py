"""TLS and plain connections."""

import datetime
import re
import threading

import pytest

from core.outbound import (
    Failure,
    Refused,
    connect,
    request,
    tls_peer,
)
from tests.fakes.target import BOTH_LOOPBACKS, HERE, LOCAL, LOOPBACK, Server, certificate, free_port, named


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
        rules = [*LOOPBACK, *BOTH_LOOPBACKS]
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
