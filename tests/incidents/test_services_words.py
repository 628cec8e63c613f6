from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from core.fields import Translated
from incidents.services import cases, words
from notifications.models import Delivery, Notice, Subscription
from tests.factories import cases as make
from tests.factories.letters import MEANWHILE, SOON

pytestmark = pytest.mark.django_db
TITLE = Translated(et="TARA: häire", en="TARA: trouble")
BODY = Translated(et="Uurime", en="We look into it")


@pytest.fixture
def by(cast):
    return cast.actor("owner")


def say(case, by, *, title=TITLE, body=BODY, stage="investigating", **values) -> Notice:
    values = {"next_update_at": SOON, "meanwhile": MEANWHILE, **values}
    return words.public_word(case, title=title, body=body, stage=stage, by=by, **values)


def test_first_further_last(by):
    case = make.case(priority=1, system=make.system("star", of="aut-tara"))
    until = clock.now() + timedelta(hours=1)
    notice = say(case, by, next_update_at=until)
    assert (notice.kind, notice.about, notice.impact) == ("problem", f"incident:{case.ref}", "critical")
    assert notice.topics == ["component:aut-tara", "system:star"]
    assert say(case, by, stage="identified") == notice
    assert say(case, by, stage="resolved") == notice
    notice.refresh_from_db()
    assert (notice.state, notice.updates.count()) == ("ended", 3)
    assert list(case.entries.filter(action="word").values_list("audience", "text")) == [("public", "Uurime")] * 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"body": Translated(en="x")}, "body"),
        ({"body": Translated(et="x")}, "body"),
        ({"body": Translated(et=" ", en="x")}, "body"),
        ({"title": Translated(et="x")}, "title"),
        ({"stage": "resolved"}, "stage"),
    ],
)
def test_both_languages_and_a_beginning(by, values, field):
    with pytest.raises(Invalid) as refusal:
        say(make.case(), by, **values)
    assert refusal.value.field == field
    assert not Notice.objects.exists()


def test_who_may(cast):
    for who in ("staff", "manager", "auditor", "resolver", "partner_a", "admin"):
        with pytest.raises(NotAllowed):
            say(make.case(), cast.actor(who))


def test_the_last_word_may_come_after_the_case_is_resolved_but_not_the_first(by):
    case = make.case()
    say(case, by)
    cases.resolve(case, by=by)
    assert say(case, by, stage="resolved").updates.count() == 2
    other = cases.resolve(make.case(of="log"), by=by)
    with pytest.raises(Conflict):
        say(other, by)


def test_the_first_word_is_measured_from_its_delivery(by, at):
    Subscription.objects.create(
        address="mari@x.example", topic="component:aut-tara", language="en", confirmed_at=clock.now()
    )
    with at("2026-03-04T08:50"):
        case = make.case()
        say(case, by)
    case.refresh_from_db()
    assert case.first_word_at is None
    letter = Delivery.objects.get(address="mari@x.example")
    assert "We look into it" in letter.body
    with at("2026-03-04T09:05"):
        make.delivered(letter)
    case.refresh_from_db()
    assert clock.local(case.first_word_at).isoformat()[11:16] == "09:05"
    with at("2026-03-04T09:30"):
        say(case, by, stage="identified")
        make.delivered(Delivery.objects.filter(address="mari@x.example").latest("pk"))
    case.refresh_from_db()
    assert clock.local(case.first_word_at).isoformat()[11:16] == "09:05", "the first stays the first"


def test_letters_to_our_own_people_are_no_first_word(by):
    case = make.case()
    make.delivered(make.letters_to("owner@test.example")[0])
    case.refresh_from_db()
    assert case.first_word_at is None


def test_nobody_is_told_because(by):
    case = make.case(priority=1)
    entry = words.tell_nobody(case, text=" Andmekaitse: isikukood 60001019906 ", by=by)
    assert (entry.action, entry.audience) == ("no_word", "internal")
    assert entry.text.startswith("Andmekaitse")
    assert "60001019906" not in entry.text
    assert words.why_nobody_is_told(case) == entry
    trace = AuditRecord.objects.get(action="incidents.no_word")
    assert (trace.subject, trace.label) == (f"incidents.incident:{case.pk}", case.ref)
    say(case, by)
    assert words.why_nobody_is_told(case) is None
    with pytest.raises(Conflict):
        words.tell_nobody(case, text="Hiljem", by=by)


def test_nobody_is_told_needs_a_reason_and_the_right(by, cast):
    with pytest.raises(Invalid) as refusal:
        words.tell_nobody(make.case(), text="  ", by=by)
    assert refusal.value.field == "text"
    for who in ("staff", "manager", "auditor", "resolver"):
        with pytest.raises(NotAllowed):
            words.tell_nobody(make.case(of="log"), text="Miks", by=cast.actor(who))
