import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from django.conf import settings as conf
from django.db import connection, transaction

from core import clock, events
from core.actor import SYSTEM
from core.fields import Translated
from core.links import code_for, token_for
from core.models import Link
from notifications import engine, services
from notifications.channels import email
from notifications.events import DeliveryEnded
from notifications.models import Delivery
from notifications.services import outbox, sending
from notifications.types import Recipient
from tests.factories.letters import endpoint
from tests.fakes.smtp import MailServer, free_port

pytestmark = pytest.mark.django_db


def put(address="mari@test.example", **more):
    key = more.pop("event_key", f"k:{address}")
    recipient = Recipient("email", address, "et", more.pop("name", ""))
    values = {"subject": "Häire: õäöüšž", "body": "Tere, õäöüšž!\n{link}", **more}
    return outbox.enqueue(event_key=key, recipient=recipient, by=SYSTEM, **values)


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("address", "state"))


def test_a_letter_arrives_whole(mail, settings):
    settings.PORTAL_URL = "https://portaal.example"
    put(name="Mari Mägi", thread_key="notice:abc", path="/status/abc/")
    assert sending.run_queue("bulk") == 1
    (letter,) = mail.letters
    assert letter["Subject"] == "Häire: õäöüšž"
    assert letter["To"] == "Mari Mägi <mari@test.example>"
    assert letter["Message-ID"] == email.message_id("k:mari@test.example")
    assert letter["Message-ID"].endswith("@portaal.example>")
    assert letter["In-Reply-To"] == letter["References"] == email.message_id("notice:abc")
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_body(("plain",)).get_content()
    assert "Tere, õäöüšž!\nhttps://portaal.example/status/abc/" in text.replace("\r\n", "\n")
    html = letter.get_body(("html",)).get_content()
    assert '<html lang="et">' in html
    assert 'href="https://portaal.example/status/abc/"' in html
    assert Delivery.objects.get().state == "delivered"


def test_the_link_is_made_at_sending_and_lies_nowhere(mail):
    link = Link.objects.create(purpose="handover", subject="incidents.handover:1")
    put(link=link, path="/handover/{token}/")
    sending.run_queue("bulk")
    token = token_for(link)
    assert f"/handover/{token}/" in mail.letters[0].get_body(("plain",)).get_content()
    assert token not in json.dumps(list(Delivery.objects.values()), default=str)


def test_a_code_is_made_at_sending_and_lies_nowhere(mail):
    link = Link.objects.create(purpose="handover-code", subject="incidents.handover:1")
    put(link=link, body="Kood: {code}")
    sending.run_queue("bulk")
    code = code_for(link)
    assert f"Kood: {code}" in mail.letters[0].get_body(("plain",)).get_content()
    assert f"Kood: {code}" not in json.dumps(list(Delivery.objects.values()), default=str)
    assert len({code_for(Link(pk=n, purpose="handover-code")) for n in range(50)}) > 45, "each row has its own"


def test_digits_are_filled_into_letters_of_codes_alone(mail):
    put(link=Link.objects.create(purpose="handover", subject="incidents.handover:1"), body="Kood: {code}")
    sending.run_queue("bulk")
    assert "Kood: {code}" in mail.letters[0].get_body(("plain",)).get_content()


