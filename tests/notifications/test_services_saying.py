"""Words that are put right, words with fields, and what a recipient would read."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict, Invalid
from core.fields import Translated
from notifications import selectors, services
from notifications.models import Delivery, Notice, NoticeUpdate
from tests.factories.letters import MEANWHILE, NEXT

pytestmark = pytest.mark.django_db
TITLE = Translated(et="Häire: {mis}", en="Trouble: {mis}")
BODY = Translated(et="Algas {algus}.", en="It began {algus}.")


@pytest.fixture
def owner(cast):
    services.subscribe(topic="all", channel="email", language="en", by=cast.actor("staff"))
    return cast.actor("owner")


def published(by, **more) -> Notice:
    values = {"kind": "problem", "title": TITLE, "topics": ["all"], **more}
    return services.publish_notice(services.draft_notice(**values, by=by), body=BODY, **NEXT, by=by)


class TestFields:
    def test_each_language_gets_its_own_form(self, owner):
        with clock.at(clock.parse_local("2026-03-04T08:50")):
            notice = published(owner)
        assert notice.title == {"et": "Häire: kõik teemad", "en": "Trouble: everything"}
        assert notice.updates.get().body == {"et": "Algas 04.03.2026 08.50.", "en": "It began 4 Mar 2026 08:50."}

    def test_an_unknown_field_is_refused_before_anything_is_sent(self, owner):
        draft = services.draft_notice(kind="problem", title=TITLE, topics=["all"], by=owner)
        for text in ("Otsime {põhjus}.", "Vaata {link}", "Üks { sulg", "{}"):
            with pytest.raises(Invalid) as refusal:
                services.publish_notice(draft, body=Translated(et=text), **NEXT, by=owner)
            assert (refusal.value.field, refusal.value.code) == ("body", "unknown-field")
        assert not Delivery.objects.exists()
        assert Notice.objects.get().state == "draft"

    def test_a_field_whose_fact_is_missing_is_named(self, owner):
        draft = services.draft_notice(kind="problem", title=TITLE, topics=["all"], by=owner)
        with pytest.raises(Invalid) as refusal:
            services.publish_notice(draft, body=Translated(et="Lõpeb {lõpp}."), **NEXT, by=owner)
        assert "{lõpp}" in str(refusal.value.message)

    def test_braces_themselves_can_be_written(self, owner):
        notice = published(owner)
        services.add_update(notice, body=Translated(et="GET /r1/{{id}}"), **NEXT, by=owner)
        assert notice.updates.last().body["et"] == "GET /r1/{id}"

    def test_what_was_said_with_braces_can_go_on_and_be_corrected(self, owner, as_):
        title = Translated(et="GET {{id}}: {mis}")
        draft = services.draft_notice(kind="problem", title=title, topics=["all"], by=owner)
        word = {**NEXT, "meanwhile": Translated(et="Küsige {{id}} asemel kõiki.")}
        notice = services.publish_notice(draft, body=Translated(et="{{id}} ei tööta"), **word, by=owner)
        assert notice.title["et"].startswith("GET {id}: ")
        services.add_update(notice, body=BODY, next_update_at=NEXT["next_update_at"], by=owner)
        said = notice.updates.first()
        path = f"/notices/{notice.public_id}/words/{said.pk}/correct/"
        form = as_("owner").get(path).context["form"].initial
        assert form["body"]["et"] == "{{id}} ei tööta"
        sent = {"title_et": form["title"]["et"], "body_et": form["body"]["et"], "reason": "Viga."}
        assert as_("owner").post(path, sent).status_code == 302
        said.refresh_from_db()
        assert said.body["et"] == "{id} ei tööta"
        assert as_("owner").get(f"/notices/{notice.public_id}/update/").context["form"].initial["meanwhile"]["et"] == (
            "Küsige {{id}} asemel kõiki."
        )
        services.end_notice(notice, body=BODY, by=owner)

    def test_templates_refuse_them_too(self, owner):
        words = {"kind": "problem", "name": "Häire", "title": TITLE, "meanwhile": MEANWHILE, "by": owner}
        with pytest.raises(Invalid):
            services.add_template(slug="uus", body=Translated(et="Tere {nimi}"), **words)
        services.add_template(slug="uus", body=BODY, **words)
        with pytest.raises(Conflict):
            services.add_template(slug="uus", body=BODY, **words)


class TestCorrection:
    def test_everybody_hears_what_was_wrong_and_the_old_words_are_kept(self, owner):
        notice = published(owner)
        update = notice.updates.get()
        services.correct_word(update, body=Translated(et="Algas hiljem."), reason="Kell oli vale.", by=owner)
        assert NoticeUpdate.objects.get().body == {"et": "Algas hiljem."}
        assert [row.body["et"][:5] for row in update.history.order_by("history_date")] == ["Algas", "Algas"]
        letter = Delivery.objects.order_by("pk").last()
        assert letter.subject.startswith("Correction")
        assert "Kell oli vale." in letter.body
        assert "Algas hiljem." in letter.body

    def test_twice_corrected_twice_told_and_never_without_a_reason(self, owner):
        update = published(owner).updates.get()
        for text in ("Üks.", "Kaks."):
            services.correct_word(update, body=Translated(et=text), reason="Viga.", by=owner)
        assert Delivery.objects.filter(subject__startswith="Correction").count() == 2
        with pytest.raises(Invalid) as refusal:
            services.correct_word(update, body=Translated(et="Kolm."), reason=" ", by=owner)
        assert refusal.value.field == "reason"
        assert NoticeUpdate.objects.get().body == {"et": "Kaks."}

    def test_a_draft_has_nothing_to_correct(self, owner):
        notice = published(owner)
        update = notice.updates.get()
        services.cancel_notice(notice, reason="Vale", by=owner)
        with pytest.raises(Conflict):
            services.correct_word(update, body=BODY, reason="Viga.", by=owner)

    def test_times_that_turn_round_are_refused(self, owner):
        start = clock.now() + timedelta(days=3)
        notice = published(owner, kind="training", starts_at=start, ends_at=start + timedelta(hours=1))
        with pytest.raises(Invalid) as refusal:
            services.correct_word(notice.updates.get(), body=BODY, ends_at=start, reason="Viga.", by=owner)
        assert refusal.value.field == "ends_at"


class TestMeanwhile:
    def test_it_stays_until_it_is_said_anew(self, owner):
        notice = published(owner)
        services.add_update(notice, body=BODY, next_update_at=NEXT["next_update_at"], by=owner)
        assert "Save your work" in _newest().body
        services.add_update(
            notice, body=BODY, next_update_at=NEXT["next_update_at"], meanwhile=Translated(et="Oodake."), by=owner
        )
        assert "Oodake." in _newest().body

    def test_the_last_word_needs_none(self, owner):
        notice = services.end_notice(published(owner), body=BODY, by=owner)
        assert "Save your work" not in _newest().body
        assert notice.state == "ended"


def test_the_preview_is_the_letter_that_goes(owner):
    draft = services.draft_notice(kind="problem", title=TITLE, topics=["all"], by=owner)
    (told,) = selectors.circle(["all"], "problem")
    shown_notice = Notice.objects.get()
    shown_notice.meanwhile, shown_notice.next_update_at = MEANWHILE, NEXT["next_update_at"]
    with clock.at(clock.now()):
        shown_notice.starts_at = clock.now()
        update = NoticeUpdate(notice=shown_notice, body=BODY, stage="investigating")
        shown = services.preview(shown_notice, update, "first", told)
        services.publish_notice(draft, body=BODY, **NEXT, by=owner)
    sent = Delivery.objects.get()
    assert shown.subject == sent.subject
    assert shown.body.replace(shown_notice.path, "") != ""
    assert shown.body.split("More:")[0] == sent.body.split("More:")[0]


def _newest() -> Delivery:
    return Delivery.objects.order_by("-pk").first()
