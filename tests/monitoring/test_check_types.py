"""Every registered type keeps the contract; each judges as it says."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from django import forms

from core import outbound
from monitoring.check_types.http import HttpForm, read_statuses
from monitoring.check_types.tls import TlsForm
from monitoring.forms import edit_form, new_form
from monitoring.types import Probe, Sign, Signs, check_types
from portal.practice.certificate import certificate_files
from portal.practice.serve import Faults, Port
from tests.factories.monitoring import LOCAL

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
KINDS = list(check_types)


@pytest.fixture
def probe(settings):
    settings.DEMO = True
    return Probe(3, [LOCAL])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_each_type_keeps_the_contract(kind, db):
    assert issubclass(kind.config_form, forms.Form)
    assert kind.way in ("http", "probe", "signs")
    assert kind.label
    assert kind.about
    needed = {"http": ("request", "judge"), "probe": ("run",), "signs": ("judge_signs",)}[kind.way]
    assert all(name in vars(kind) for name in (*needed, "expected"))
    common = set(new_form("heartbeat").base_fields)
    assert kind.slug == "heartbeat" or not common & set(kind.config_form.base_fields)
    assert set(edit_form(kind.slug).base_fields) >= set(kind.config_form.base_fields)


def response(status=200, body=b"", total=12.0) -> outbound.Response:
    return outbound.Response(status, {}, body, {"total": total}, "192.0.2.1", "http://x.example/")


@pytest.mark.parametrize(
    ("config", "answer", "state"),
    [
        ({}, response(204), "up"),
        ({}, response(503), "down"),
        ({"statuses": "401"}, response(401), "up"),
        ({"text": "issuer"}, response(200, b'{"issuer": 1}'), "up"),
        ({"text": "issuer"}, response(200, b"<html>"), "down"),
        ({"warn_ms": 10}, response(200), "degraded"),
        ({"warn_ms": 10}, response(500), "down"),
        ({}, outbound.Failure("timeout"), "down"),
        ({}, outbound.Failure("tls"), "down"),
        ({}, outbound.Refused("private", "shut"), "unknown"),
    ],
)
def test_http_judges(config, answer, state):
    verdict = check_types.get("http")().judge({"url": "http://x.example/", **config}, answer)
    assert verdict.state == state
    assert verdict.got
    assert verdict.expected


def test_statuses():
    assert read_statuses("200-299, 401") == [(200, 299), (401, 401)]
    for wrong in ("", "2xx", "99", "299-200", "600"):
        with pytest.raises(ValueError):  # noqa: PT011
            read_statuses(wrong)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"url": "ftp://x.example/"}, "url"),
        ({"url": "http://user:word@x.example/"}, "url"),
        ({"url": "http://õ.example/"}, "url"),
        ({"url": "http://x.example/", "statuses": "ok"}, "statuses"),
    ],
)
def test_http_form_says_what_is_wrong(typed, field):
    form = HttpForm({"statuses": "200", "follow": "0", **typed})
    assert not form.is_valid()
    assert form.errors[field]


def test_tls_form_wants_the_warning_first():
    form = TlsForm({"host": "x.example", "port": 443, "warn_days": 5, "crit_days": 7})
    assert "crit_days" in form.errors


@pytest.fixture
def tls_port(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate_files(tmp_path))
    port = Port("tls", 0, Faults(tmp_path), context)
    port.start()
    return port.port


def tls(port, **config):
    return {"host": "127.0.0.1", "port": port, "warn_days": 30, "crit_days": 7, "verify_chain": False, **config}


@pytest.mark.parametrize(
    ("config", "state"),
    [
        ({}, "up"),
        ({"server_name": "localhost"}, "up"),
        ({"verify_chain": True}, "down"),
        ({"server_name": "other.example"}, "down"),
        ({"warn_days": 250}, "degraded"),
        ({"warn_days": 300, "crit_days": 250}, "down"),
    ],
)
def test_tls_looks_at_days_name_and_issuer(probe, tls_port, config, state):
    verdict = check_types.get("tls")().run(tls(tls_port, **config), probe)
    assert verdict.state == state, verdict.got
    assert 198 <= verdict.figures["days_left"] <= 200


def test_tcp_connects_or_says_why_not(probe, server):
    tcp = check_types.get("tcp")()
    assert tcp.run({"host": "127.0.0.1", "port": server.port}, probe).state == "up"
    with pytest.raises(outbound.Failure) as caught:
        tcp.run({"host": "127.0.0.1", "port": 9}, probe)
    assert tcp.failed({"host": "127.0.0.1", "port": 9}, caught.value).state == "down"


def signs(*came: Sign, watched_from=None) -> Signs:
    return Signs(NOW, 3600, 600, watched_from, {sign.kind: sign for sign in came})


def ago(kind, minutes, **about) -> Sign:
    return Sign(kind, NOW - timedelta(minutes=minutes), **about)


@pytest.mark.parametrize(
    ("came", "state"),
    [
        (signs(), "unknown"),
        (signs(ago("success", 5)), "up"),
        (signs(ago("success", 69)), "up"),
        (signs(ago("success", 70)), "down"),
        (signs(ago("success", 30), ago("fail", 5)), "down"),
        (signs(ago("fail", 30), ago("success", 5)), "up"),
        (signs(ago("success", 30), ago("start", 5)), "up"),
        (signs(ago("success", 30), ago("start", 11)), "down"),
        (signs(ago("start", 11), ago("success", 5)), "up"),
        (signs(ago("start", 11, run_id="a"), ago("success", 5, run_id="b")), "down"),
        (signs(ago("start", 5)), "unknown"),
        (signs(ago("success", 90), watched_from=NOW), "unknown"),
        (signs(ago("fail", 90), watched_from=NOW), "down"),
    ],
)
def test_a_heartbeat_is_judged_by_its_signs(came, state):
    verdict, again_at = check_types.get("heartbeat")().judge_signs({}, came)
    assert verdict.state == state
    assert again_at > NOW


def test_a_review_that_is_late_is_a_warning():
    review = check_types.get("inspection")()
    assert review.judge_signs({}, signs())[0].state == "unknown"
    assert review.judge_signs({}, signs(ago("success", 5)))[0].state == "up"
    assert review.judge_signs({}, signs(ago("success", 71)))[0].state == "degraded"
