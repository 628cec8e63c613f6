import pytest

from accounts.models import AuditRecord
from core import events
from core.errors import Conflict, Invalid, NotAllowed
from core.fields import Translated
from notifications import selectors, services
from notifications.events import NoticePublished
from notifications.models import Delivery, Notice, Subscription
from notifications.types import AudienceSource, Recipient, TopicSource, audiences, topic_sources
from tests.factories.letters import MEANWHILE, NEXT, SOON

pytestmark = pytest.mark.django_db
TITLE = Translated(et="TARA on häiritud", en="TARA is disturbed")
BODY = Translated(et="Otsime põhjust.", en="We are looking for the cause.")
TARA = "component:test-tara"


@pytest.fixture(autouse=True)
def topics(monkeypatch):
    monkeypatch.setattr(topic_sources, "_items", {})
    topic_sources.register(TopicSource("component", "Components", lambda: [(TARA, "TARA"), ("component:x", "X")]))


@pytest.fixture
def owner(cast):
    return cast.actor("owner")


def outsider(address, topic=TARA, **more):
    values = {"language": "et", "confirmed_at": "2026-01-01T00:00Z", **more}
    return Subscription.objects.create(address=address, topic=topic, **values)


def published(by, **more):
    values = {"kind": "problem", "title": TITLE, "topics": [TARA], **more}
    return services.publish_notice(services.draft_notice(**values, by=by), body=BODY, **NEXT, by=by)


def told() -> set[tuple[str, str]]:
    return set(Delivery.objects.values_list("channel", "address"))


def test_a_draft_tells_nobody(owner):
    outsider("a@test.example")
    draft = services.draft_notice(kind="problem", title=TITLE, topics=[TARA], by=owner)
    assert draft.state == "draft"
    assert not Delivery.objects.exists()


def test_everybody_concerned_is_told_once_in_their_language(owner, cast):
    services.subscribe(topic=TARA, channel="email", language="en", by=cast.actor("staff"))
    services.subscribe(topic="all", channel="email", by=cast.actor("staff"))
    services.subscribe(topic=TARA, channel="inbox", by=cast.actor("staff"))
    outsider("a@test.example")
    outsider("russian@test.example", language="ru")
    outsider("only-training@test.example", kinds=["training"])
    outsider("unconfirmed@test.example", confirmed_at=None)
    outsider("of-another@test.example", topic="component:x")
    published(owner)
    assert told() == {
        ("email", cast.staff.email),
        ("inbox", ""),
        ("email", "a@test.example"),
        ("email", "russian@test.example"),
    }
    english = Delivery.objects.get(channel="email", user=cast.staff)
    assert "TARA is disturbed" in english.subject
    assert "We are looking for the cause." in english.body
    assert "Otsime põhjust." in Delivery.objects.get(address="russian@test.example").body, "falls back to Estonian"


def test_registered_audiences_hear_and_are_not_told_twice(owner, monkeypatch):
    monkeypatch.setattr(audiences, "_items", {})
    heard = [Recipient("email", address, "et", why="contract") for address in ("A@test.example", "b@test.example")]
    audiences.register(AudienceSource("contracts", lambda topics, kind: heard if TARA in topics else []))
    outsider("a@test.example")
    published(owner)
    assert told() == {("email", "a@test.example"), ("email", "b@test.example")}


def test_the_dry_run_says_why(owner, cast):
    services.subscribe(topic=TARA, by=cast.actor("staff"))
    (one,) = selectors.who_would_be_told([TARA], "problem")
    assert (one.address, "TARA" in one.why) == (cast.staff.email, True)


def test_words_for_the_agency_only_stay_there(owner, cast):
    services.subscribe(topic=TARA, by=cast.actor("staff"))
    services.subscribe(topic=TARA, by=cast.actor("partner_a"))
    outsider("a@test.example")
    published(owner, is_public=False)
    assert told() == {("email", cast.staff.email)}


