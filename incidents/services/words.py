"""A case's public word: a notice about it, and the instant at which the first person had it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Conflict, Invalid
from core.fields import Translated
from core.models import Audience
from incidents.access import INCIDENTS
from incidents.models import Entry, Incident
from incidents.services.trail import locked, next_state, tell_case
from notifications import services as post
from notifications.models import Notice

NO_WORD = "no_word"  # the act and the entry that it leaves


def about(incident: Incident) -> str:
    """The string by which notices point at a case."""
    return f"incident:{incident.ref}"


def notice_of(incident: Incident) -> Notice | None:
    """The newest notice about the case."""
    return Notice.objects.live().filter(about=about(incident)).order_by("-created_at").first()


def topics_of(incident: Incident) -> list[str]:
    """The component, its root, and the systems that use them."""
    components = [c for c in (incident.root, incident.component) if c]
    systems = {slug for c in components for slug in c.uses.values_list("slug", flat=True)}
    return sorted({f"component:{c.slug}" for c in components} | {f"system:{slug}" for slug in systems})


@transaction.atomic
def public_word(
    incident: Incident,
    *,
    title: Translated,
    body: Translated,
    stage: str,
    by: Actor,
    next_update_at: datetime | None = None,
    meanwhile: Translated | None = None,
) -> Notice:
    """Publish the first word about a case, a further one, or (stage ``resolved``) the last.

    What people read is required in Estonian and English; ``meanwhile`` of a further word may be left out and stays as
    it was. Raises Invalid.
    """
    INCIDENTS.require(by, "inform")
    _check_languages(body, "body")
    if meanwhile:
        _check_languages(meanwhile, "meanwhile")
    incident = locked(incident)
    notice = Notice.objects.live().filter(about=about(incident), state="published").first()
    if notice is None:
        _check_first(incident, title, stage)
        impact = {1: "critical", 2: "major"}.get(incident.priority, "minor")
        notice = post.draft_notice(
            kind="problem", title=title, about=about(incident), topics=topics_of(incident), impact=impact, by=by
        )
        word = {"stage": stage, "next_update_at": next_update_at, "meanwhile": meanwhile}
        post.publish_notice(notice, body=body, **word, by=by)
    elif stage == "resolved":
        post.end_notice(notice, body=body, by=by)
    else:
        word = {"stage": stage, "next_update_at": next_update_at, "meanwhile": meanwhile or None}
        post.add_update(notice, body=body, **word, by=by)
    said = notice.updates.order_by("-pk").first()
    tell_case(incident, "word", by=by, text=said.body.get("et", ""), audience=Audience.PUBLIC)
    return notice


def _check_languages(text: Translated, field: str) -> None:
    for language, sentence in (("et", _("Give the text in Estonian.")), ("en", _("Give the text in English."))):
        if not text.get(language, "").strip():
            raise Invalid(sentence, field=field)


def _check_first(incident: Incident, title: Translated, stage: str) -> None:
    if not incident.is_open:
        raise Conflict(_("The case is over and nothing was said of it: there is nothing more to tell."), code="over")
    if stage == "resolved":
        raise Invalid(_("Nothing was said yet: begin with another stage."), field="stage")
    if not title.get("en", "").strip():
        raise Invalid(_("Give the title in English too."), field="title")


@transaction.atomic
def tell_nobody(incident: Incident, *, text: str, by: Actor) -> Entry:
    """Nobody is told of the case, because …: the reason stands in its timeline and in the trail, for the agency alone.
    People may be told after all. Raises Invalid without a reason, Conflict once something was said."""
    INCIDENTS.require(by, "inform")
    if not text.strip():
        raise Invalid(_("Say why nobody is told."), field="text")
    incident = locked(incident)
    next_state(incident, NO_WORD)
    if Notice.objects.filter(about=about(incident)).exclude(state__in=["draft", "cancelled"]).exists():
        raise Conflict(_("People were told of this case already."), code="told")
    return tell_case(incident, NO_WORD, by=by, text=text.strip())


def why_nobody_is_told(incident: Incident) -> Entry | None:
    """The last reason given, with who gave it; None where none was, or where people were told after all."""
    last = incident.entries.filter(action__in=(NO_WORD, "word")).order_by("-at", "-pk").first()
    return last if last and last.action == NO_WORD else None


@transaction.atomic
def note_first_word(ref: str, at: datetime) -> None:
    """The first delivery of a word about the case: from detection to here is what the ledger measures."""
    incident = Incident.objects.select_for_update().filter(ref=ref, first_word_at__isnull=True).first()
    if incident:
        incident.first_word_at = at
        incident.save(update_fields=["first_word_at"])
