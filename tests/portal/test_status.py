"""The public pages: what is said of each component, by whom, since and until when; who sees what first."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from accounts.models import Organisation
from components.models import Party, System
from core import clock
from core.fields import Translated
from core.models import Environment
from monitoring.models import CheckState, StateInterval
from monitoring.services.definitions import pause
from notifications import services
from portal.status import board
from portal.status.states import States
from tests.factories import catalogue
from tests.factories.monitoring import check
from tests.factories.people import organisation
from tests.factories.status import MINUTE, WORDS, publish, watched, work

pytestmark = pytest.mark.django_db


def page(client, url="/status/", **headers):
    return client.get(url, headers=headers).content.decode()


def state(slug: str = "tara"):
    return States(board.read()).components[slug]


def test_what_nobody_watches_is_not_called_good(client, tara):
    html = page(client)
    assert "TARA-liides" in html
    assert "Teadmata" in html
    assert "tone-success" not in html
    assert (state().slug, state().source) == ("unknown", "")


def test_monitoring_says_since_and_until_when(client, tara):
    with clock.at(clock.parse_local("2026-11-24T10:00")):
        watched(tara)
        found = state()
        assert (found.slug, found.source) == ("up", "watch")
        assert (found.since, found.until) == (clock.now() - MINUTE, clock.now() + timedelta(minutes=2, seconds=5))
        html = page(client)
        assert html.count("tone-success") >= 3
        assert "alates 09.59, kehtib kuni 10.02" in html
        assert "alates 24.11.2026 09.59, kehtib kuni 24.11.2026 10.02" in found.said_fully()


def test_what_was_not_looked_at_again_is_unknown_and_says_what_was(tara):
    watched(tara, ago=timedelta(minutes=30))
    found = state()
    assert (found.slug, found.was, found.is_stale) == ("unknown", "up", True)
    assert States(board.read()).overall().slug == "unknown"


def test_a_reading_grows_stale_by_itself(tara):
    watched(tara)
    facts = board.read()
    assert States(facts).components["tara"].slug == "up"
    with clock.at(clock.now() + timedelta(minutes=10)):
        assert States(facts).components["tara"].slug == "unknown"


def test_some_checks_down_is_partly_all_is_out_of_order(tara):
    watched(tara, "down")
    watched(tara, "up", slug="k2")
    assert state().slug == "partly"
    watched(tara, "down", slug="k3")
    CheckState.objects.filter(check_definition__slug="k2").update(state="down")
    assert state().slug == "down"


def test_paused_checks_and_other_environments_say_nothing(cast, tara):
    pause(check=watched(tara), reason="kolimine", by=cast.actor("owner"))
    check("k-test", of="tara", environment=Environment.TEST)
    CheckState.objects.filter(check_definition__slug="k-test").update(state="down")
    assert state().source == ""


def test_monitorings_word_before_ours_says_so(client, tara):
    watched(tara, "down")
    html = page(client)
    assert "Rikkis" in html
    assert "teadet ei ole veel avaldatud" in html


def test_a_notice_makes_the_state_and_the_agency_is_its_source(client, cast, tara):
    watched(tara)
    notice = publish(cast)
    html = page(client)
    assert "TARA on häiritud" in html
    row = BeautifulSoup(html, "html.parser").select_one(".status-group td a[href*='component/tara']").find_parent("tr")
    assert row.select_one(f"a[href='/status/{notice.public_id}/']").text.startswith("Sotsiaalkindlustusamet")
    assert cast.owner.name not in html
    assert cast.owner.name not in page(client, f"/status/{notice.public_id}/")
    services.end_notice(notice, body=Translated(et="Korras"), by=cast.actor("owner"))
    assert "tone-danger" not in page(client)
    assert "TARA on häiritud" in page(client), "in the history"


def test_the_word_of_people_comes_before_the_machines(cast, tara):
    watched(tara, "down")
    publish(cast, impact="minor")
    assert (state().slug, state().source) == ("degraded", "notice")


def test_planned_work_explains_what_monitoring_sees(tara):
    watched(tara, "down")
    work(tara, -1)
    assert (state().slug, state().source) == ("maintenance", "work")


def test_a_word_whose_next_word_is_overdue_is_stale(cast, tara):
    publish(cast, next_update_at=clock.now() + timedelta(hours=1))
    assert (state().slug, state().until is not None) == ("down", True)
    with clock.at(clock.now() + timedelta(hours=2)):
        assert (state().slug, state().was) == ("unknown", "down")
        watched(tara, "down", slug="fresh")
        assert (state().slug, state().source) == ("down", "watch")


def test_while_a_trouble_is_open_all_is_never_well(client, cast, tara):
    """Its word has grown stale, and monitoring sees the other components in order."""
    publish(cast, next_update_at=clock.now() + timedelta(hours=1))
    with clock.at(clock.now() + timedelta(hours=2)):
        watched(catalogue.component("log", used_by=tara.uses.all()), "up", slug="k2")
        assert (States(board.read()).overall().slug, States(board.read()).overall().source) == ("unknown", "notice")
        html = page(client)
        assert "hilineb" in html
        assert "Ühtegi häireteadet ei ole avatud" not in html
        watched(catalogue.component("avv", used_by=tara.uses.all()), "down", slug="k3")
        assert States(board.read()).overall().slug == "down", "what is worse is said"


def test_a_trouble_of_a_system_or_of_all(cast, tara):
    publish(cast, topics=["system:skais"], impact="major")
    facts = board.read()
    assert States(facts).of_system(facts.systems[0]).slug == "partly"
    assert States(facts).overall().slug == "partly"
    publish(cast, topics=["all"], impact="critical")
    assert States(board.read()).overall().slug == "down"


def test_drafts_withdrawn_and_internal_words_are_not_shown(client, cast, tara):
    by = cast.actor("owner")
    services.draft_notice(kind="problem", title=Translated(et="Mustand"), topics=["component:tara"], by=by)
    internal = publish(cast, title=Translated(et="Sisemine"), is_public=False)
    withdrawn = publish(cast, title=Translated(et="Ekslik"))
    services.cancel_notice(withdrawn, reason="eksitus", by=by)
    for address in ("/status/", "/status/history/", "/status/feed.atom", "/status/api/v2/incidents.json"):
        html = page(client, address)
        assert not [word for word in ("Mustand", "Sisemine", "Ekslik", "tone-danger") if word in html]
    assert client.get(f"/status/{internal.public_id}/").status_code == 404


def test_planned_work(client, tara):
    for hours, title in ((-1, "Praegu"), (48, "Hiljem"), (-10, "Möödas")):
        work(tara, hours, title)
    work(tara, 50, "Jäi ära", state="cancelled")
    work(tara, 50, "Katsekeskkond", environment=Environment.TEST)
    html = page(client)
    assert "Praegu" in html
    assert "Hiljem" in html
    assert not [word for word in ("Möödas", "Jäi ära", "Katsekeskkond") if word in html]


def test_asked_again_unchanged_it_is_304(client, cast, tara):
    with clock.at(clock.now()):
        first = client.get("/status/")
        assert "no-cache" in first["Cache-Control"]
        again = client.get("/status/", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        publish(cast)
        assert client.get("/status/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_in_english_the_language_of_untranslated_words_is_marked(client, cast, tara):
    publish(cast)
    client.cookies["language"] = "en"
    html = page(client)
    assert "TARA is disturbed" in html
    assert '<span lang="et">TARA-liides</span>' in html


def test_the_page_of_one_notice(client, cast, tara):
    notice = publish(cast)
    assert "TARA on häiritud" in page(client, f"/status/{notice.public_id}/")


def test_an_old_notice_keeps_its_page(client, cast, tara):
    with clock.at(clock.now() - timedelta(days=200)):
        old = publish(cast)
        services.end_notice(old, body=WORDS, by=cast.actor("owner"))
    assert "TARA on häiritud" in page(client, f"/status/{old.public_id}/")
    assert "TARA on häiritud" not in page(client)


def test_the_page_of_a_component(client, cast, tara):
    catalogue.component("teine")
    publish(cast, topics=["component:teine"], title=Translated(et="Muu häire"))
    publish(cast)
    html = page(client, "/status/component/tara/")
    assert "TARA on häiritud" in html
    assert "Muu häire" not in html
    assert "/status/badge/tara.svg" in html
    assert '/notices/subscribe/?topic=component:tara"' in html
    assert client.get("/status/component/none/").status_code == 404
    catalogue.external("ria-tara")
    assert client.get("/status/component/ria-tara/").status_code == 404


def test_ninety_days_show_what_was_measured_and_what_was_said(cast, tara):
    now = clock.now()
    made = watched(tara)
    StateInterval.objects.filter(check_definition=made).delete()
    for state_, back, until in (("up", 50, 10), ("down", 10, 9), ("up", 9, None)):
        ended = None if until is None else now - timedelta(days=until)
        StateInterval.objects.create(
            check_definition=made, state=state_, from_at=now - timedelta(days=back), until_at=ended
        )
    with clock.at(now - timedelta(days=30)):
        notice = publish(cast)
    with clock.at(now - timedelta(days=29)):
        services.end_notice(notice, body=WORDS, by=cast.actor("owner"))
    strip = board.read().components[0].strip
    assert (len(strip.states), strip.last) == (90, clock.today())
    days = dict(enumerate(reversed(strip.states)))
    assert [days[n] for n in (0, 5, 10, 20, 29, 30, 40, 60)] == [
        "up",
        "up",
        "down",
        "up",
        "down",
        "down",
        "up",
        "unknown",
    ]


def test_today_is_drawn_anew_at_every_reading(tara):
    made = watched(tara)
    StateInterval.objects.filter(check_definition=made).update(state="up", from_at=clock.now() - timedelta(days=3))
    assert board.read().components[0].strip.states[-2:] == ["up", "up"]
    StateInterval.objects.filter(check_definition=made).update(state="down", from_at=clock.now())
    assert board.read().components[0].strip.states[-2:] == ["up", "down"]
    check("k2", of="tara")
    assert board.read().components[0].strip.states[-2:] == ["unknown", "down"]


def test_components_of_no_system_stand_apart(client, tara):
    catalogue.component("orb", name=Translated(et="Orvuke"))
    html = page(client)
    assert "Orvuke" in html
    assert html.index("SKAIS") < html.index("Orvuke")


def test_partners_see_theirs_first(as_, cast, tara):
    other = catalogue.component("aa-esimene", used_by=[System.objects.get()])
    Party.objects.create(component=tara, organisation=organisation("kov-a"), role="user")
    html = page(as_("partner_a"))
    heads = [one.text for one in BeautifulSoup(html, "html.parser").select(".status-group h2")]
    boxes = BeautifulSoup(html, "html.parser").select(".status-group")
    assert len(heads) == 2
    assert "TARA-liides" in boxes[0].text
    assert str(other) not in boxes[0].text
    assert len(BeautifulSoup(page(as_("partner_b")), "html.parser").select(".status-group")) == 1
    assert len(BeautifulSoup(page(as_("owner")), "html.parser").select(".status-group")) == 1


def test_history_by_month(client, cast, tara):
    for day in ("2026-09-30T23:30", "2026-10-01T00:30", "2026-11-02T10:00"):
        with clock.at(clock.parse_local(day)):
            publish(cast, title=Translated(et=f"Häire {day[:10]}"))
            work(tara, 0, f"Töö {day[:10]}")
    with clock.at(clock.parse_local("2026-11-24T10:00")):
        html = page(client, "/status/history/?month=2026-10")
        assert "Häire 2026-10-01" in html
        assert "Töö 2026-10-01" in html
        assert "Häire 2026-09-30" not in html
        assert "Häire 2026-11-02" not in html
        assert 'href="?month=2026-09"' in html
        assert 'href="?month=2026-11"' in html
        assert 'href="?month=2026-08"' not in page(client, "/status/history/?month=2026-09")
        this = page(client, "/status/history/")
        assert "Häire 2026-11-02" in this
        assert 'rel="next"' not in this


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "soon", "2026-1", "9999-01", "0001-01", "2026-10x"])
def test_no_such_month(client, month):
    assert client.get("/status/history/", {"month": month}).status_code == 404


def test_without_an_agency_the_page_still_opens(client, cast, tara):
    publish(cast)
    Organisation.objects.filter(kind="own").update(kind="agency")
    assert client.get("/status/").status_code == 200


@pytest.mark.parametrize("who", ["", "partner_a"])
def test_a_fixed_number_of_queries(client, cast, tara, who, django_assert_max_num_queries):
    if who:
        client.force_login(cast.user(who))
        client.get("/status/")
    for _n in range(5):
        publish(cast)
        work(tara, 5)
    with django_assert_max_num_queries(14 if who else 10):
        client.get("/status/")