def test_the_letters_of_a_notice_are_one_thread_about_the_same_thing(owner):
    outsider("a@test.example")
    notice = published(owner, about="incident:INC-2026-00001")
    services.add_update(notice, body=BODY, stage="identified", **NEXT, by=owner)
    services.end_notice(notice, body=BODY, by=owner)
    rows = Delivery.objects.order_by().values_list("thread_key", "about").distinct()
    assert list(rows) == [(f"notice:{notice.public_id}", "incident:INC-2026-00001")]
    assert Delivery.objects.count() == 3
    assert selectors.told_counts("incident:INC-2026-00001") == {"delivered": 0, "failed": 0, "waiting": 3}
    assert selectors.told_counts(notice) == {"delivered": 0, "failed": 0, "waiting": 3}


def test_each_word_is_announced_and_left_in_the_trail(owner, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, NoticePublished, [heard.append])
    notice = published(owner)
    services.add_update(notice, body=BODY, stage="monitoring", **NEXT, by=owner)
    services.end_notice(notice, body=BODY, by=owner)
    assert [event.action for event in heard] == ["first", "update", "end"]
    assert [update.stage for update in notice.updates.all()] == ["investigating", "monitoring", "resolved"]
    assert AuditRecord.objects.filter(action__startswith="notifications.notice_").count() == 4
    assert Notice.objects.get().ended_at


def test_what_is_over_takes_no_more_words(owner):
    notice = published(owner)
    services.end_notice(notice, body=BODY, by=owner)
    with pytest.raises(Conflict):
        services.add_update(notice, body=BODY, stage="monitoring", **NEXT, by=owner)


def test_one_open_notice_about_one_thing(owner):
    published(owner, about="incident:INC-2026-00001")
    with pytest.raises(Conflict):
        services.draft_notice(kind="problem", title=TITLE, about="incident:INC-2026-00001", by=owner)


@pytest.mark.parametrize("title", [{}, {"en": "only English"}])
def test_estonian_is_required(owner, title):
    with pytest.raises(Invalid):
        services.draft_notice(kind="problem", title=Translated(title), by=owner)


def test_only_owner_and_lead_publish(cast):
    with pytest.raises(NotAllowed):
        services.draft_notice(kind="problem", title=TITLE, by=cast.actor("staff"))


def test_ten_thousand_subscribers_take_few_statements(owner, django_assert_max_num_queries):
    rows = [
        Subscription(address=f"p{n}@test.example", topic=TARA, confirmed_at="2026-01-01T00:00Z") for n in range(10_000)
    ]
    Subscription.objects.bulk_create(rows, batch_size=5000)
    draft = services.draft_notice(kind="problem", title=TITLE, topics=[TARA], by=owner)
    with django_assert_max_num_queries(45):
        services.publish_notice(draft, body=BODY, **NEXT, by=owner)
    assert Delivery.objects.count() == 10_000


def test_a_troubles_word_says_when_the_next_comes_unless_it_is_the_last(owner):
    draft = services.draft_notice(kind="problem", title=TITLE, topics=[TARA], by=owner)
    with pytest.raises(Invalid) as refusal:
        services.publish_notice(draft, body=BODY, meanwhile=MEANWHILE, by=owner)
    assert refusal.value.field == "next_update_at"
    with pytest.raises(Invalid) as refusal:
        services.publish_notice(draft, body=BODY, next_update_at=SOON, by=owner)
    assert refusal.value.field == "meanwhile"
    assert Notice.objects.get().state == "draft"
    notice = services.publish_notice(draft, body=BODY, **NEXT, by=owner)
    with pytest.raises(Invalid):
        services.add_update(notice, body=BODY, by=owner)
    assert services.end_notice(notice, body=BODY, by=owner).state == "ended"
    change = services.draft_notice(kind="training", title=TITLE, topics=[TARA], by=owner)
    assert services.publish_notice(change, body=BODY, by=owner).state == "published"
