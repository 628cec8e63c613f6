"""What components has to say to who tells of planned work: payout windows and lead times; and the way there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from components import services
from components.ui import cautions
from core import clock
from core.fields import Translated
from notifications.models import Notice
from notifications.selectors import cautions_of
from notifications.services import add_update, draft_notice, publish_due, publish_notice
from notifications.types import Ahead
from tests.factories import catalogue

pytestmark = pytest.mark.django_db
TITLE = Translated(et="Uuendus")


def moment(text: str) -> datetime:
    return clock.parse_local(text)


def said(start: str, *topics: str, hours: int = 2, kind: str = "maintenance", about: str = "") -> list[str]:
    starts = moment(start)
    return list(cautions(Ahead(kind, topics, starts, starts + timedelta(hours=hours), about)))


def late(start: str, at: str, about: str = "") -> bool:
    """Whether telling of planned work at that instant needs a reason."""
    notice = Notice(kind="maintenance", starts_at=moment(start), about=about)
    return any(one.needs_reason for one in cautions_of(notice, moment(at)))


@pytest.fixture
def behind():
    """A component behind one that a paying system uses; its window is the 5th to the 8th of March 2026."""
    skais = catalogue.system("skais")
    front, made = catalogue.component("av-sisend", used_by=[skais]), catalogue.component("av-turvaserver")
    catalogue.needs(front, made)
    catalogue.payout_window(skais)
    return made


def test_a_payout_window_of_a_system_behind_is_named(behind):
    (sentence,) = said("2026-03-05T18:00", "component:av-turvaserver")
    assert "Peretoetused" in sentence
    assert said("2026-03-05T18:00", "system:skais"), "also where the system itself is named"
    assert not said("2026-03-10T18:00", "component:av-turvaserver")
    assert not said("2026-03-05T18:00", "component:av-turvaserver", kind="training")


def test_told_too_late_needs_a_reason():
    assert not late("2026-03-18T18:00", "2026-03-16T18:00"), "48 hours to the minute"
    assert late("2026-03-18T18:00", "2026-03-16T18:01")
    assert late("2026-03-23T18:00", "2026-03-20T10:01"), "a Monday's by Friday ten o'clock"
    assert not late("2026-03-23T18:00", "2026-03-20T10:00")


def test_work_elsewhere_than_in_production_has_no_such_time(cast, behind, at):
    with at("2026-03-16T10:00"):
        work = services.plan_maintenance(
            title=TITLE,
            components=[behind],
            starts_at=moment("2026-03-17T10:00"),
            ends_at=moment("2026-03-17T11:00"),
            environment="test",
            by=cast.actor("owner"),
        )
        assert not late("2026-03-17T10:00", "2026-03-16T11:00", about=f"maintenance:{work.public_id}")
        assert late("2026-03-17T10:00", "2026-03-16T11:00")


class TestTheWayThere:
    @pytest.fixture
    def work(self, cast, behind, at):
        with at("2026-03-10T10:00"):
            yield services.plan_maintenance(
                title=TITLE,
                components=[behind],
                starts_at=moment("2026-03-18T18:00"),
                ends_at=moment("2026-03-18T20:00"),
                by=cast.actor("owner"),
            )

    def told(self, cast, work) -> Notice:
        by = cast.actor("lead")
        facts = {"about": f"maintenance:{work.public_id}", "starts_at": work.starts_at, "ends_at": work.ends_at}
        draft = draft_notice(kind="maintenance", title=TITLE, topics=["component:av-turvaserver"], **facts, by=by)
        return publish_notice(draft, body=TITLE, by=by)

    def test_its_page_leads_to_a_notice_with_its_facts(self, as_, work):
        page = as_("owner").get(f"/components/maintenance/{work.public_id}/")
        form = as_("owner").get(page.context["tell_url"]).context["form"]
        assert form.initial["about"] == f"maintenance:{work.public_id}"
        assert form.initial["starts_at"] == work.starts_at
        assert form.initial["topics"] == ["component:av-turvaserver"]
        assert not as_("staff").get(f"/components/maintenance/{work.public_id}/").context["tell_url"]

    def test_moved_after_people_were_told_it_says_so(self, as_, cast, work):
        notice, page = self.told(cast, work), f"/components/maintenance/{work.public_id}/"
        assert not as_("owner").get(page).context["is_told_otherwise"]
        with clock.at(clock.now() + timedelta(hours=1)):
            later = {"starts_at": work.starts_at + timedelta(days=1), "ends_at": work.ends_at + timedelta(days=1)}
            services.move_maintenance(maintenance=work, **later, by=cast.actor("owner"))
            assert Notice.objects.get().starts_at == later["starts_at"], "the notice follows"
            assert as_("owner").get(page).context["is_told_otherwise"]
            with clock.at(clock.now() + timedelta(hours=1)):
                add_update(notice, body=TITLE, by=cast.actor("owner"))
                assert not as_("owner").get(page).context["is_told_otherwise"]

    def test_a_scheduled_notice_of_cancelled_work_does_not_go_out(self, cast, work):
        by = cast.actor("lead")
        facts = {"about": f"maintenance:{work.public_id}", "starts_at": work.starts_at, "ends_at": work.ends_at}
        draft = draft_notice(kind="maintenance", title=TITLE, topics=["component:av-turvaserver"], **facts, by=by)
        when = clock.now() + timedelta(hours=2)
        assert publish_notice(draft, body=TITLE, send_at=when, by=by).state == "scheduled"
        services.cancel_maintenance(maintenance=work, reason="ei ole vaja", by=cast.actor("owner"))
        with clock.at(when + timedelta(minutes=1)):
            assert publish_due() == 0
        assert (Notice.objects.get().state, bool(Notice.objects.get().sent_back_because)) == ("draft", True)
