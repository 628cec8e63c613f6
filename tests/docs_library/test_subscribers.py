"""News from below puts documents in doubt: those that it may have made untrue, and no others."""

from __future__ import annotations

from datetime import date

import pytest

from docs_library.models import StaleSignal
from partners.services import change_contract, decide
from tests.factories.library import document, in_force
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(cast):
    return cast.actor("owner")


def doubted() -> dict[str, str]:
    return {one.document.slug: one.about for one in StaleSignal.objects.open()}


@pytest.fixture
def agreed(by):
    """A contract on one component, its text, a description and a guide of the component; another contract's text."""
    scope = [component("av-sisend")]
    row = contract("l-09", ends_on=date(2030, 1, 1), mode="express", components=scope)
    other = contract("l-10", components=scope)
    named = {"audience": "named", "organisations": [organisation("ria")]}
    for slug, facts in {
        "tekst": {"type": "contract", "contract": row, **named},
        "kirjeldus": {"components": scope},
        "juhend": {"type": "guide", "components": scope},
        "teise-tekst": {"type": "contract", "contract": other, "components": scope, **named},
        "mujalt": {"components": [component("log-paring")]},
    }.items():
        in_force(document(slug, **facts))
    document("kavand", components=scope)
    return row


@pytest.mark.parametrize(
    "facts",
    [
        {"ends_on": date(2031, 1, 1)},
        {"starts_on": date(2021, 7, 1)},
        {"change_notice": "60d"},
        {"operations": ["x/v1"]},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_a_changed_contract_puts_what_rests_on_it_in_doubt(by, agreed, facts):
    change_contract(contract=agreed, by=by, **facts)
    assert doubted() == {"tekst": "contract:l-09", "kirjeldus": "contract:l-09"}


def test_another_scope_does_so_for_the_new_component(by, agreed):
    change_contract(contract=agreed, components=[component("log-paring")], by=by)
    assert set(doubted()) == {"tekst", "mujalt"}


@pytest.mark.parametrize("facts", [{"note": "helistatud"}, {"title": "Teine pealkiri"}, {"ends_on": date(2030, 1, 1)}])
def test_what_changes_neither_days_nor_scope_does_not(by, agreed, facts):
    change_contract(contract=agreed, by=by, **facts)
    assert doubted() == {}


def test_a_renewed_one_does(at, cast, agreed):
    decide(contract=agreed, verdict="renew", text="vajalik", until_on=date(2031, 1, 1), by=cast.actor("lead"))
    assert set(doubted()) == {"tekst", "kirjeldus"}


def test_a_new_contract_does_not(by, agreed):
    contract("l-11", components=[component("av-sisend")])
    assert doubted() == {}


def test_while_it_is_in_doubt_more_changes_are_the_same_doubt(by, agreed):
    change_contract(contract=agreed, change_notice="60d", by=by)
    change_contract(contract=agreed, change_notice="90d", by=by)
    assert StaleSignal.objects.filter(document__slug="tekst").count() == 1


def test_of_a_restricted_contract_only_its_number_is_told(by, agreed):
    change_contract(
        contract=agreed,
        title="Salajane asi",
        restriction_basis="AvTS § 35 lg 1 p 9",
        restricted_from=date(2026, 1, 1),
        change_notice="60d",
        by=by,
    )
    text = StaleSignal.objects.get(document__slug="kirjeldus").text
    assert "L-09" in text
    assert "Salajane" not in text
