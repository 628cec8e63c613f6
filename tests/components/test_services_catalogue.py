"""The catalogue: all or nothing, and the second time nothing changes."""

from __future__ import annotations

import re
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.models import AuditRecord, Organisation
from components import services
from components.models import Component, CriticalWindow, Dependency, MaintenancePattern, Party, System, SystemGroup
from core.actor import SYSTEM
from partners.models import ResolverGroup

pytestmark = pytest.mark.django_db

ORGANISATIONS = """
organisations:
- {slug: ska, name: Amet, kind: oma}
- {slug: tehik, name: Keskus, kind: asutus}
"""
SYSTEM_ROW = "{slug: star, name: STAR, kind: oma, controller: ska, processor: tehik, criticality: korge}"


@pytest.fixture
def load(tmp_path):
    """``load("text")`` imports one file of that text."""

    def run(text: str, **options):
        path = tmp_path / "kataloog.yaml"
        path.write_text(text, encoding="utf-8")
        return services.import_catalogue(by=SYSTEM, paths=[path], **options)

    return run


def faults_of(load, text: str) -> list[str]:
    with pytest.raises(services.CatalogueRefused) as refused:
        load(text)
    return [str(fault) for fault in refused.value.faults]


def test_the_starter_catalogue_loads_and_the_second_time_changes_nothing():
    first = services.import_catalogue(by=SYSTEM)
    counts = {model: model.objects.count() for model in (System, Organisation, ResolverGroup, Dependency)}
    assert counts == {System: 5, Organisation: 14, ResolverGroup: 15, Dependency: 13}
    assert Component.objects.shared().count() == 14
    assert Component.objects.external().count() == 6
    small = [model.objects.count() for model in (SystemGroup, CriticalWindow, MaintenancePattern)]
    assert small == [2, 3, 2]
    assert first.total["changed"] == 0
    assert len(first.without_owner) == 14
    again = services.import_catalogue(by=SYSTEM)
    assert (again.total["created"], again.total["changed"]) == (0, 0)
    assert AuditRecord.objects.filter(action="components.import_catalogue").count() == 1


def test_what_was_loaded_can_be_written_out_and_loaded_again(tmp_path):
    services.import_catalogue(by=SYSTEM)
    file = tmp_path / "välja.yaml"
    call_command("catalogue", "export", str(file))
    assert {"systems", "components", "parties"} <= set(yaml.safe_load(file.read_text()))
    report = services.import_catalogue(by=SYSTEM, paths=[file])
    assert (report.total["created"], report.total["changed"]) == (0, 0)


def test_the_starter_has_names_in_three_languages_and_parts_of_organisations():
    services.import_catalogue(by=SYSTEM)
    assert set(Component.objects.get(slug="av-turvaserver").name) == {"et", "en", "ru"}
    parts = Party.objects.filter(organisation__slug="kov-a").values_list("system__slug", "component__slug", "role")
    assert set(parts) == {("star", None, "user"), (None, "av-star-kov", "user")}
    developer = ResolverGroup.objects.get(slug="arendaja")
    assert (developer.via.slug, developer.channel, developer.organisation) == ("tehik-uk", "tickets", None)


def test_every_fault_is_told_and_nothing_is_stored(load):
    text = f"""{ORGANISATIONS}
systems:
- {SYSTEM_ROW}
- {{slug: ebs, name: EBS, kind: oma, controller: pole, processor: tehik, criticality: korge}}
components:
- slug: aut
  kind: lennundus
  name: Autentimine
- slug: log
  kind: logimine
  name: Logi
  värv: sinine
"""
    told = faults_of(load, text)
    places = [fault.split(": ")[0] for fault in told]
    assert places == ["kataloog.yaml:8 controller", "kataloog.yaml:11 kind", "kataloog.yaml:16 värv"]
    assert not Organisation.objects.exists()


