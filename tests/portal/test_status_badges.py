"""Badges of a component: a picture and its JSON for shields."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from core import clock
from core.fields import Translated
from monitoring.models import CheckState
from tests.factories import catalogue
from tests.factories.status import publish, watched

pytestmark = pytest.mark.django_db


def badge(client, slug: str = "tara") -> dict:
    return client.get(f"/status/badge/{slug}.json").json()


def test_a_badge_says_the_state_in_word_and_colour(client, cast, tara):
    made = watched(tara)
    assert badge(client) | {"message": ""} == {
        "schemaVersion": 1,
        "label": "TARA-liides",
        "message": "",
        "color": "brightgreen",
        "cacheSeconds": 300,
    }
    CheckState.objects.filter(check_definition=made).update(last_run_at=clock.now() - timedelta(hours=1))
    CheckState.objects.filter(check_definition=made).update(next_due_at=clock.now() - timedelta(hours=1))
    assert (badge(client)["message"], badge(client)["color"]) == ("teadmata", "lightgrey")
    publish(cast)
    assert badge(client)["color"] == "red"
    assert badge(client, "skais")["color"] == "red"
    assert badge(client, "all")["color"] == "red"


def test_a_badge_is_a_picture_with_a_title(client, cast, tara):
    tara.name = Translated(et="TARA & <GovSSO>")
    tara.save()
    answer = client.get("/status/badge/tara.svg")
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    picture = ET.fromstring(answer.content)
    svg = "{http://www.w3.org/2000/svg}"
    assert picture.get("role") == "img"
    assert picture.find(f"{svg}title").text == "TARA & <GovSSO>: teadmata"
    assert [one.text for one in picture.iter(f"{svg}text")] == ["TARA & <GovSSO>", "teadmata"]
    assert not list(picture.iter(f"{svg}script"))


@pytest.mark.parametrize("ending", ["svg", "json"])
def test_no_badge_of_what_is_not_public(client, ending):
    catalogue.external("ria-tara")
    assert client.get(f"/status/badge/ria-tara.{ending}").status_code == 404
    assert client.get(f"/status/badge/none.{ending}").status_code == 404


def test_the_longest_name_fits_its_badge(client, tara):
    tara.name = Translated(et="Mõõtmatult Mahukas Wõrgukomponent " * 3)
    tara.save()
    picture = ET.fromstring(client.get("/status/badge/tara.svg").content)
    widths = [float(one.get("textLength")) for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert sum(widths) < float(picture.get("width"))
