"""Which addresses are opened, and which never."""

import ipaddress
import socket
import threading
import time

import pytest

from core.outbound import (
    AllowRule,
    Failure,
    Refused,
    classify,
    parse,
    resolve,
)
from tests.fakes.target import ANY_PORT, BOTH_LOOPBACKS, LOOPBACK, named

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
        assert set(resolve(parse("http://localhost/"), BOTH_LOOPBACKS, False)) <= {"127.0.0.1", "::1"}
