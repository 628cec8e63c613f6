import json
import re
from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from core import clock, events
from core.actor import ANONYMOUS, SYSTEM
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.fields import Translated
from core.links import token_for
from core.models import Link
from notifications import selectors, services
from notifications.events import Acknowledged
from notifications.models import Acknowledgement, Delivery, Subscription
from tests.factories.letters import NEXT, endpoint

pytestmark = pytest.mark.django_db
TITLE = Translated(et="Juhend uuenes", en="The guide is new")
BODY = Translated(et="Lugege läbi.", en="Read it.")


@pytest.fixture
def owner(cast):
    return cast.actor("owner")


def outsider(address="mari@test.example", **more):
    found = Subscription.objects.create(address=address, topic="all", confirmed_at="2026-01-01T00:00Z", **more)
    Link.objects.create(purpose="unsubscribe", subject=f"notifications.subscription:{found.pk}")
    return found


def asking(by, **more):
    values = {"kind": "document", "title": TITLE, "topics": ["all"], "asks_ack": True, "about": "document:juhend:v2"}
    return services.publish_notice(services.draft_notice(**{**values, **more}, by=by), body=BODY, by=by)


def token_of(row) -> str:
    return token_for(Link.objects.get(purpose="acknowledge", subject=f"notifications.acknowledgement:{row.pk}"))


def reminders():
    return Delivery.objects.filter(event_key__startswith="ack-reminder:")


def later(**passed):
    return clock.at(clock.now() + timedelta(**passed))


def test_each_recipient_is_asked_once_whatever_the_channels(owner, cast):
    staff = cast.actor("staff")
    services.subscribe(topic="all", channel="inbox", by=staff)
    services.subscribe(topic="all", channel="email", by=staff)
    outsider()
    outsider(cast.staff.email.upper())
    place = endpoint("http://127.0.0.1:9/", user=cast.owner)
    Subscription.objects.create(user=cast.owner, topic="all", channel="webhook", endpoint=place)
    notice = asking(owner)
    asked = {(row.user_id, row.address, row.channel) for row in Acknowledgement.objects.all()}
    assert asked == {(cast.staff.pk, cast.staff.email, "email"), (None, "mari@test.example", "email")}
    assert selectors.ack_counts(notice) == {"asked": 2, "given": 0, "open": 2}
    assert selectors.ack_counts("document:juhend:v2") == selectors.ack_counts(notice)
    assert not Delivery.objects.filter(channel="webhook", acknowledgement__isnull=False).exists()
    assert Delivery.objects.filter(acknowledgement__user=cast.staff).count() >= 2


def test_a_notice_that_asks_nothing_has_no_link(owner, mail):
    outsider()
    asking(owner, asks_ack=False)
    services.run_queue("bulk")
    assert not Acknowledgement.objects.exists()
    assert "acknowledge" not in mail.letters[0].get_body(("plain",)).get_content()


def test_a_further_word_asks_nobody_anew(owner):
    outsider()
    notice = asking(owner)
    outsider("hilisem@test.example")
    services.add_update(notice, body=BODY, **NEXT, by=owner)
    assert Acknowledgement.objects.count() == 1


def test_the_letter_leads_to_the_page_and_its_link_lies_nowhere(owner, mail, client):
    outsider()
    asking(owner)
    row = Acknowledgement.objects.get()
    services.run_queue("bulk")
    text = mail.letters[0].get_body(("plain",)).get_content().replace("\r\n", "\n")
    path = re.search(r"http://127\.0\.0\.1:8000(/notices/acknowledge/\S+/)", text)[1]
    assert token_of(row) in path
    assert "/notices/unsubscribe/" in text, "the way out stands beside it"
    assert token_of(row) not in json.dumps(list(Delivery.objects.values()), default=str)
    page = client.get(path)
    assert "Lugege läbi." in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    row.refresh_from_db()
    assert row.acknowledged_at is None, "opening says nothing"
    assert client.post(path).status_code == 200
    row.refresh_from_db()
    assert (row.how, row.is_given) == ("link", True)
    assert AuditRecord.objects.filter(action="notifications.acknowledge").count() == 1


def test_said_twice_it_is_said_once(owner, cast):
    services.subscribe(topic="all", by=cast.actor("staff"))
    notice = asking(owner)
    first = services.acknowledge(notice, by=cast.actor("staff"))
    with later(hours=1):
        again = services.acknowledge_by_link(token_of(first), by=ANONYMOUS)
    assert (again.acknowledged_at, again.how) == (first.acknowledged_at, "page")
    assert AuditRecord.objects.filter(action="notifications.acknowledge").count() == 1


