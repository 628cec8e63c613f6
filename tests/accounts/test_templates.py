"""The library's pages and letters wear our look."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_sign_in_page(client):
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    text = page.content.decode()
    assert 'class="site-header"' in text
    assert text.count("<h1") == 1
    assert "demo.example" not in text


def test_demonstration_names_its_people(client, settings):
    settings.DEMO = True
    assert "owner@demo.example" in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
    ],
)
def test_pages_for_strangers(client, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize(
    "name", ["account_change_password", "account_logout", "mfa_index", "usersessions_list", "profile"]
)
def test_pages_of_oneself(as_, name):
    page = as_("staff").get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
