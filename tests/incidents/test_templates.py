"""Every page with lifelike data in three languages: it opens, and nothing of the template's own is left in it."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from core.fields import Translated
from core.links import token_for
from incidents.models import CompetenceHole, Incident
from incidents.services import cases, codes, handovers, reports, signals, words
from notifications.models import Delivery
from tests.factories import cases as make
from tests.factories.letters import NEXT

pytestmark = pytest.mark.django_db
LEFT_OVER = re.compile(r"\{[{%#]|[%#}]\}|%\(\w+\)s|\bNone\b")
FOLDER = Path(__file__).parents[2] / "incidents" / "templates"
TEXT = Translated(et="Uurime", en="We look into it", ru="Выясняем")


@pytest.fixture
def year(cast):
    """Cases in every state, told and forwarded, as they are after a while."""
    make.targets()
    by, resolver = cast.actor("owner"), cast.actor("resolver")
    tara = make.component()
    old = cases.resolve(make.case(got="503", root=tara), by=by, cure_text="taaskäivitus")
    cases.close(old, cause_class="release", cause_text="versioon 2", by=by)
    signals.note_failure(make.failed(got="503"))
    signals.settle_due()
    opened = Incident.objects.latest("pk")
    CompetenceHole.objects.create(component=make.component("log"), fault_class=make.fault_class(), why="leppimata")
    rule = make.rule(evidence=["aeg"], note="sest", fallback=make.group("ria-tugi"))
    handover = make.handed(opened, by=by, rule=rule, evidence={"aeg": "8.50"}, message="Palun")
    codes.ask_code(handover)
    handovers.accept(handover, text="Võtame", their_reference="TT-1", by=resolver)
    handovers.ask(handover, text="Mis kell?", by=resolver)
    handovers.answer_question(handover, text="8.50", by=by)
    cases.note(opened, text="teile", audience="party", by=by)
    cases.note(opened, text="meile", by=resolver)
    words.public_word(opened, title=TEXT, body=TEXT, stage="investigating", **NEXT, by=by)
    report = reports.report(
        system=make.system(of="aut-tara"), symptom="slow", text="Aeglane", email="m@x.example", by=by
    )
    extra = make.case(of="log")
    Incident.objects.filter(pk=extra.pk).update(parent=opened)
    duplicate = cases.mark_duplicate(make.case(of="log"), of=extra, by=by)
    rejected = cases.reject(make.case(of="log"), text="Pole viga", by=by)
    done = cases.resolve(make.case(of="log", priority=1), by=by)
    reopened = cases.reopen(cases.resolve(make.case(of="log"), by=by), text="tuli tagasi", by=by)
    signals.note_recovery(make.recovered())
    return {
        "cases": [old, opened, extra, duplicate, rejected, done, reopened],
        "opened": opened,
        "done": done,
        "handover": handover,
        "report": report,
    }


def pages(year) -> list[str]:
    opened, done, handover = year["opened"], year["done"], year["handover"]
    base = f"/incidents/{opened.ref}"
    found = ["/", "/incidents/", "/incidents/?state=all&sort=due", "/incidents/?q=zzz", "/incidents/new/"]
    found += ["/incidents/competence/", "/incidents/handovers/", "/report/", "/components/aut-tara/"]
    found += [f"/incidents/{case.ref}/" for case in year["cases"]]
    found += [f"{base}/{act}/" for act in ("note", "triage", "resolve", "reject", "duplicate", "word", "forward")]
    found += [f"/incidents/{done.ref}/{act}/" for act in ("close", "reopen", "forward")]
    found += [f"{base}/handovers/{handover.pk}/{act}/" for act in ("paste", "reply", "revoke", "text")]
    found += [make.door(handover), f"{make.door(handover)}?code=sent", f"/report/{token_for(year['report'].link)}/"]
    notice = words.notice_of(opened)
    return [*found, f"/report/too/{notice.public_id}/", f"/deliveries/?about=incident:{opened.ref}"]


@pytest.mark.parametrize("language", ["et", "en", "ru"])
def test_every_page_opens(as_, cast, year, language):
    cast.owner.language = language
    cast.owner.save()
    client = as_("owner")
    client.cookies["language"] = language
    for url in pages(year):
        answer = client.get(url, follow=True)
        if url.startswith(("/components/", "/deliveries/")) and answer.status_code == 404:
            continue  # other floors' pages, where they exist
        assert answer.status_code == 200, url
        body = re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.DOTALL)
        assert not LEFT_OVER.search(body.replace("None", "") if url.startswith("/components/") else body), url
        assert " style=" not in body
        assert "juhtum" not in body.lower()
    resolver = as_("resolver")
    for url in ("/", "/incidents/handovers/", f"/incidents/handovers/{year['handover'].pk}/"):
        assert resolver.get(url).status_code == 200, url


def test_every_letter_has_words_and_nothing_left_over(year):
    letters = Delivery.objects.filter(about__startswith="incident:")
    assert letters.count() > 10
    for letter in letters:
        assert letter.subject.strip()
        assert not LEFT_OVER.search(letter.subject + letter.body), letter.body
        assert not re.search(r"\n{3,}", letter.body), letter.body
        assert "{token}" not in make.as_sent(letter)


def test_every_template_loads():
    for path in (FOLDER / "incidents").rglob("*.*"):
        get_template(str(path.relative_to(FOLDER)))
