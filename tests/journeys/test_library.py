"""A document's life in the browser: written by two at once, approved by other eyes, in force by the minute, restricted,
shared, taken along by a partner; and an interface read without any script."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from docs_library import services
from docs_library.models import Document, Reading, Version
from tests.factories.files import upload
from tests.factories.library import document, in_force, made_live
from tests.journeys.walk import refusal, send, violations, width_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAFT = "/library/uus-juhend/versions/1/"
API = b"""openapi: 3.1.0
info: {title: Toetused, version: "1"}
paths:
  /toetused/{id}:
    get:
      summary: Toetuse leidmine
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: leitud, content: {application/json: {schema: {$ref: "#/components/schemas/T"}}}}}
components: {schemas: {T: {type: object, properties: {summa: {type: integer, description: sentides}}}}}
"""


def test_from_the_first_word_to_the_reader(visit, cast):
    owner, lead = visit("owner", "/library/new/"), visit("lead", "/library/")
    begins_with_keys(owner)
    two_write_at_once(owner, lead)
    gets_an_annex(owner)
    is_approved_and_comes_by_itself(owner, lead)
    partner_says_it_was_read(visit)
    is_shared_and_closed(owner, visit)
    is_restricted(owner, visit)
    assert {person.user.email for person in Reading.objects.filter(acknowledged_at__isnull=False)} == {
        cast.user("partner").email
    }


def begins_with_keys(page):
    """Without a mouse: Tab, letters, Enter."""
    page.focus("[name=slug]")
    page.keyboard.type("uus-juhend")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.type("Uus juhend")
    page.select_option("[name=audience]", "public")
    with page.expect_navigation():
        page.press("[name=title_et]", "Enter")
    assert page.url.endswith("/library/uus-juhend/versions/new/")
    page.focus("[name=label]")
    page.keyboard.type("1.0")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(DRAFT)
    assert page.locator(f"form[action='{DRAFT}submit/']").count() == 0


def two_write_at_once(owner, lead):
    write = f"{DRAFT}texts/et/write/"
    for page, words in ((owner, "# Omaniku\n\nTekst."), (lead, "# Juhi\n\nTekst.")):
        page.goto(write)
        page.fill("[name=body]", words)
    send(owner)
    assert send(lead).status == 409
    assert refusal(lead)
    assert (lead.input_value("[name=body]"), lead.input_value("#id_theirs")) == (
        "# Juhi\n\nTekst.",
        "# Omaniku\n\nTekst.",
    )
    lead.fill("[name=body]", "# Milleks\n\nMõlema tekst.\n\n# Kuidas\n\nNii.\n\n# Millal\n\nKohe.")
    assert send(lead).url.endswith(DRAFT)


def gets_an_annex(page):
    page.goto(f"{DRAFT}annexes/new/")
    page.fill("[name=title]", "Minu pealkiri")
    page.set_input_files("[name=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"\0" * 99})
    page.locator("main form.form button").first.click()
    page.wait_for_selector(".error-summary")
    assert page.input_value("[name=title]") == "Minu pealkiri"
    page.set_input_files("[name=file]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Lisa\n" * 9})
    page.locator("main form.form button").first.click()
    page.wait_for_url(f"**{DRAFT}")
    assert "Minu pealkiri" in page.locator("#annexes").inner_text()


def is_approved_and_comes_by_itself(owner, lead):
    owner.goto(DRAFT)
    send(owner, f"form[action='{DRAFT}submit/'] button")
    lead.goto(DRAFT)
    send(lead, f"form[action='{DRAFT}approve/'] button")
    owner.goto(f"{DRAFT}schedule/")
    owner.fill("[name=at]", f"{clock.local(clock.now() + timedelta(minutes=5)):%Y-%m-%dT%H:%M}")
    assert send(owner).url.endswith(DRAFT)
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert services.change_due() == 1
    assert Version.objects.get().state == "in_force"


def partner_says_it_was_read(visit):
    page = visit("partner", "/library/uus-juhend/", viewport={"width": 320, "height": 800}, color_scheme="dark")
    assert page.locator(".contents a").count() == 3
    assert violations(page) == []
    assert width_of(page) == 320
    send(page, f"form[action='{DRAFT}acknowledge/'] button")
    assert page.locator(f"form[action='{DRAFT}acknowledge/']").count() == 0
    answer = page.request.get("/library/pack/")
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        sums = [line.split("  ") for line in archive.read("SHA256SUMS").decode().splitlines()]
        assert len(sums) == 2
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == value for value, name in sums)


def is_shared_and_closed(owner, visit):
    owner.goto(f"{DRAFT}share/")
    owner.fill("[name=whom]", "Audiitor")
    send(owner)
    address = owner.locator("#links code").inner_text()
    guest = visit("", address)
    assert "Mõlema tekst." in guest.locator("main").inner_text()
    send(owner, "#links form button")
    assert guest.goto(address).status == 404


def is_restricted(owner, visit):
    owner.goto(f"{DRAFT}restrict/")
    owner.check("[name=basis][value=p17]")
    owner.fill("[name=holder]", "Meie amet")
    owner.fill("[name=until_on]", f"{clock.today() + timedelta(days=6 * 366):%Y-%m-%d}")
    assert send(owner).status == 422
    assert "AvTS § 35 lg 1 p 17" in refusal(owner)
    assert owner.input_value("[name=holder]") == "Meie amet"
    owner.fill("[name=until_on]", f"{clock.today() + timedelta(days=300):%Y-%m-%d}")
    send(owner)
    assert owner.locator(".ak-mark").count() == 1
    taken = owner.request.get(f"{DRAFT}texts/et/")
    assert "AK - uus-juhend-1.0.et.md" in taken.headers["content-disposition"]
    stranger = visit("", "/library/")
    doors = ("/library/uus-juhend/", DRAFT, f"{DRAFT}texts/et/", "/library/uus-juhend/compare/")
    assert {stranger.request.get(door).status for door in doors} == {404}
    assert "Uus juhend" not in stranger.content()


def test_an_interface_is_read_without_scripts_and_printed(visit):
    version = services.start_version(document=document("liides", type="schema"), label="1", by=SYSTEM)
    services.put_file(version=version, language="et", file=upload("a.yaml", API), by=SYSTEM)
    made_live(version)
    page = visit("partner", "/library/liides/", java_script_enabled=False)
    words = page.locator("article").inner_text()
    assert all(word in words for word in ("GET /toetused/{id}", "Toetuse leidmine", "summa", "sentides"))
    anchors = page.locator("article a[href^='#type-']")
    assert page.locator(anchors.first.get_attribute("href")).count() == 1
    page.emulate_media(media="print")
    assert page.locator("article").is_visible()
    assert not page.locator(".contents").is_visible()


def test_two_hundred_versions_stand_a_page_at_a_time(visit):
    live = in_force(document("pikk"))
    rows = [_old(live, number) for number in range(2, 202)]
    Version.objects.bulk_create(rows)
    page = visit("owner", "/library/pikk/")
    assert page.locator("table tbody tr").count() == 12
    with page.expect_navigation():
        page.locator("a[href='/library/pikk/versions/']").click()
    assert page.locator("table tbody tr").count() == 50
    assert violations(page) == []
    assert Document.objects.get(slug="pikk").versions.count() == 201


def _old(live: Version, number: int) -> Version:
    then = {"in_force_at": live.in_force_at, "ended_at": live.in_force_at, "approved_at": live.approved_at}
    facts = {"label": f"{number}", "state": "superseded", "author_name": "Katse", "sha256": "0" * 64}
    return Version(document=live.document, number=number, **facts, **then)
