"""How many letters a second leave the outbox by SMTP, beside a loop of the standard library that keeps no account."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage

import pytest

from core.actor import SYSTEM
from notifications.models import Delivery
from notifications.services import enqueue_many, letter, run_queue
from notifications.types import Recipient
from tests.bench import report
from tests.bench.bench_checks import wait_for
from tests.fakes.smtp import free_port

LETTERS = 1000


@pytest.mark.usefixtures("rows")
def test_outbox(settings, tmp_path):
    port, file = free_port(), tmp_path / "letters"
    settings.EMAIL_CONFIG = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}
    sink = subprocess.Popen([sys.executable, "-m", "tests.faults.sink", str(port), str(file)])
    try:
        wait_for(port)
        began = time.perf_counter()
        enqueue_many([new(n) for n in range(LETTERS)], by=SYSTEM)
        queued, began_sending, cpu = time.perf_counter() - began, time.perf_counter(), time.process_time()
        while Delivery.objects.exclude(state="delivered").exists():
            run_queue("bulk")
        took, cpu = time.perf_counter() - began_sending, time.process_time() - cpu
        assert len(set(file.read_text().splitlines())) == LETTERS
        loop, loop_cpu = plain_loop(port)
    finally:
        sink.kill()
        sink.wait()
    rows = [
        ["this portal", f"{LETTERS / queued:,.0f}", f"{LETTERS / took:,.0f}", f"{1000 * cpu / LETTERS:.1f}"],
        ["a plain smtplib loop", "–", f"{LETTERS / loop:,.0f}", f"{1000 * loop_cpu / LETTERS:.1f}"],
    ]
    heads = ["who", "queued a second", "sent a second", "CPU ms a letter"]
    told = (
        f"{LETTERS} letters of one queue, one worker, a mail server that answers at once. The loop sends the "
        "same letters, made by the library, by one connection, and forgets whom it told."
    )
    report.tell("outbox", "Letters", f"{told}\n\n{report.table(heads, rows)}")


def plain_loop(port: int) -> tuple[float, float]:
    """(seconds, seconds of the processor)."""
    began, cpu = time.perf_counter(), time.process_time()
    with smtplib.SMTP("127.0.0.1", port) as relay:
        for number in range(LETTERS):
            mail = EmailMessage()
            mail["Subject"], mail["From"] = f"Teade {number}", "portaal@bench.example"
            mail["To"], mail["Message-ID"] = f"a{number}@bench.example", f"<loop-{number}@bench.example>"
            mail.set_content("Tere!")
            mail.add_alternative("<p>Tere!</p>", subtype="html")
            relay.send_message(mail)
    return time.perf_counter() - began, time.process_time() - cpu


def new(number: int) -> Delivery:
    recipient = Recipient("email", f"a{number}@bench.example", "et")
    return letter(event_key=f"bench:{number}", recipient=recipient, subject=f"Teade {number}", body="Tere!")
