"""Requests for advice through the services."""

from __future__ import annotations

import pytest

from core import clock
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from docs_library.models import Document
from notifications.models import Delivery
from planning.models import AdviceRequest
from planning.services.advice import answer_advice, ask_advice, link_guide, make_guide, withdraw_advice
from tests.factories import library
from tests.factories.catalogue import component
from tests.factories.planning_trainings import advice

pytestmark = pytest.mark.django_db


def letters(user) -> list[str]:
    return list(Delivery.objects.filter(channel="inbox", user=user).values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-02-02T10:00", "2026-02-04T10:00"),
        ("2026-06-22T09:00", "2026-06-26T12:00"),  # a shortened day and two holidays between
        ("2026-03-27T16:00", "2026-03-31T16:00"),  # the clocks change that weekend
        ("2026-12-22T16:00", "2026-12-29T11:00"),  # a shortened day and Christmas between
    ],
)
def test_answered_by_two_working_days(cast, at, asked, due):
    with at(asked):
        row = advice(cast.actor("partner_a"))
    assert row.due_at == clock.parse_local(due)


def test_asked_answered_and_told(cast):
    owner, asker = cast.user("owner"), cast.user("partner_a")
    row = advice(cast.actor("partner_a"), "Minu kood on 37605030299, miks välja logitakse?")
    assert (row.question, row.asker, row.organisation.slug) == (
        "Minu kood on [isikukood], miks välja logitakse?",
        asker,
        "kov-a",
    )
    assert len(letters(owner)) == 1
    row = answer_advice(advice=row, answer="Sest seanss lõppes.", by=cast.actor("owner"))
    assert (row.state, row.answered_by_name) == ("answered", "Owner")
    assert len(letters(asker)) == 1
    with pytest.raises(Conflict):
        answer_advice(advice=row, answer="Teisiti.", by=cast.actor("lead"))
    with pytest.raises(Conflict):
        withdraw_advice(advice=row, by=cast.actor("partner_a"))


@pytest.mark.parametrize("question", ["", "  \n ", "x" * 100_000])
def test_questions_that_do_not_fit(cast, question):
    with pytest.raises(Invalid) as refused:
        ask_advice(question=question, by=cast.actor("staff"))
    assert refused.value.field == "question"
    assert not AdviceRequest.objects.exists()


@pytest.mark.parametrize("answer", ["", " \n", "x" * 10_001])
def test_answers_that_do_not_fit(cast, answer):
    row = advice(cast.actor("staff"))
    with pytest.raises(Invalid) as refused:
        answer_advice(advice=row, answer=answer, by=cast.actor("owner"))
    assert refused.value.field == "answer"


def test_withdrawn_by_the_asker_alone(cast):
    row = advice(cast.actor("partner_a"))
    for who in ("partner_b", "owner", "lead"):
        with pytest.raises(NotAllowed):
            withdraw_advice(advice=row, by=cast.actor(who))
    assert withdraw_advice(advice=row, by=cast.actor("partner_a")).state == "withdrawn"
    with pytest.raises(Conflict):
        answer_advice(advice=row, answer="Nii.", by=cast.actor("owner"))


@pytest.mark.parametrize("who", ["manager", "staff", "resolver", "partner_a", "auditor", "admin"])
def test_who_may_not_answer(cast, who):
    row = answer_advice(advice=advice(cast.actor("partner_a")), answer="Nii.", by=cast.actor("owner"))
    waiting = advice(cast.actor("partner_a"))
    for act in (
        lambda by: answer_advice(advice=waiting, answer="Nii.", by=by),
        lambda by: make_guide(advice=row, title="Juhend", by=by),
        lambda by: link_guide(advice=row, document=library.guide(f"juhend-{who.replace('_', '-')}"), by=by),
    ):
        with pytest.raises(NotAllowed):
            act(cast.actor(who))


def test_a_guide_is_begun_in_one_act(cast):
    tara = component("tara")
    row = advice(cast.actor("partner_a"), "Kuidas välja logida?", component=tara)
    with pytest.raises(Conflict):
        make_guide(advice=row, title="Väljalogimine", by=cast.actor("owner"))
    row = answer_advice(advice=row, answer="Vajutage nuppu, kood 37605030299.", by=cast.actor("owner"))
    with pytest.raises(Invalid) as refused:
        make_guide(advice=row, title=" ", by=cast.actor("owner"))
    assert refused.value.field == "title"
    document = make_guide(advice=row, title="Väljalogimine", by=cast.actor("owner"))
    version = document.versions.get()
    assert (document.type, version.state, list(document.components.all())) == ("guide", "draft", [tara])
    body = version.texts.get(language="et").body
    assert "Kuidas välja logida?" in body
    assert "Vajutage nuppu, kood [isikukood]." in body
    row.refresh_from_db()
    assert row.guide == document
    with pytest.raises(Conflict):
        make_guide(advice=row, title="Veel", by=cast.actor("owner"))
    assert Document.objects.count() == 1


def test_a_guide_that_there_is(cast):
    row = answer_advice(advice=advice(cast.actor("partner_a")), answer="Nii.", by=cast.actor("owner"))
    guide = library.guide("juhend")
    assert link_guide(advice=row, document=guide, by=cast.actor("owner")).guide == guide


def test_a_guide_that_was_put_away_is_none(cast):
    from docs_library.services import archive_document

    row = answer_advice(advice=advice(cast.actor("partner_a")), answer="Nii.", by=cast.actor("owner"))
    guide = archive_document(document=library.guide("juhend"), because="vana", by=cast.actor("owner"))
    with pytest.raises(NotFound):
        link_guide(advice=row, document=guide, by=cast.actor("owner"))
