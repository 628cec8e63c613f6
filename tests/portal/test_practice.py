"""The practice ground: it answers as the checks expect, breaks for real, and stays broken over a restart."""

import json
import socket
import time
import urllib.error
import urllib.request

import pytest
from django.core.management import CommandError, call_command

from portal.practice import serve
from portal.practice.answers import ROUTES
from portal.practice.faults import GROUPS, SERVICES, Faults


@pytest.fixture
def ground(tmp_path):
    made = serve.Ground(tmp_path, 0, hang_s=0.5)
    made.start()
    yield made
    made.web.shutdown()
    made.web.server_close()


@pytest.fixture
def faults(tmp_path):
    return Faults(tmp_path)


def ask(ground, path, timeout=5) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{ground.port}{path}", timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.mark.parametrize("path", ROUTES)
def test_each_service_answers(ground, path):
    assert ask(ground, path)[0] == 200


def test_discovery_names_its_own_issuer(ground):
    told = json.loads(ask(ground, "/tara/.well-known/openid-configuration")[1])
    assert told["issuer"] == f"http://127.0.0.1:{ground.port}/tara"


def test_an_unknown_address_is_404(ground):
    assert ask(ground, "/nothing")[0] == 404


def test_breaking_authentication_breaks_both_and_nothing_else(ground, faults):
    faults.break_("authentication")
    assert ask(ground, "/tara/jwks")[0] == ask(ground, "/govsso/jwks")[0] == 503
    assert ask(ground, "/logi")[0] == 200
    faults.mend("authentication")
    assert ask(ground, "/tara/jwks")[0] == 200


def test_hanging_and_refusing(ground, faults):
    faults.break_("star", "hang")
    with pytest.raises(TimeoutError):
        ask(ground, "/star", timeout=0.2)
    faults.break_("star", "refuse")
    with pytest.raises(OSError, match=r"reset|refused|closed|Remote"):
        ask(ground, "/star")


def wait_for(port: int, is_open: bool) -> bool:
    """The port follows its fault within a few turns of 0.2 s."""
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if (probe.connect_ex(("127.0.0.1", port)) == 0) == is_open:
                return True
        time.sleep(0.05)
    return False


def test_the_directorys_port_closes_and_opens(ground, faults):
    port = ground.directory.port
    assert wait_for(port, True)
    faults.break_("ldap")
    assert wait_for(port, False)
    faults.mend("ldap")
    assert wait_for(port, True)


def test_what_is_broken_stays_broken_over_a_restart(tmp_path, faults):
    faults.break_("exchange", "hang")
    assert Faults(tmp_path).of("xtee") == "hang"


def test_every_group_names_services_that_exist():
    assert {service for group in GROUPS.values() for service in group} <= set(SERVICES)
    assert {service for service, _answer in ROUTES.values()} <= set(SERVICES)


def test_a_name_that_is_not_there(faults):
    with pytest.raises(KeyError):
        faults.break_("the-moon")


def test_the_command_breaks_mends_and_lists(db, settings, tmp_path, capsys):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    call_command("practice", "break", "logging", "--how", "refuse")
    call_command("practice", "list")
    assert "logi           refuse" in capsys.readouterr().out
    call_command("practice", "mend", "everything")
    assert Faults(tmp_path).of("logi") == ""


def test_only_in_the_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command("practice", "list")


def test_a_taken_port_is_one_clear_sentence(settings, tmp_path, ground):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    settings.PRACTICE_URL = f"http://127.0.0.1:{ground.port}"
    with pytest.raises(CommandError, match=str(ground.port)):
        call_command("practice", "serve")
