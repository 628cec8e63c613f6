"""A notice until it is out: approval by the lead, its time, and what is to be minded before telling."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from core.fields import Translated
from notifications import selectors, services
from notifications.models import Delivery, Notice
from notifications.types import LeadTime, caution_sources, lead_times
from tests.factories.letters import NEXT

pytestmark = pytest.mark.django_db
WORDS = Translated(et="Uus liides", en="A new interface")
IN_A_DAY = timedelta(days=1)


@pytest.fixture
def owner(cast):
    return cast.actor("owner")


@pytest.fixture
def lead(cast):
    return cast.actor("lead")


@pytest.fixture(autouse=True)
def reader(cast):
    services.subscribe(topic="all", channel="email", by=cast.actor("staff"))
    return cast.staff


@pytest.fixture(autouse=True)
def cautions(monkeypatch):
    """Only the lead times that a test registers."""
    monkeypatch.setattr(caution_sources, "_items", {})
    monkeypatch.setattr(lead_times, "_items", {})
    return lead_times


def draft(by, kind="change", **more) -> Notice:
    return services.draft_notice(kind=kind, title=WORDS, topics=["all"], body=WORDS, **more, by=by)


def told(reader) -> int:
    return Delivery.objects.filter(user=reader, channel="email").count()


def test_what_is_planned_waits_for_the_lead_and_nobody_is_told(owner, lead, cast, reader):
    notice = services.publish_notice(draft(owner), by=owner)
    assert (notice.state, told(reader)) == ("proposed", 0)
    asked = Delivery.objects.filter(user=cast.lead)
    assert {one.channel for one in asked} == {"inbox", "email"}
    assert "Uus liides" in asked.first().body
    assert services.approve_notice(notice, by=lead).state == "published"
    assert told(reader) == 1
    update = notice.updates.get()
    assert (update.author_name, Notice.objects.get().approved_by) == (cast.owner.name, cast.lead)


def test_who_prepared_it_does_not_approve_it_even_standing_in(owner, lead, cast):
    notice = services.publish_notice(draft(owner), by=owner)
    with pytest.raises(NotAllowed):
        services.approve_notice(notice, by=owner)
    standing_in = replace(cast.actor("lead"), user_id=cast.owner.pk, acting_for_id=cast.lead.pk)
    with pytest.raises(NotAllowed):
        services.approve_notice(notice, by=standing_in)
    assert Notice.objects.get().state == "proposed"


def test_the_leads_own_notice_goes_out_at_once(lead, reader):
    notice = services.publish_notice(draft(lead), by=lead)
    assert (notice.state, notice.approved_by_id, told(reader)) == ("published", lead.user_id, 1)


def test_sent_back_it_is_a_draft_and_its_author_hears_why(owner, lead, cast, reader):
    notice = services.publish_notice(draft(owner), by=owner)
    with pytest.raises(Invalid):
        services.send_back_notice(notice, reason=" ", by=lead)
    notice = services.send_back_notice(notice, reason="Kuupäev on vale.", by=lead)
    assert (notice.state, told(reader)) == ("draft", 0)
    assert "Kuupäev on vale." in Delivery.objects.filter(user=cast.owner, channel="email").get().body
    assert services.publish_notice(notice, by=owner).state == "proposed", "and it can be sent again"


def test_changed_words_need_a_new_approval(owner, lead):
    at = clock.now() + IN_A_DAY
    notice = services.publish_notice(draft(owner), send_at=at, by=owner)
    notice = services.approve_notice(notice, by=lead)
    assert (notice.state, notice.send_at) == ("scheduled", at)
    notice = services.edit_notice(notice, changes={"body": Translated(et="Teised sõnad")}, by=owner)
    assert (notice.state, notice.approved_at, notice.send_at) == ("draft", None, None)


def test_two_approve_at_once_it_goes_out_once(owner, lead, reader):
    notice = services.publish_notice(draft(owner), by=owner)
    services.approve_notice(Notice.objects.get(), by=lead)
    with pytest.raises(Conflict):
        services.approve_notice(notice, by=lead)
    assert told(reader) == 1


def test_the_gravest_trouble_goes_out_at_once_and_is_looked_at_after(owner, lead, reader):
    notice = services.publish_notice(draft(owner, kind="problem", impact="critical"), **NEXT, by=owner)
    assert (notice.state, told(reader)) == ("published", 1)
    assert list(Notice.objects.all().waiting_for_approval()) == [notice]
    services.approve_notice(notice, by=lead)
    assert not Notice.objects.all().waiting_for_approval()
    assert told(reader) == 1, "looking at it tells nobody again"
    small = services.publish_notice(draft(owner, kind="problem"), **NEXT, by=owner)
    with pytest.raises(Conflict):
        services.approve_notice(small, by=lead)


class TestItsTime:
    def test_it_goes_out_then_and_once(self, owner, reader, at):
        when = clock.now() + IN_A_DAY
        notice = services.publish_notice(draft(owner, kind="training"), send_at=when, by=owner)
        assert (notice.state, told(reader)) == ("scheduled", 0)
        assert services.publish_due() == 0
        with clock.at(when + timedelta(seconds=1)):
            assert (services.publish_due(), services.publish_due()) == (1, 0)
        assert told(reader) == 1
        notice.refresh_from_db()
        assert (notice.state, notice.updates.get().author_name) == ("published", owner.name)

    def test_one_that_does_not_fit_any_more_comes_back(self, owner, cast, reader):
        when = clock.now() + IN_A_DAY
        due = when + timedelta(hours=1)
        made = draft(owner, kind="training", asks_ack=True, ack_due_at=due)
        services.publish_notice(made, send_at=when, by=owner)
        with clock.at(when + timedelta(hours=2)):  # the clock of the portal stood still so long
            assert services.publish_due() == 0
        notice = Notice.objects.get()
        assert notice.state == "draft"
        assert notice.sent_back_because
        assert told(reader) == 0
        assert Delivery.objects.filter(user=cast.owner, channel="email").exists()

    def test_a_moment_that_has_passed_means_now(self, owner, reader):
        notice = services.publish_notice(
            draft(owner, kind="training"), send_at=clock.now() - timedelta(minutes=1), by=owner
        )
        assert (notice.state, told(reader)) == ("published", 1)


class TestCautions:
    def test_one_that_needs_a_reason_stops_it_until_there_is_one(self, owner, cautions, reader):
        yesterday = clock.now() - IN_A_DAY
        cautions.register(LeadTime("training", lambda reading, things: [(yesterday, "päev enne")]))
        notice = draft(owner, kind="training", starts_at=clock.now() + IN_A_DAY)
        with pytest.raises(Invalid) as refusal:
            services.publish_notice(notice, by=owner)
        assert (refusal.value.field, told(reader)) == ("late_reason", 0)
        assert Notice.objects.get().state == "draft"
        services.publish_notice(notice, late_reason="Koolitaja haigestus.", by=owner)
        assert Notice.objects.get().late_reason == "Koolitaja haigestus."

    def test_lateness_is_judged_by_the_moment_at_which_it_goes_out(self, owner, cautions):
        asked = []
        when = clock.now() + IN_A_DAY

        def limits(reading, things):
            asked.append(reading.as_of)
            return [(when, "aegsasti")]

        cautions.register(LeadTime("training", limits))
        services.publish_notice(draft(owner, kind="training", starts_at=when + IN_A_DAY), send_at=when, by=owner)
        assert asked == [when]

    def test_whose_language_is_missing_is_counted(self, owner, cast):
        services.subscribe(topic="all", channel="email", language="en", by=cast.actor("partner_a"))
        circle = selectors.who_would_be_told(["all"], "change")
        assert selectors.unspoken_languages(circle, Translated(et="Ainult eesti keeles")) == {"en": 1}
        assert selectors.unspoken_languages(circle, WORDS) == {}


class TestFourEyes:
    """What a reviewer broke."""

    @pytest.fixture
    def scheduled(self, owner, lead):
        notice = services.publish_notice(draft(owner), send_at=clock.now() + IN_A_DAY, by=owner)
        return services.approve_notice(notice, by=lead)

    def test_other_words_than_the_approved_go_back_to_the_lead(self, scheduled, owner, reader):
        notice = services.publish_notice(scheduled, body=Translated(et="Midagi muud"), by=owner)
        assert (notice.state, notice.approved_by, told(reader)) == ("proposed", None, 0)

    def test_the_approved_words_may_go_out_sooner(self, scheduled, owner, lead, reader):
        notice = services.publish_notice(scheduled, body=WORDS, by=owner)
        assert (notice.state, notice.approved_by_id, told(reader)) == ("published", lead.user_id, 1)

    def test_who_stands_in_does_not_publish_their_own(self, owner, cast, reader):
        standing_in = replace(cast.actor("lead"), user_id=cast.owner.pk, acting_for_id=cast.lead.pk)
        assert services.publish_notice(draft(owner), by=standing_in).state == "proposed"
        assert services.publish_notice(draft(standing_in), by=standing_in).state == "proposed"
        assert told(reader) == 0

    def test_words_given_with_the_act_are_the_actors_own(self, owner, cast):
        notice = services.publish_notice(draft(cast.actor("lead")), body=Translated(et="Minu sõnad"), by=owner)
        assert notice.prepared_by_id == owner.user_id
        standing_in = replace(cast.actor("lead"), user_id=owner.user_id, acting_for_id=cast.lead.pk)
        with pytest.raises(NotAllowed):
            services.approve_notice(notice, by=standing_in)

    def test_another_version_than_the_lead_read_is_not_approved(self, owner, lead, reader):
        notice = services.publish_notice(draft(owner), by=owner)
        seen = services.version_of(notice)
        services.edit_notice(notice, changes={"body": Translated(et="Halb tekst")}, by=owner)
        services.publish_notice(notice, by=owner)
        with pytest.raises(Conflict):
            services.approve_notice(notice, seen=seen, by=lead)
        assert told(reader) == 0

    def test_a_stale_row_decides_nothing(self, owner):
        stale = draft(owner, kind="training")
        services.edit_notice(stale, changes={"kind": "change"}, by=owner)
        assert stale.kind == "training"
        assert services.publish_notice(stale, by=owner).state == "proposed"

    def test_one_faulty_notice_holds_up_no_other(self, owner, reader, monkeypatch):
        when = clock.now() + IN_A_DAY
        first = services.publish_notice(draft(owner, kind="training"), send_at=when, by=owner)
        services.publish_notice(draft(owner, kind="training"), send_at=when + timedelta(minutes=1), by=owner)

        def faulty(notice, at):
            if notice.pk == first.pk:
                raise ValueError("a fault")
            return []

        monkeypatch.setattr("notifications.services.notices.cautions_of", faulty)
        with clock.at(when + timedelta(hours=1)):
            assert services.publish_due() == 1
        first.refresh_from_db()
        assert (first.state, told(reader)) == ("draft", 1)

    def test_work_that_is_over_is_not_told_ahead(self, lead):
        over = clock.now() - timedelta(hours=1)
        with pytest.raises(Invalid) as refusal:
            services.publish_notice(draft(lead, kind="maintenance", starts_at=over - IN_A_DAY, ends_at=over), by=lead)
        assert refusal.value.field == "ends_at"

    def test_a_first_word_is_not_the_last(self, owner):
        with pytest.raises(Invalid) as refusal:
            services.publish_notice(draft(owner, kind="problem"), stage="resolved", by=owner)
        assert refusal.value.field == "stage"
