"""Bursts: three hundred components down are at most three messages a person, and nothing of it is lost."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.fields import Translated
from notifications import services
from notifications.models import DIGEST, Delivery, Subscription
from notifications.services import digests, enqueue_many, letter, run_queue
from notifications.types import Recipient
from tests.factories.letters import NEXT

pytestmark = pytest.mark.django_db
WORDS = Translated(et="Ei vasta", en="Does not answer")


def news(number: int, address: str = "mari@test.example", thread: str = "", **more) -> Delivery:
    return letter(
        event_key=f"news:{number}:{address}",
        recipient=Recipient("email", address, "et"),
        subject=f"Komponent {number} ei vasta",
        body="Vaata {link}",
        path=f"/status/{number}/",
        thread_key=thread or f"case:{number}",
        joins=True,
        **more,
    )


def sent(mail) -> list[str]:
    run_queue("bulk")
    return [str(one["Subject"]) for one in mail.letters]


def test_three_hundred_in_a_burst_are_three_messages_and_none_is_lost(mail, at):
    now = clock.now()
    for number in range(300):
        with clock.at(now + timedelta(milliseconds=100 * number)):
            enqueue_many([news(number)], by=SYSTEM)
    with clock.at(now + timedelta(seconds=31)):
        assert len(sent(mail)) == 2
    with clock.at(now + timedelta(minutes=3)):
        assert len(sent(mail)) == 3
    digest = mail.letters[-1].get_body(("plain",)).get_content()
    assert all(f"Komponent {number} ei vasta" in digest for number in range(2, 300))
    assert "/status/299/" in digest
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_long_burst_is_told_of_after_ten_minutes(mail):
    now = clock.now()
    for minute in range(13):
        with clock.at(now + timedelta(minutes=minute)):
            enqueue_many([news(minute)], by=SYSTEM)
            sent(mail)
    subjects = [str(one["Subject"]) for one in mail.letters]
    assert len(subjects) == 3
    assert subjects[2].startswith("11 "), "those of the second to the twelfth minute"


def test_further_words_of_one_thing_are_no_burst(mail):
    enqueue_many([news(number, thread="case:1") for number in range(5)], by=SYSTEM)
    assert len(sent(mail)) == 5


def test_others_are_not_held_by_somebodys_burst(mail):
    enqueue_many([news(number) for number in range(5)] + [news(9, "juhan@test.example")], by=SYSTEM)
    sent(mail)
    assert mail.copies == {"mari@test.example": 2, "juhan@test.example": 1}


def test_letters_with_secrets_of_their_own_never_join(mail):
    for number in range(4):
        one = news(number)
        one.joins = False
        enqueue_many([one], by=SYSTEM)
    assert len(sent(mail)) == 4


def test_a_digest_of_one_is_that_letter(mail):
    enqueue_many([news(number) for number in range(3)], by=SYSTEM)
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert "Komponent 2 ei vasta" in sent(mail)


def test_what_befalls_the_digest_befalls_its_letters(mail, cast):
    mail.answers[cast.staff.email] = "550 No such user"
    person = Recipient("email", cast.staff.email, "et", "Staff", cast.staff.pk)
    made = [news(number) for number in range(4)]
    for one in made:
        one.address, one.user_id = person.address, person.user_id
    enqueue_many(made, by=SYSTEM)
    with clock.at(clock.now() + timedelta(minutes=3)):
        sent(mail)
    rows = Delivery.objects.filter(channel="email").exclude(event_key__startswith=DIGEST)
    assert {row.state for row in rows} == {"failed"}
    assert Delivery.objects.filter(channel="inbox").count() == 4, "each by the next channel"


def test_who_unsubscribes_meanwhile_gets_no_digest(mail, cast):
    Subscription.objects.all().delete()
    mine = services.subscribe(topic="all", channel="email", by=cast.actor("staff"))
    by = cast.actor("owner")
    for number in range(4):
        title = Translated(et=f"Häire {number}")
        draft = services.draft_notice(kind="problem", title=title, topics=["all"], by=by)
        services.publish_notice(draft, body=WORDS, **NEXT, by=by)
    assert Delivery.objects.filter(state="joined").count() == 2
    services.unsubscribe(mine, by=cast.actor("staff"))
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert sent(mail) == []
    assert not Delivery.objects.filter(state__in=["joined", "waiting"]).exists()


def test_a_digest_in_a_workers_hands_takes_no_more(mail):
    enqueue_many([news(number) for number in range(3)], by=SYSTEM)
    Delivery.objects.filter(event_key__startswith=DIGEST).update(
        state="sending", attempts=1, lease_until=clock.now() + timedelta(minutes=1), held_by="another"
    )
    enqueue_many([news(7)], by=SYSTEM)
    assert Delivery.objects.filter(event_key__startswith=DIGEST).count() == 2


def test_a_room_gets_no_way_out_and_a_letter_says_which_is_which(mail, cast):
    mine = services.subscribe(topic="all", channel="email", by=cast.actor("staff"))
    by = cast.actor("owner")
    for number in range(4):
        draft = services.draft_notice(kind="problem", title=Translated(et=f"Häire {number}"), topics=["all"], by=by)
        services.publish_notice(draft, body=WORDS, **NEXT, by=by)
    digest = Delivery.objects.get(event_key__startswith=DIGEST)
    letters = digests.letters_in(digest)
    _subject, body = digests.words_of(digest, letters, lambda one: "L", lambda one: "W")
    assert body.endswith(f"{letters[0].why}: W")
    digest.endpoint_id = 1
    assert "W" not in digests.words_of(digest, letters, lambda one: "L", lambda one: "W")[1]
    assert mine.archived_at is None


def test_what_a_digest_left_behind_goes_by_itself(mail):
    enqueue_many([news(number) for number in range(4)], by=SYSTEM)
    Delivery.objects.filter(event_key__startswith=DIGEST).update(state="cancelled", ended_at=clock.now())
    assert len(sent(mail)) == 4


def test_a_failed_digest_sent_again_sends_its_letters(mail, cast):
    enqueue_many([news(number) for number in range(4)], by=SYSTEM)
    mail.answers["mari@test.example"] = "550 No such user"
    with clock.at(clock.now() + timedelta(minutes=3)):
        sent(mail)
    mail.answers.clear()
    digest = Delivery.objects.get(event_key__startswith=DIGEST)
    services.send_again(digest, by=cast.actor("owner"))
    with clock.at(clock.now() + timedelta(minutes=4)):
        assert {"Komponent 2 ei vasta", "Komponent 3 ei vasta"} <= set(sent(mail))


def test_urgent_news_wait_in_no_slow_queue(mail):
    enqueue_many([news(number) for number in range(3)], by=SYSTEM)
    urgent = news(7)
    urgent.queue = "critical"
    enqueue_many([urgent], by=SYSTEM)
    assert {one.queue for one in Delivery.objects.filter(event_key__startswith=DIGEST)} == {"bulk", "critical"}
