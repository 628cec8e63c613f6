"""First words, steps and last words, by hand-made cases."""

from __future__ import annotations

import pytest

from core import clock
from core.fields import Translated
from core.measures import Reading, measures
from core.templatetags.ui_time import written
from incidents.models import Incident
from incidents.services import cases, words
from notifications.models import Delivery, Subscription
from partners.models import Contact
from tests.factories import cases as make
from tests.factories.letters import NEXT
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
TITLE = Translated(et="TARA: häire", en="TARA: trouble")
BODY = Translated(et="Uurime", en="We look into it")
READER = "mari@x.example"


@pytest.fixture
def by(cast):
    return cast.actor("owner")


@pytest.fixture(autouse=True)
def reader(db):
    return Subscription.objects.create(address=READER, topic="component:aut-tara", confirmed_at="2026-01-01T00:00Z")


def opened(at, when: str, priority: int = 1, **values) -> Incident:
    with at(when):
        return make.case(priority=priority, **values)


def say(case: Incident, by, stage: str = "investigating"):
    return words.public_word(case, title=TITLE, body=BODY, stage=stage, **NEXT, by=by)


def arrive(address: str = READER) -> None:
    for letter in Delivery.objects.filter(address=address, state="waiting", notice_update__isnull=False):
        make.delivered(letter)


def read(slug: str, as_of: str):
    return measures.get(slug).read(Reading.of(clock.parse_local(as_of)))


def counts(slug: str, as_of: str) -> tuple[int, int, int]:
    found = read(slug, as_of)
    return found.total("fulfilled"), found.total("missed"), found.total("left_out")


@pytest.mark.parametrize(
    ("priority", "arrived", "expected"),
    [
        (1, "2026-03-06T16:50", (1, 0, 0)),
        (1, "2026-03-06T16:51", (0, 1, 0)),
        (2, "2026-03-09T09:20", (1, 0, 0)),
        (2, "2026-03-09T09:21", (0, 1, 0)),
        (3, "2026-03-06T16:21", (0, 0, 0)),
    ],
)
def test_the_letter_that_arrives_is_the_first_word(by, at, priority, arrived, expected):
    case = opened(at, "2026-03-06T16:20", priority)
    with at("2026-03-06T16:25"):
        say(case, by)
    with at(arrived):
        arrive()
    assert counts("2.2.c-1", "2026-03-31T09:00") == expected
    assert counts("2.2.c-1", "2026-03-06T16:26")[:2] == (0, 0), "pressing send is no word"


def test_in_time_until_the_last_minute_and_then_missed(at):
    opened(at, "2026-03-04T10:00")
    assert counts("2.2.c-1", "2026-03-04T10:30") == (0, 0, 1)
    assert counts("2.2.c-1", "2026-03-04T10:31") == (0, 1, 0)


def test_of_the_year_in_which_it_was_opened(at):
    opened(at, "2025-12-31T23:59")
    assert counts("2.2.c-1", "2026-03-04T10:30") == (0, 0, 0)
    assert counts("2.2.c-1", "2025-12-31T23:59:30") == (0, 0, 1)


def test_left_out_with_the_reason(by, at):
    twin, other = opened(at, "2026-03-04T10:00"), opened(at, "2026-03-04T10:01", of="log")
    silent, no_fault = opened(at, "2026-03-04T10:02", of="api"), opened(at, "2026-03-04T10:03", of="stiil")
    child = opened(at, "2026-03-04T10:04", of="govsso")
    Incident.objects.filter(pk=child.pk).update(parent=other)
    with at("2026-03-04T10:05"):
        cases.mark_duplicate(twin, of=other, by=by)
        cases.reject(no_fault, text="Kasutaja katkestas", by=by)
        words.tell_nobody(silent, text="Andmekaitse", by=by)
    found = read("2.2.c-1", "2026-03-31T09:00")
    whys = {row.key: row.why for row in found.rows("left_out")}
    assert set(whys) == {twin.pk, silent.pk, no_fault.pk, child.pk}
    assert other.ref in whys[child.pk]
    assert "Andmekaitse" in whys[silent.pk]
    assert [row.key for row in found.rows("missed")] == [other.pk]


def test_whoever_is_told_after_all_is_counted(by, at):
    case = opened(at, "2026-03-04T10:00")
    with at("2026-03-04T10:05"):
        words.tell_nobody(case, text="Andmekaitse", by=by)
    with at("2026-03-04T10:45"):
        say(case, by)
        arrive()
    assert counts("2.2.c-1", "2026-03-31T09:00") == (0, 1, 0)


def test_a_reason_that_came_late_leaves_nothing_out(by, at):
    in_time, late = opened(at, "2026-03-04T10:00"), opened(at, "2026-03-04T10:00", of="api")
    with at("2026-03-04T10:30"):
        words.tell_nobody(in_time, text="Andmekaitse", by=by)
    with at("2026-03-04T10:31"):
        words.tell_nobody(late, text="Andmekaitse", by=by)
    found = read("2.2.c-1", "2026-03-31T09:00")
    assert [row.key for row in found.rows("left_out")] == [in_time.pk]
    said = written(clock.parse_local("2026-03-04T10:31"))
    assert [(row.key, said in row.why) for row in found.rows("missed")] == [(late.pk, True)]


