import pytest
from django.db import transaction

from accounts.events import LetterNeeded
from core.events import publish
from notifications import tasks
from notifications.models import Delivery

pytestmark = pytest.mark.django_db


def test_a_letter_of_sign_in_goes_through_the_critical_queue(django_capture_on_commit_callbacks, monkeypatch):
    hints = []
    monkeypatch.setattr(tasks.send_critical, "apply_async", lambda **options: hints.append(options["queue"]))
    event = LetterNeeded(event_key="k", address="a@test.example", language="en", subject="Code", body="123456")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        publish(event)
    letter = Delivery.objects.get()
    assert (letter.queue, letter.address, letter.language, letter.state) == (
        "critical",
        "a@test.example",
        "en",
        "waiting",
    )
    assert hints == ["post"]
