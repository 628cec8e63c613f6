"""Approved before they went out, in the languages of those who read them: by hand-made notices."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock, texts
from core.fields import Translated
from core.measures import Reading, measures
from notifications import services
from notifications.models import Notice, Subscription
from tests.notifications.test_measures import counts, local

pytestmark = pytest.mark.django_db
THREE = Translated(et="Uuendus", en="Update", ru="Обновление")
AS_OF = "2026-11-30T09:00"


@pytest.fixture
def by(cast):
    return cast.actor("lead")


def read_by(language: str) -> None:
    address = f"{language}@x.example"
    Subscription.objects.create(address=address, topic="all", language=language, confirmed_at="2026-01-01T00:00Z")


def told(by, when: str, words: Translated = THREE, kind: str = "maintenance", **values) -> Notice:
    """A trouble says also what to do meanwhile and when the next word comes."""
    more = {"next_update_at": local(when) + timedelta(hours=1), "meanwhile": THREE} if kind == "problem" else {}
    with clock.at(local(when)):
        draft = services.draft_notice(kind=kind, title=words, topics=["component:aut-tara"], **values, by=by)
        return services.publish_notice(draft, body=words, late_reason="katse", **more, by=by)


def notices(as_of: str) -> tuple[list[str], list[str]]:
    found = measures.get("3.lang").read(Reading.of(local(as_of)))
    return [[row.why for row in found.rows(name) if row.kind == "notice"] for name in ("fulfilled", "missed")]


def test_planned_ones_need_approval_before_they_go_out(by):
    work = told(by, "2026-03-02T09:00", starts_at=local("2026-03-19T19:00"))
    told(by, "2026-03-03T09:00", kind="problem", impact="critical")
    assert counts("4.d6", AS_OF) == (1, 0, 0)
    Notice.objects.filter(pk=work.pk).update(approved_at=local("2026-03-02T09:01"))
    assert counts("4.d6", AS_OF) == (0, 1, 0)
    Notice.objects.filter(pk=work.pk).update(approved_at=None)
    assert counts("4.d6", AS_OF) == (0, 1, 0)
    assert measures.get("4.d6").read(Reading.of(local(AS_OF))).figure == "1"
    assert counts("4.d6", "2026-03-01T09:00") == (0, 0, 0)


def test_whoever_was_told_reads_it_in_their_language(by):
    read_by("ru")
    told(by, "2026-03-02T09:00")
    told(by, "2026-03-03T09:00", Translated(et="Uuendus", en="Update"))
    done, lacking = notices(AS_OF)
    assert (len(done), len(lacking)) == (1, 1)
    assert "ru" in lacking[0]
    assert "en" not in lacking[0]


def test_estonian_is_always_there(by):
    """The services refuse a word without Estonian; a row that came otherwise is found all the same."""
    read_by("ru")
    notice = told(by, "2026-03-02T09:00")
    notice.updates.update(body=Translated(ru="Обновление"))
    assert "et" in notices(AS_OF)[1][0]


def test_each_word_counts_as_of_its_time(by):
    read_by("ru")
    notice = told(by, "2026-03-02T09:00")
    with clock.at(local("2026-03-04T09:00")):
        services.add_update(notice, body=Translated(et="Parandame"), stage="identified", by=by)
    assert [len(each) for each in notices("2026-03-03T09:00")] == [1, 0]
    assert [len(each) for each in notices("2026-03-04T09:00")] == [0, 1]
    assert [len(each) for each in notices("2027-03-04T09:00")] == [0, 0], "nothing was said in that year"


def test_texts_of_the_screens_are_counted_as_well(monkeypatch):
    monkeypatch.setattr(texts, "translated", lambda language: (10, 2) if language == "ru" else (12, 0))
    found = measures.get("3.lang").read(Reading.of(local(AS_OF)))
    assert (found.figure, found.total("fulfilled")) == ("2", 22)
