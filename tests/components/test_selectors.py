"""Payout windows, what depends on what, and states that others know."""

from __future__ import annotations

from datetime import datetime

import pytest

from components import selectors
from components.types import KnownState, StateSource, state_sources
from core import clock
from tests.factories import catalogue

pytestmark = pytest.mark.django_db


def moment(text: str) -> datetime:
    return clock.parse_local(text)


def test_windows_of_the_asked_systems_alone():
    skais, star = catalogue.system("skais"), catalogue.system("star")
    window = catalogue.payout_window(skais)
    inside = moment("2026-03-06T12:00")
    assert selectors.active_critical_windows([skais.pk], inside) == [window]
    assert selectors.active_critical_windows([star.pk], inside) == []
    assert selectors.active_critical_windows([skais.pk], moment("2026-03-09T00:00")) == []


def test_next_windows_give_each_once():
    skais = catalogue.system("skais")
    catalogue.payout_window(skais)
    catalogue.payout_window(skais, slug="muud", rule="kuu 12.")
    found = selectors.next_windows([skais.pk], moment("2026-03-09T12:00"))
    assert [each.window.slug for each in found] == ["muud", "pere"]
    assert found[1].end == moment("2026-04-08T23:59")


def test_up_down_and_affected_systems():
    star, skais = catalogue.system("star"), catalogue.system("skais")
    tara = catalogue.external("ria-tara")
    govsso = catalogue.component("aut-govsso", used_by=[star])
    log = catalogue.component("log", used_by=[skais])
    catalogue.needs(govsso, tara)
    assert selectors.upstream_of(govsso.pk) == {tara.pk}
    assert selectors.downstream_of(tara.pk) == {govsso.pk}
    assert selectors.affected_system_ids([tara.pk]) == {star.pk}
    assert selectors.neighbourhood(tara) == {tara.pk, govsso.pk}
    assert selectors.neighbourhood(log) == {log.pk}


def test_states_come_from_whoever_registers_and_the_rest_is_not_known(monkeypatch):
    one, other = catalogue.component("a"), catalogue.component("b")
    source = StateSource("test", lambda ids: {one.pk: KnownState("down", "rikkis")})
    monkeypatch.setattr(state_sources, "_items", {"test": source})
    states = selectors.states_of([one.pk, other.pk])
    assert (states[one.pk].state, states[other.pk].state) == ("down", "unknown")
