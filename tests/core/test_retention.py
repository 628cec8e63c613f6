from datetime import timedelta

import pytest

from core import clock, retention
from core.models import Submission
from core.tasks import forget_old
from monitoring.models import Check, Ping, Result
from notifications.models import Delivery, DeliveryAttempt
from tests.factories import monitoring as make

pytestmark = pytest.mark.django_db


def test_what_outlived_its_days_goes_and_nothing_else(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    now = clock.now()
    for days in (0, 6, 8, 9, 400):
        Submission.objects.create(key=f"k{days}", created_at=now - timedelta(days=days))
    check = make.check("k-1")
    for days in (1, 89, 91):
        Result.objects.create(check_id=check.pk, at=now - timedelta(days=days), verdict="up", duration_ms=1)
    for days in (1, 399, 401):
        Ping.objects.create(check_definition=check, at=now - timedelta(days=days), kind="success")
    letter = Delivery.objects.create(event_key="k", channel="webhook", subject="s", body="b")
    for days in (1, 89, 91):
        DeliveryAttempt.objects.create(delivery=letter, at=now - timedelta(days=days), duration_ms=1, sent="{}")
    assert forget_old() == {"submissions": 3, "results": 1, "pings": 1, "attempts": 1}
    assert set(Submission.objects.values_list("key", flat=True)) == {"k0", "k6"}
    assert (Result.objects.count(), Ping.objects.count(), Check.objects.count()) == (2, 2, 1)
    assert (DeliveryAttempt.objects.count(), Delivery.objects.count()) == (2, 1)
    assert sum(forget_old().values()) == 0
