import pytest

from accounts.models import Substitution
from core import clock
from incidents.models import Incident
from incidents.services import cases, handovers
from notifications.models import Delivery
from tests.factories import cases as make
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def told(case: Incident, **about) -> set[tuple[str, str]]:
    return set(Delivery.objects.filter(about=f"incident:{case.ref}", **about).values_list("address", "channel"))


def test_a_new_case_is_told_to_the_owner_of_the_component_by_inbox_and_mail(cast):
    tara = make.component()
    tara.owner = person("mari", role="owner")
    tara.save()
    cast.user("owner")
    case = make.case(priority=1, got="503")
    assert told(case) == {("mari@test.example", "inbox"), ("mari@test.example", "email")}
    (letter,) = make.letters_to("mari@test.example")
    assert letter.subject == f"{case.ref} · P1 · TARA ei vasta"
    assert "503" in letter.body
    assert make.as_sent(letter).count(f"/incidents/{case.ref}/") == 1


def test_without_an_owner_all_owners_hear(cast):
    cast.user("owner")
    person("teine", role="owner")
    assert {address for address, _channel in told(make.case())} == {"owner@test.example", "teine@test.example"}


def test_whoever_stands_in_hears_too(cast):
    today = clock.today()
    Substitution.objects.create(
        absent=cast.owner, substitute=cast.staff, from_on=today, until_on=today, named_by=cast.lead, reason="puhkus"
    )
    assert {address for address, _c in told(make.case())} == {"owner@test.example", "staff@test.example"}


@pytest.mark.parametrize(("language", "word"), [("et", "Component"), ("en", "Component"), ("ru", "Component")])
def test_in_the_readers_language(language, word):
    person("mari", role="owner", language=language)
    make.case(system=make.system())
    (letter,) = make.letters_to("mari@test.example")
    assert letter.language == language
    assert letter.body


def test_the_end_reaches_our_people_and_the_party_that_mended_it(cast):
    by = cast.actor("owner")
    handover = make.handed(by=by)
    handovers.accept(handover, their_reference="TT-7", by=cast.actor("resolver"))
    handovers.fix(handover, by=cast.actor("resolver"))
    case = cases.resolve(handover.incident, by=by)
    assert make.letters_to(handover.address)[-1].subject.startswith(f"TT-7 · {case.ref}"), "their number first"
    before = Delivery.objects.count()
    cases.note(case, text="x", by=by)
    assert Delivery.objects.count() == before, "a note is no news"


def test_a_party_that_refused_hears_no_end(cast):
    by = cast.actor("owner")
    handover = make.handed(by=by)
    handovers.refuse(handover, text="pole meie", by=cast.actor("resolver"))
    before = len(make.letters_to(handover.address))
    cases.resolve(handover.incident, by=by)
    assert len(make.letters_to(handover.address)) == before


def test_each_letter_once(cast):
    from django.db import transaction

    from core.events import publish
    from incidents.events import IncidentOpened

    cast.user("owner")
    case = make.case()
    before = Delivery.objects.count()
    with transaction.atomic():
        publish(IncidentOpened(incident_id=case.pk))
    assert Delivery.objects.count() == before


def test_what_people_write_can_not_break_the_letter_nor_fill_in_a_link(cast):
    case = make.case(title="Teema\nBcc: x@y.example <b>", description="{{ handover.link }} {% csrf_token %} {link}")
    handover = make.handed(case, by=cast.actor("owner"), message="<script>")
    letter = make.letters_to(handover.address)[0]
    assert "\n" not in letter.subject
    assert "{{ handover.link }} {% csrf_token %}" in letter.body
    assert "<script>" in letter.body, "plain text is not escaped"


def test_many_cases_at_once_are_three_letters_to_their_owner(cast):
    owner = cast.user("owner")
    for number in range(30):
        make.case(of=f"av-{number}")
    rows = Delivery.objects.filter(user=owner, channel="email")
    assert rows.filter(state="waiting").count() == 3, "two by themselves and one digest"
    assert rows.filter(state="joined").count() == 28
    assert Delivery.objects.filter(user=owner, channel="inbox").count() == 30
