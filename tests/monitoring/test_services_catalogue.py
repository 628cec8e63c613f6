"""The starter catalogue's 18 checks, against the practice ground."""

from urllib.parse import urlsplit

import pytest
import yaml

from components.models import Component
from components.services.catalogue import STARTER
from components.types import CatalogueError
from core.actor import SYSTEM
from monitoring.models import Check, CheckState
from monitoring.rules.periods import seconds
from monitoring.services.catalogue import dump, load
from monitoring.services.definitions import edit_check
from monitoring.services.running import run_due
from portal.practice.serve import Ground

ROWS = yaml.safe_load((STARTER / "50-checks.yaml").read_text())["checks"]


@pytest.fixture
def components(db, settings):
    settings.DEMO = True
    for slug in {row["component"] for row in ROWS}:
        Component.objects.create(slug=slug, kind="logging", name={"et": slug})


def test_all_eighteen_load_and_the_second_time_nothing_changes(components):
    assert [load(row, SYSTEM) for row in ROWS] == ["created"] * 18
    assert [load(row, SYSTEM) for row in ROWS] == ["same"] * 18
    assert Check.objects.count() == 18


def test_what_is_exported_can_be_imported(components):
    for row in ROWS:
        load(row, SYSTEM)
    written = dump()
    assert [load(row, SYSTEM) for row in written] == ["same"] * 18
    originals = {row["slug"]: row for row in ROWS}
    for row in written:
        original = originals[row["slug"]]
        assert seconds(row.pop("every")) == seconds(original["every"])
        assert row == {name: value for name, value in original.items() if name != "every"}


def test_a_planned_type_is_watched_honestly_until_it_comes(components):
    load(ROWS[0], SYSTEM)
    check = Check.objects.get(slug="k-tara-oidc")
    assert check.type == "http"
    assert check.config["planned_type"] == "oidc"
    assert check.config["url"].endswith("/tara/.well-known/openid-configuration")
    assert (check.severity, check.interval_s, check.fault_class) == (1, 60, "katkestus")


def test_every_stand_in_is_green_on_the_practice_ground(components, settings, tmp_path):
    ground = Ground(tmp_path, 0)
    ground.start()
    settings.PRACTICE_URL = f"http://127.0.0.1:{ground.port}"
    ports = {"k-sisevork-tcp": ground.directory.port, "k-tara-tls": ground.secure.port}
    for row in ROWS:
        load(row, SYSTEM)
    for slug, port in ports.items():
        edit_check(check=Check.objects.get(slug=slug), by=SYSTEM, config={"port": port})
    _open(ports.values())
    run_due()
    states = dict(CheckState.objects.values_list("check_definition__slug", "state"))
    passive = {row["slug"] for row in ROWS if row["type"] in ("heartbeat", "inspection")}
    assert {slug for slug, state in states.items() if state != "up"} == passive
    ground.web.shutdown()
    ground.web.server_close()


def _open(ports):
    from monitoring.models import AllowedTarget

    listed = ", ".join(map(str, ports))
    AllowedTarget.objects.create(network="127.0.0.0/8", ports=listed, purpose="tests", owner="tests")


def test_outside_the_demonstration_practice_targets_wait_paused(components, settings):
    settings.DEMO = False
    load(ROWS[0], SYSTEM)
    assert Check.objects.get().paused_because


def test_the_agencys_own_address_survives_the_next_import(components):
    load(ROWS[0], SYSTEM)
    edit_check(check=Check.objects.get(), by=SYSTEM, config={"url": "https://tara.example/"})
    assert load(ROWS[0], SYSTEM) == "same"
    assert urlsplit(Check.objects.get().config["url"]).hostname == "tara.example"
    (written,) = dump()
    assert written["config"]["url"] == "https://tara.example/"
    assert load(written, SYSTEM) == "same"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"every": "sometimes"}, "every"),
        ({"severity": "k9"}, "severity"),
        ({"type": "telepathy"}, "type"),
        ({"component": "nowhere"}, "component"),
        ({"target": "ftp://x.example"}, "target"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_faults_name_their_field(components, change, field):
    with pytest.raises(CatalogueError) as caught:
        load({**ROWS[0], **change}, SYSTEM)
    assert caught.value.field == field
