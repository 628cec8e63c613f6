from datetime import date

import pytest

from components.types import CatalogueError
from core.actor import SYSTEM
from incidents.models import CompetenceHole, CompetenceRule, FaultClass, PriorityTarget
from incidents.services import sections
from tests.factories import cases as make

pytestmark = pytest.mark.django_db
EDITION = {"id": "2026-1", "valid_from": date(2026, 1, 1), "approved_by": "juhtivspetsialist", "status": "kehtiv"}


@pytest.fixture
def ground():
    make.component()
    make.fault_class()
    make.group()
    make.group("ria-tugi")
    make.group("arendaja", organisation=None)
    sections.load_version(EDITION, SYSTEM)


def row(**values):
    return {"id": "PJ-01", "component": "aut-tara", "fault": "katkestus", "solver": "tehik-uk", **values}


def fault_of(load, written):
    with pytest.raises(CatalogueError) as refusal:
        load(written, SYSTEM)
    assert str(refusal.value.message)
    return refusal.value.field


def test_severities_come_back_as_they_were():
    written = {
        "slug": "k1",
        "meaning": {"et": "Kõik seisab", "en": "All stands"},
        "react": "30m",
        "resolve": "4h",
        "first_word": "1h",
        "update_every": "1h",
    }
    assert sections.load_severity(written, SYSTEM) == "created"
    assert sections.load_severity(written, SYSTEM) == "same"
    assert sections.dump_severities() == [written]
    assert sections.load_severity({**written, "react": "15m"}, SYSTEM) == "changed"
    assert PriorityTarget.objects.get().react == "15m"
    assert fault_of(sections.load_severity, {**written, "react": "varsti"}) == "react"
    assert fault_of(sections.load_severity, {**written, "slug": "k9"}) == "slug"
    assert fault_of(sections.load_severity, {**written, "colour": "red"}) == "colour"
    assert fault_of(sections.load_severity, {**written, "meaning": ""}) == "meaning"


def test_a_bare_fault_class_keeps_its_name():
    named = {"slug": "katkestus", "name": {"et": "katkestus", "en": "outage"}}
    assert sections.load_fault_class(named, SYSTEM) == "created"
    assert sections.load_fault_class({"slug": "katkestus"}, SYSTEM) == "same"
    assert sections.dump_fault_classes() == [named]
    sections.load_fault_class({"slug": "logi-lunk"}, SYSTEM)
    assert FaultClass.objects.get(slug="logi-lunk").name["et"] == "logi lunk"


def test_an_edition():
    assert sections.load_version(EDITION, SYSTEM) == "created"
    assert sections.dump_versions()[0]["id"] == "2026-1"
    assert fault_of(sections.load_version, {**EDITION, "valid_from": "homme"}) == "valid_from"


def test_a_rule_comes_back_as_it_was(ground):
    written = row(
        env="toodang",
        fallback="ria-tugi",
        react="30m",
        resolve="12h",
        evidence=["aeg"],
        notify=["ria-tugi"],
        note="sest",
        src="R",
    )
    assert sections.load_rule(written, SYSTEM) == "created"
    (dumped,) = sections.dump_rules()
    assert {name: dumped[name] for name in written} == written
    assert sections.load_rule(dumped, SYSTEM) == "same"
    assert CompetenceRule.objects.get().environment == "production"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"component": "puudub"}, "component"),
        ({"fault": "puudub"}, "fault"),
        ({"solver": ""}, "solver"),
        ({"solver": "puudub"}, "solver"),
        ({"fallback": "tehik-uk"}, "fallback"),
        ({"solver": "arendaja"}, "via"),
        ({"react": "kohe"}, "react"),
        ({"env": "kuu"}, "env"),
        ({"evidence": "aeg"}, "evidence"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_rule_that_does_not_fit(ground, values, field):
    assert fault_of(sections.load_rule, row(**values)) == field


def test_a_rule_without_an_edition():
    make.component()
    make.fault_class()
    make.group()
    with pytest.raises(CatalogueError):
        sections.load_rule(row(), SYSTEM)


def test_rules_that_clash_are_named(ground):
    one, other = row(), row(id="PJ-02", solver="ria-tugi")
    for each in (one, other):
        sections.load_rule(each, SYSTEM)
    (fault,) = sections.check_rules([one, other])
    assert "PJ-01" in fault.message
    assert "PJ-02" in fault.message
    assert sections.check_rules([]) == []


def test_a_hole(ground):
    written = {"component": "aut-tara", "fault": "katkestus", "why": "kokku leppimata"}
    assert sections.load_hole(written, SYSTEM) == "created"
    assert sections.dump_holes() == [written]
    assert CompetenceHole.objects.get().why == "kokku leppimata"
    assert fault_of(sections.load_hole, {**written, "why": ""}) == "why"


def test_the_starter_catalogue_has_no_clash():
    from components.services import export_catalogue, import_catalogue

    import_catalogue(by=SYSTEM)
    assert CompetenceRule.objects.count() >= 35
    again = import_catalogue(by=SYSTEM)
    rules = export_catalogue()["rules"]
    assert len(rules) == CompetenceRule.objects.count()
    assert again
