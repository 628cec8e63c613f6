"""Nothing looks up a floor by a string: no foreign key, no template's address, no include."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from tests.contracts.house import APPS, FLOORS, addresses, app_of, name_of, templates

URL_TAG = re.compile(r"""{%-?\s*url\s+["']([^"']+)["']""")
TEMPLATE_TAG = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([^"'/]+)/""")
# Doors that every page may name, wherever they stand: the sign-in is asked for from below by its setting.
EVERYWHERE = {"account_login", "account_logout"}
ROOF = "portal"


def looks_up(app: str, other: str) -> bool:
    """Whether ``other`` stands higher, or beside. A library's is on no floor."""
    return app != other and other in FLOORS and FLOORS[other] >= FLOORS[app]


def test_every_app_has_its_floor():
    ours = {config.name for config in apps.get_app_configs() if (config.name in FLOORS)}
    assert ours == set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_foreign_keys_point_down(app):
    wrong = [
        f"{model.__name__}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and looks_up(app, field.related_model._meta.app_config.name)
    ]
    assert not wrong


def test_templates_name_no_address_above_their_floor():
    owners = {one.name: one.app for one in addresses()}
    wrong = [
        f"{name_of(path)}: {{% url {name} %}} of {owners.get(name)}"
        for path in templates()
        for name in URL_TAG.findall(path.read_text())
        if app_of(path) != ROOF and name not in EVERYWHERE and looks_up(app_of(path), owners.get(name, ""))
    ]
    assert not wrong


def test_templates_name_only_addresses_that_exist():
    known = {one.name for one in addresses()}
    wrong = [
        f"{name_of(path)}: {name}"
        for path in templates()
        for name in URL_TAG.findall(path.read_text())
        if name not in known and ":" not in name
    ]
    assert not wrong


def test_templates_include_nothing_above_their_floor():
    wrong = [
        f"{name_of(path)}: {app}/…"
        for path in templates()
        for app in TEMPLATE_TAG.findall(path.read_text())
        if looks_up(app_of(path), app)
    ]
    assert not wrong