def test_a_trial_stores_nothing(load):
    report = load(ORGANISATIONS, dry_run=True)
    assert report.total["created"] == 2
    assert not Organisation.objects.exists()


def test_a_changed_row_is_changed_alone(load):
    load(ORGANISATIONS)
    report = load(ORGANISATIONS.replace("Keskus", "Uus keskus"))
    assert dict(report.counts["organisations"]) == {"same": 1, "changed": 1}
    assert Organisation.objects.get(slug="tehik").name == "Uus keskus"


def test_a_circle_of_dependencies_is_refused_with_its_way(load):
    rows = "\n".join(f"- {{slug: {slug}, kind: logimine, name: {slug}}}" for slug in "abc")
    text = f"components:\n{rows}\ndependencies:\n- {{from: a, to: b}}\n- {{from: b, to: c}}\n- {{from: c, to: a}}\n"
    (fault,) = faults_of(load, text)
    assert fault.startswith("kataloog.yaml:8 to: ")
    assert "a → b → c → a" in fault


def test_a_rule_of_dates_that_nobody_understands_is_refused(load):
    window = "{slug: p, name: P, rule: kuu 8., from: eile, to: +0tp 23:59, systems: []}"
    assert faults_of(load, f"critical_windows:\n- {window}\n")[0].startswith("kataloog.yaml:2 from: ")
    pattern = "{slug: r, org: ska, rule: mõnikord, env: test}"
    assert faults_of(load, f"recurring_maintenance:\n- {pattern}\n")[0].startswith("kataloog.yaml:2 rule: ")


def test_a_parent_must_be_a_group_that_names_the_system(load):
    row = SYSTEM_ROW.replace("kind: oma,", "kind: oma, parent: skais,")
    (fault,) = faults_of(load, f"{ORGANISATIONS}systems:\n- {row}\n")
    assert fault.startswith("kataloog.yaml:6 parent: ")


def test_a_party_must_be_reachable(load):
    (fault,) = faults_of(load, "parties:\n- {slug: x, name: X, channel: e-kiri}\n")
    assert fault.startswith("kataloog.yaml:2 contact: ")


def test_a_contact_role_is_read_from_its_quotes(load):
    load("parties:\n- {slug: x, name: X, channel: e-kiri, contact: \"partneri kontaktiroll 'Administraator'\"}\n")
    assert ResolverGroup.objects.get(slug="x").contact_role == "Administraator"


def test_an_owner_is_the_one_person_in_the_role_and_is_not_taken_back(load, cast):
    text = "components:\n- {slug: log, kind: logimine, name: Logi, owner: omanik, deputy: asendaja}\n"
    assert load(text).without_owner == ["log"]
    assert cast.owner
    load(text)
    log = Component.objects.get(slug="log")
    assert (log.owner, log.deputy) == (cast.owner, None)
    services.assign(component=log, owner=cast.lead, by=SYSTEM)
    assert load(text).total["changed"] == 0
    load(text.replace("omanik", cast.owner.email))
    log.refresh_from_db()
    assert log.owner == cast.owner


def test_a_reserved_short_name_is_refused(load):
    (fault,) = faults_of(load, "components:\n- {slug: map, kind: logimine, name: Kaart}\n")
    assert fault.startswith("kataloog.yaml:2 slug: ")


def test_the_command_tells_counts_and_faults(tmp_path):
    file = tmp_path / "k.yaml"
    file.write_text(ORGANISATIONS)
    said = StringIO()
    call_command("catalogue", "import", str(file), stdout=said)
    assert re.search(r"organisations: \D*2\D", said.getvalue())  # the words between are the language's
    file.write_text("systms: []")
    with pytest.raises(CommandError, match=r"k\.yaml:1 systms: "):
        call_command("catalogue", "import", str(file))
    out = StringIO()
    call_command("catalogue", "export", stdout=out)
    assert yaml.safe_load(out.getvalue())["organisations"][0] == {"slug": "ska", "name": "Amet", "kind": "oma"}
