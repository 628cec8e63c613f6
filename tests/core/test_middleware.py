"""What the outermost and innermost doors do for every page."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/incidents/a%00b/", "/components/a%00b/", "/report/?system=a%00b", "/?q=%00"])
def test_a_nul_is_a_bad_request_with_a_page(as_, address):
    answer = as_("owner").get(address)
    assert answer.status_code == 400
    assert "bad-request" in answer.content.decode()


def test_a_nul_in_the_api_is_a_problem(as_):
    answer = as_("owner").get("/api/v1/incidents/a%00b/")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("address", ["/", "/incidents/", "/incidents/?format=csv", "/api/v1/incidents/", "/no-such/"])
def test_nobody_keeps_what_a_signed_in_person_reads(as_, address):
    assert as_("owner").get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/report/", "/accounts/login/"])
def test_no_proxy_keeps_a_form(client, address):
    assert "private" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize("key", ["k", "k" * 300, "a\0b", "õ"])
def test_a_button_pressed_twice_answers_twice(client, key):
    for _time in range(2):
        answer = client.post("/accounts/language/", {"language": "en", "submission": key})
        assert (answer.status_code, answer.url) == (302, "/")
