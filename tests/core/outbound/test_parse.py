"""Addresses as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outbound import (
    Refused,
    Target,
    parse,
    parse_host,
)


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