def test_our_own_people_are_no_affected_audience(by, at, cast):
    Subscription.objects.create(user=cast.staff, topic="all", channel="inbox")
    case = opened(at, "2026-03-04T10:00")
    with at("2026-03-04T10:10"):
        say(case, by)
    assert counts("2.2.c-1", "2026-03-04T10:30") == (0, 0, 1), "only our own inbox has it"
    assert counts("2.2.c-1", "2026-03-04T10:31") == (0, 1, 0)
    with at("2026-03-04T10:40"):
        arrive()
    assert counts("2.2.c-1", "2026-03-31T09:00") == (0, 1, 0)


def test_our_own_people_count_where_nobody_else_is_to_be_told(by, at, cast, reader):
    reader.delete()
    Subscription.objects.create(user=cast.staff, topic="all", channel="inbox")
    case = opened(at, "2026-03-04T10:00")
    with at("2026-03-04T10:10"):
        say(case, by)
    assert counts("2.2.c-1", "2026-03-31T09:00") == (1, 0, 0)


def test_each_audience_by_itself(by, at, cast):
    ria = {"organisation": organisation("ria"), "name": "R", "role": "r"}
    Contact.objects.create(email="r@ria.example", valid_from="2020-01-01", **ria)
    Subscription.objects.create(address="r@ria.example", topic="all", confirmed_at="2026-01-01T00:00Z")
    Subscription.objects.create(user=cast.staff, topic="all", channel="inbox")
    case = opened(at, "2026-03-04T10:00")
    with at("2026-03-04T10:10"):
        say(case, by)
    with at("2026-03-04T10:40"):
        arrive("r@ria.example")
    public, partners, staff = read("2.2.c-1", "2026-03-31T09:00").counted.splits
    assert (public.fulfilled, public.total, public.minutes) == (1, 1, (10,)), "the status page shows it at once"
    assert (partners.fulfilled, partners.total, partners.minutes) == (0, 1, (40,))
    assert (staff.fulfilled, staff.total, staff.minutes) == (1, 1, (10,))


@pytest.mark.parametrize(
    ("ended", "expected"), [("2026-03-04T12:30", (1, 0, 0)), ("2026-03-04T12:31", (0, 1, 0)), (None, (0, 1, 0))]
)
def test_the_last_word(by, at, ended, expected):
    case = opened(at, "2026-03-04T10:00")
    with at("2026-03-04T10:10"):
        say(case, by)
    assert counts("2.2.c-2", "2026-03-04T11:00") == (0, 0, 1), "not resolved"
    with at("2026-03-04T12:00"):
        cases.resolve(case, by=by)
    assert counts("2.2.c-2", "2026-03-04T12:30") == (0, 0, 1), "still in time"
    if ended:
        with at(ended):
            say(case, by, "resolved")
    assert counts("2.2.c-2", "2026-03-31T09:00") == expected


def test_steps_between_words(by, at):
    case = opened(at, "2026-03-04T10:00")
    for when in ("2026-03-04T10:10", "2026-03-04T11:10", "2026-03-04T12:11"):
        with at(when):
            say(case, by)
    assert counts("2.2.c-3", "2026-03-04T13:11") == (1, 1, 1), "one exactly in time, one a minute late, one open"
    assert counts("2.2.c-3", "2026-03-04T13:12") == (1, 2, 0), "the open one is too long"
    with at("2026-03-04T13:00"):
        say(case, by, "resolved")
    assert counts("2.2.c-3", "2026-03-04T13:12") == (2, 1, 0)


def test_small_cases_promise_no_step(by, at):
    with at("2026-03-04T10:10"):
        say(make.case(priority=3), by)
    assert counts("2.2.c-3", "2026-03-31T09:00") == (0, 0, 1)


def test_questions_do_not_grow_with_rows(by, at, django_assert_num_queries):
    for number, place in enumerate(("aut-tara", "log", "api")):
        with at(f"2026-03-0{number + 2}T10:00"):
            say(make.case(of=place, priority=1), by)
    reading = Reading.of(clock.parse_local("2026-03-31T09:00"))
    with django_assert_num_queries(2):
        for slug in ("2.2.c-1", "2.2.c-2", "2.2.c-3"):
            measures.get(slug).read(reading)


def test_who_solves_is_told_to_partners(at):
    from incidents.measures.telling import teams_of_components

    make.rule("PJ-01", component=make.component("aut-tara"), solver=make.group("tehik-uk"), fallback=make.group("ria"))
    with at("2026-03-04T10:00"):
        (found,) = teams_of_components(clock.today())
    assert (found.slug, len(found.team_ids)) == ("aut-tara", 2)
