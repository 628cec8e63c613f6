"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from core.fields import Translated
from core.links import token_for
from core.models import Link
from notifications import services
from notifications.models import Delivery, NoticeTemplate, Subscription
from tests.factories.letters import NEXT, endpoint
from tests.factories.people import organisation

CLOSED = "http://127.0.0.1:9/"  # nothing answers there
ET_EN = Translated(et="TARA on häiritud", en="TARA is disturbed")


def matrix_objects(cast) -> dict:
    by = cast.actor("owner")
    notice = services.publish_notice(
        services.draft_notice(kind="problem", title=ET_EN, by=by), body=ET_EN, **NEXT, by=by
    )
    # A walk in a browser begins with empty tables: the first templates are not there.
    words = {"kind": "problem", "name": "Häire", "title": ET_EN, "body": ET_EN}
    NoticeTemplate.objects.get_or_create(slug="haire", defaults=words)
    draft = services.draft_notice(kind="change", title=ET_EN, by=by)
    change = services.draft_notice(kind="change", title=ET_EN, topics=["all"], body=ET_EN, by=by)
    failed = Delivery.objects.create(
        event_key="failed", channel="email", subject="s", body="b", state="failed", ended_at=notice.published_at
    )
    subscription = Subscription.objects.create(address="mari@test.example", topic="all")
    asked = asking_link(cast, by)
    subject = f"notifications.subscription:{subscription.pk}"
    confirm = Link.objects.create(purpose="confirm-subscription", subject=subject)
    way_out = Link.objects.create(purpose="unsubscribe", subject=subject)
    theirs = endpoint(CLOSED, organisation=organisation("kov-a"), keeper=cast.partner_a, state="disabled")
    to_endpoint = Delivery.objects.create(
        event_key="hook",
        channel="webhook",
        endpoint=theirs,
        subject="s",
        body="b",
        state="failed",
        ended_at=notice.published_at,
    )
    return {
        "endpoint": theirs.pk,
        "to_endpoint": to_endpoint.pk,
        "agencys": endpoint(CLOSED, user=cast.owner).pk,
        "notice": notice.public_id,
        "draft": draft.public_id,
        "proposed": services.publish_notice(change, by=by).public_id,
        "word": notice.updates.get().pk,
        "asked": token_for(asked),
        "failed": failed.pk,
        "subscription": subscription.pk,
        "confirm": token_for(confirm),
        "way_out": token_for(way_out),
    }


def asking_link(cast, by) -> Link:
    """The link of a letter that asks an outsider to confirm."""
    Subscription.objects.create(address="asked@test.example", topic="all", confirmed_at="2026-01-01T00:00Z")
    draft = services.draft_notice(kind="document", title=ET_EN, topics=["all"], asks_ack=True, by=by)
    services.publish_notice(draft, body=ET_EN, by=by)
    return Link.objects.get(purpose="acknowledge")