def test_a_way_out_stands_in_the_headers(mail):
    link = Link.objects.create(purpose="unsubscribe", subject="notifications.subscription:1")
    put(link=link, path="/status/abc/", body="{link} {unsubscribe}")
    sending.run_queue("bulk")
    way_out = f"{conf.PORTAL_URL}/notices/unsubscribe/{token_for(link)}/"
    assert mail.letters[0]["List-Unsubscribe"].strip() == f"<{way_out}>"
    assert mail.letters[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{conf.PORTAL_URL}/status/abc/ {way_out}" in mail.letters[0].get_body(("plain",)).get_content()


def test_answers_decide(mail):
    mail.answers = {"gone@test.example": "550 No such user", "busy@test.example": "451 Try later"}
    for name in ("gone", "busy", "fine"):
        put(f"{name}@test.example")
    assert sending.run_queue("bulk") == 1
    assert states() == {
        "gone@test.example": "failed",
        "busy@test.example": "waiting",
        "fine@test.example": "delivered",
    }
    assert "No such user" in Delivery.objects.get(address="gone@test.example").error


def test_those_that_hang_hold_up_nobody_and_open_no_circuit(mail, monkeypatch):
    """Five in a row, more than faults open the circuit: it is the recipients' silence, not the relay's."""
    monkeypatch.setattr(email, "LETTER_S", 4)
    mail.answers = {f"hangs{n}@test.example": "hang" for n in range(5)}
    for address in mail.answers:
        put(address)
    for n in range(30):
        put(f"fine{n}@test.example")
    assert sending.run_queue("bulk") == 30
    assert "email" in sending.open_channels()
    assert {states()[address] for address in mail.answers} == {"waiting"}
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_one_answer_of_half_a_minute_is_waited_for_by_one_session_alone(mail, monkeypatch):
    """More hang than there are sessions: others are opened in their stead."""
    monkeypatch.setattr(engine, "PATIENCE_S", 0.2)
    monkeypatch.setattr(email, "LETTER_S", 3)
    mail.answers = {f"hangs{n}@test.example": "hang" for n in range(email.Email.sessions + 4)}
    for address in [*mail.answers, "fine@test.example"]:
        put(address)
    with clock.at(clock.now() + timedelta(seconds=1)):
        Delivery.objects.filter(address="fine@test.example").update(next_attempt_at=clock.now())
        sending.run_queue("bulk", lasts_s=2)
    assert states()["fine@test.example"] == "delivered"
    assert Delivery.objects.get(address="fine@test.example").ended_at


def test_a_relay_that_goes_away_in_the_middle_takes_no_tries_of_those_not_sent(settings):
    with MailServer() as server:
        settings.EMAIL_CONFIG = server.config
        for n in range(40):
            put(f"p{n}@test.example")
        server.sink.gone_after = 10
        sending.run_queue("bulk")
    tried = Delivery.objects.exclude(attempts=0).count()
    assert 10 <= tried <= 10 + 2 * email.Email.sessions
    assert not Delivery.objects.filter(attempts=0).exclude(state="waiting", crashes=0).exists()
    assert not Delivery.objects.filter(state="sending").exists()


def test_a_hang_up_is_the_letters_own_trouble(mail):
    mail.answers = {f"close{n}@test.example": "close" for n in range(5)}
    for address in [*mail.answers, "fine@test.example"]:
        put(address)
    assert sending.run_queue("bulk") == 1
    assert "email" in sending.open_channels()
    assert Counter(states().values()) == {"waiting": 5, "delivered": 1}


def test_a_fault_in_what_follows_of_one_letter_is_no_second_copy_of_others(mail, monkeypatch):
    """Marks are made together; where one fails, the others stay."""
    for n in range(5):
        put(f"p{n}@test.example", about="incident:INC-1")
    bad = Delivery.objects.get(address="p2@test.example").pk

    def fail(event):
        assert event.delivery_id != bad

    monkeypatch.setitem(events._handlers, DeliveryEnded, [fail])
    sending.run_queue("bulk")
    assert Counter(states().values()) == {"delivered": 4, "sending": 1}


def test_of_those_that_were_in_hands_when_workers_died_one_goes_at_a_time():
    run = sending.Run("bulk", 0.0)
    letters = [Delivery(pk=n, crashes=crashes) for n, crashes in enumerate((2, 0, 3, 1, 0))]
    assert [one.pk for one in run._next(letters, 4)] == [0], "alone"
    run.hands = {0: letters.pop(0)}
    assert run._next(letters, 4) == [], "until it is answered"
    run.alone_until = 0.0
    assert [one.pk for one in run._next(letters, 4)] == [1, 4], "or hangs"
    run.hands = {}
    assert [one.pk for one in run._next(letters, 4)] == [2]


def test_a_queue_has_one_run_at_a_time():
    with closing(connection.copy()) as other:
        other.cursor().execute("SELECT pg_advisory_lock(hashtextextended('letters:bulk', 0))")
        with sending._alone("bulk") as is_alone, sending._alone("critical") as is_other:
            assert (is_alone, is_other) == (False, True)
        other.cursor().execute("SELECT pg_advisory_unlock(hashtextextended('letters:bulk', 0))")
    with sending._alone("bulk") as is_alone:
        assert is_alone


def test_each_letter_costs_few_questions(mail, django_assert_max_num_queries):
    """What a letter needs is asked at once for all (it was eight a letter): forty with a way out cost what two do."""
    for n in range(40):
        link = Link.objects.create(purpose="unsubscribe", subject=f"notifications.subscription:{n}")
        put(f"p{n}@test.example", link=link, path="/status/abc/")
    rows = list(Delivery.objects.all())
    with django_assert_max_num_queries(3):
        messages = [sending.message_of(one) for one in sending.prepare(rows)]
    assert len({one.unsubscribe_url for one in messages}) == 40
    with django_assert_max_num_queries(3), transaction.atomic():
        outbox.mark_all_delivered([(one, "250") for one in rows])


def test_a_server_that_is_away_burns_no_tries_and_the_circuit_opens(settings):
    settings.EMAIL_CONFIG = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": free_port()}
    put()
    moment = clock.now()
    for second in range(10):
        with clock.at(moment + timedelta(seconds=2 * second)):
            assert sending.run_queue("bulk") == 0
            is_open = "email" in sending.open_channels()
    assert not is_open
    one = Delivery.objects.get()
    assert (one.state, one.attempts, one.error) == ("waiting", 0, "")
    with clock.at(moment + timedelta(seconds=90)):
        assert "email" in sending.open_channels()


def test_a_slow_server_does_not_keep_the_worker_past_its_time(mail):
    mail.delay_s = 0.2
    for n in range(60):
        put(f"p{n}@test.example")
    assert 1 <= sending.run_queue("bulk", lasts_s=0.5) < 60
    waiting = Delivery.objects.filter(state="waiting")
    assert {(one.attempts, one.crashes) for one in waiting} == {(0, 0)}


def test_without_a_mail_server_letters_wait(settings):
    settings.EMAIL_CONFIG, settings.DEMO = None, False
    put()
    assert sending.run_queue("bulk") == 0
    assert Delivery.objects.get().state == "waiting"


def test_the_demonstration_keeps_letters_in_a_folder(settings, tmp_path):
    settings.EMAIL_CONFIG, settings.DEMO, settings.DATA_DIR = None, True, tmp_path
    put()
    assert sending.run_queue("bulk") == 1
    (kept,) = (tmp_path / "mailbox").glob("*.eml")
    assert b"To: mari@test.example" in kept.read_bytes()


WORKER = """
import sys, django
django.setup()
from datetime import timedelta
from django.conf import settings
from notifications import engine, services
from notifications.services import outbox, sending
settings.EMAIL_CONFIG = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": int(sys.argv[1])}
outbox.LEASE = timedelta(seconds=1)
print("ready", flush=True)
while True:
    sending.run_queue("bulk")
"""


def start_worker(port: int) -> subprocess.Popen:
    database = connection.settings_dict
    host = database["HOST"].replace("/", "%2F") or "127.0.0.1"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    at = f"{database['USER']}{password}@{host}" + (f":{database['PORT']}" if database["PORT"] else "")
    env = {**os.environ, "DATABASE_URL": f"postgres://{at}/{database['NAME']}"}
    env |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_EMBEDDED": "1"}
    command = [sys.executable, "-c", WORKER, str(port)]
    worker = subprocess.Popen(command, env=env, cwd=conf.BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert worker.stdout.readline() == "ready\n"
    return worker


def kill(worker: subprocess.Popen) -> None:
    worker.kill()
    worker.wait()
    worker.stdout.close()


def wait_for(condition, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.django_db(transaction=True)
def test_kill_9_in_the_middle_of_500_letters_loses_none_and_tells_nobody_more_than_twice():
    with transaction.atomic():
        letters = [
            outbox.letter(
                event_key=f"k{n}", recipient=Recipient("email", f"p{n}@test.example", "et"), subject="s", body="b"
            )
            for n in range(500)
        ]
        outbox.enqueue_many(letters, by=SYSTEM)
    with MailServer() as server:
        sink = server.sink
        for killed_at in (60, 180, 300, 420):
            worker = start_worker(server.port)
            try:
                assert wait_for(lambda at=killed_at: len(sink.letters) >= at, 30), "the worker does not send"
            finally:
                kill(worker)
        worker = start_worker(server.port)
        try:
            assert wait_for(lambda: not Delivery.objects.exclude(state="delivered").exists(), 60)
        finally:
            kill(worker)
    assert len(sink.copies) == 500
    assert max(sink.copies.values()) <= 2
    assert sum(sink.copies.values()) <= 500 + 4 * 2 * email.Email.sessions, "at most what was in hands at each crash"


def test_what_a_person_typed_is_not_filled_in(settings):
    settings.PORTAL_URL = "https://portaal.example"
    letter = put(body="Kirjuta {link} või {unsubscribe}\n{link}\nVäljas: {unsubscribe}", path="/x/")
    text = services.filled(letter)
    assert text.startswith("Kirjuta {link} või {unsubscribe}\nhttps://portaal.example/x/\n")
    assert text.count("{") == 2


MARKS = "{link} {unsubscribe} {acknowledge} {code}"


def test_words_of_a_notice_are_filled_in_no_channel(cast, mail, receiver, settings):
    """A webhook's message has no way out of its own, an inbox's letter neither."""
    settings.DEMO = True
    typed = MARKS.replace("{", "{{").replace("}", "}}")
    theirs, words = endpoint(receiver.url, user=cast.partner_a), Translated(et=f"Kirjuta {typed} ja oota.")
    services.subscribe(topic="all", channel="webhook", endpoint_id=theirs.pk, by=cast.actor("partner_a"))
    for channel in ("inbox", "email"):
        services.subscribe(topic="all", channel=channel, by=cast.actor("partner_b"))
    draft = services.draft_notice(kind="document", title=words, by=cast.actor("owner"), asks_ack=True)
    services.publish_notice(draft, body=words, by=cast.actor("owner"))
    sending.run_queue("bulk")
    texts = [json.loads(receiver.requests[0].body)["data"]["text"]]
    texts += [services.filled(one) for one in Delivery.objects.filter(channel="inbox")]
    texts += [letter.get_body(("plain",)).get_content() for letter in mail.letters]
    assert len(texts) == 3
    for text in texts:
        assert text.startswith(f"Kirjuta {MARKS} ja oota.")
        assert text.count("{") == 4
    assert MARKS in Delivery.objects.filter(channel="inbox").get().subject
