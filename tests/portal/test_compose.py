"""docker-compose.yml, Dockerfile and .env.example name nothing that does not exist."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from portal.supervisor import parts

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXAMPLE = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
COMPOSE_ALONE = {"POSTGRES_PASSWORD"}
READ = re.compile(r"""(?:text|flag|number|items|time_of_day|secret|environ\.get)\(\s*["']([A-Z][A-Z_]+)["']""")


def names_read_by_code():
    """Every variable that the running product and the tests' browser read by our helpers."""
    files = [
        ROOT / "portal" / "env.py",
        ROOT / "portal" / "settings.py",
        *(ROOT / "portal" / "supervisor").glob("*.py"),
    ]
    files.append(ROOT / "tests" / "plugins" / "browser.py")
    return {name for file in files for name in READ.findall(file.read_text())}


def words(service):
    """The command of one of our services, the image's own where it has none."""
    default = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1]
    return service.get("command") or yaml.safe_load(default)


def test_it_keeps_the_compose_specification():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    shown = subprocess.run([*command, str(ROOT / "docker-compose.yml")], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stdout


@pytest.mark.parametrize("name", OURS)
def test_each_command_exists(name):
    program, *rest = words(OURS[name])
    if program == "python":
        assert rest[0] == "manage.py"
        assert rest[1] in get_commands()
    else:
        assert importlib.util.find_spec(program)
        target = rest[-1].partition(":")[0] if program == "granian" else f"{rest[rest.index('-A') + 1]}.celery"
        assert importlib.util.find_spec(target)


def test_the_parts_are_the_supervisors():
    def queues(commands):
        return {command[command.index("-Q") + 1] for command in commands if "-Q" in command}

    supervised = [part.command for part in parts.background(Path("/data"))]
    assert queues(words(service) for service in OURS.values()) == queues(supervised)
    assert sum("beat" in words(service) for service in OURS.values()) == 1


def test_ports_agree():
    exposed = re.search(r"^EXPOSE (\d+)", DOCKERFILE, re.MULTILINE)[1]
    served = words(SERVICES["web"])
    assert served[served.index("--port") + 1] == exposed
    assert SERVICES["web"]["ports"][0].endswith(f":{exposed}")
    assert f"127.0.0.1:{exposed}/" in str(SERVICES["web"]["healthcheck"])


def test_every_variable_is_explained_and_read():
    used = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    given = {name for service in OURS.values() for name in service["environment"]}
    assert used <= EXAMPLE
    assert given <= names_read_by_code()
    assert names_read_by_code() == EXAMPLE - COMPOSE_ALONE


def test_no_secret_has_a_default():
    secrets = {"POSTGRES_PASSWORD", "PORTAL_SECRET_KEY", "PORTAL_LINK_KEY", "PORTAL_ENCRYPTION_KEYS"}
    for name, mark in re.findall(r"\$\{([A-Z_]+)(:[-?])", COMPOSE):
        assert name not in secrets or mark == ":?"
    example = (ROOT / ".env.example").read_text()
    for name in secrets:
        assert f"\n{name}=\n" in example


def test_each_part_tells_its_health_and_runs_without_rights():
    for name, service in SERVICES.items():
        assert "healthcheck" in service or name == "migrate", name
    for service in OURS.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
    assert re.search(r"^USER portal$", DOCKERFILE, re.MULTILINE)


def test_volumes_are_declared():
    declared = set(yaml.safe_load(COMPOSE)["volumes"])
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == declared