def test_it_is_announced_with_what_it_is_about(owner, cast, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, Acknowledged, [heard.append])
    services.subscribe(topic="all", by=cast.actor("staff"))
    notice = asking(owner)
    row = services.acknowledge(notice, by=cast.actor("staff"))
    assert heard == [
        Acknowledged(acknowledgement_id=row.pk, notice_id=notice.pk, about="document:juhend:v2"),
    ]


def test_who_was_not_asked_cannot_say_it(owner, cast):
    outsider()
    notice = asking(owner)
    with pytest.raises(Conflict):
        services.acknowledge(notice, by=cast.actor("staff"))
    with pytest.raises(Conflict):
        services.acknowledge(notice, by=ANONYMOUS)
    assert not Acknowledgement.objects.given().exists()


def test_forged_foreign_and_withdrawn_links_open_nothing(owner):
    outsider()
    notice = asking(owner)
    good = token_of(Acknowledgement.objects.get())
    way_out = token_for(Link.objects.get(purpose="unsubscribe"))
    for wrong in (good[:-1] + ("A" if good[-1] != "A" else "B"), way_out, "x"):
        with pytest.raises(NotFound):
            services.acknowledge_by_link(wrong, by=ANONYMOUS)
    with later(days=181), pytest.raises(NotFound):
        services.acknowledge_by_link(good, by=ANONYMOUS)
    services.cancel_notice(notice, reason="Eksitus", by=owner)
    with pytest.raises(NotFound):
        services.acknowledge_by_link(good, by=ANONYMOUS)


def test_the_due_time_must_be_asked_for_and_lie_ahead(owner):
    with pytest.raises(Invalid):
        asking(owner, ack_due_at=clock.now() - timedelta(hours=1))
    with pytest.raises(Invalid):
        asking(owner, asks_ack=False, ack_due_at=clock.now() + timedelta(days=2))


@pytest.mark.parametrize(("due", "before", "after"), [(None, 2.9, 3.1), (10, 8.9, 9.1)])
def test_the_sweep_reminds_once_those_who_have_not(owner, cast, mail, due, before, after):
    services.subscribe(topic="all", by=cast.actor("staff"))
    outsider()
    notice = asking(owner, ack_due_at=due and clock.now() + timedelta(days=due))
    services.acknowledge(notice, by=cast.actor("staff"))
    with later(days=before):
        assert services.remind_due() == 0
    with later(days=after):
        assert [services.remind_due(), services.remind_due()] == [1, 0]
        services.run_queue("bulk")
    with later(days=after + 5):
        assert services.remind_due() == 0
    (reminder,) = reminders()
    assert (reminder.address, reminder.state) == ("mari@test.example", "delivered")
    text = mail.letters[-1].get_body(("plain",)).get_content()
    assert token_of(reminder.acknowledgement) in text
    assert "/notices/unsubscribe/" in text


def test_the_button_and_the_sweep_tell_nobody_twice(owner):
    outsider()
    notice = asking(owner)
    with later(days=2):
        assert [services.remind(notice, by=owner), services.remind(notice, by=owner)] == [1, 0]
    with later(days=3, hours=1):
        assert services.remind_due() == 0
    with later(days=4):
        assert services.remind(notice, by=owner) == 1, "by hand, another day"
    assert reminders().count() == 2
    assert AuditRecord.objects.filter(action="notifications.acknowledgement_remind").count() == 2


def test_nobody_is_reminded_who_left_or_of_what_is_over(owner, cast):
    services.subscribe(topic="all", by=cast.actor("staff"))
    gone = outsider()
    notice = asking(owner)
    cast.staff.is_active = False
    cast.staff.save()
    services.unsubscribe(gone, by=SYSTEM)
    assert services.remind(notice, by=owner) == 0
    outsider("mati@test.example")
    over = asking(owner, about="")
    services.end_notice(over, body=BODY, by=owner)
    with later(days=4):
        assert services.remind_due() == 0
    with pytest.raises(Conflict):
        services.remind(over, by=owner)


def test_only_who_publishes_reminds(owner, cast):
    outsider()
    notice = asking(owner)
    with pytest.raises(NotAllowed):
        services.remind(notice, by=cast.actor("manager"))


def test_an_address_that_refuses_is_asked_in_the_inbox(owner, cast, mail):
    services.subscribe(topic="all", channel="email", by=cast.actor("staff"))
    mail.answers = {cast.staff.email: "550 No such user"}
    asking(owner)
    services.run_queue("bulk")
    row = Acknowledgement.objects.get()
    copy = Delivery.objects.get(channel="inbox", user=cast.staff)
    assert copy.acknowledgement == row
    assert token_of(row) in services.filled(copy)
