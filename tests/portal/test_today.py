"""The first page: three doors for a visitor, what waits for the person who is signed in."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_visitor_finds_the_doors_that_need_no_account(client):
    page = client.get("/").content.decode()
    for address in ("/report/", "/status/", "/accounts/login/"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize("who", ["owner", "lead", "manager", "staff", "resolver", "partner_a", "auditor", "admin"])
def test_everybody_has_a_today_page(as_, who):
    assert as_(who).get("/").status_code == 200
