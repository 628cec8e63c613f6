"""Templates of notices: plain words to begin with. A field that there is not is refused when the template is kept."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.services.audit import record
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.fields import Translated
from notifications.access import NOTIFICATIONS
from notifications.models import NoticeKind, NoticeTemplate
from notifications.services.wording import check_fields

TEXTS = ("title", "body", "meanwhile")


@transaction.atomic
def add_template(
    *, slug: str, kind: str, name: str, title: Translated, body: Translated, meanwhile: Translated, by: Actor
) -> NoticeTemplate:
    """A new one. Raises NotAllowed, Invalid (an unknown field, no Estonian), Conflict (the short name is taken)."""
    NOTIFICATIONS.require(by, "publish")
    template = NoticeTemplate(slug=slug, kind=kind, name=name, title=title, body=body, meanwhile=meanwhile)
    try:
        with transaction.atomic():
            return _keep(template, "add", by)
    except IntegrityError:
        raise Conflict(_("There is a template of this short name already."), code="taken") from None


@transaction.atomic
def edit_template(
    template: NoticeTemplate,
    *,
    kind: str,
    name: str,
    title: Translated,
    body: Translated,
    meanwhile: Translated,
    by: Actor,
) -> NoticeTemplate:
    """Other words. Notices that were begun with it stay as they are. Raises as ``add_template``."""
    NOTIFICATIONS.require(by, "publish")
    template = NoticeTemplate.objects.select_for_update().get(pk=template.pk)
    template.kind, template.name = kind, name
    template.title, template.body, template.meanwhile = title, body, meanwhile
    return _keep(template, "edit", by)


@transaction.atomic
def archive_template(template: NoticeTemplate, *, by: Actor) -> NoticeTemplate:
    """Offer it no more."""
    NOTIFICATIONS.require(by, "publish")
    template = NoticeTemplate.objects.select_for_update().get(pk=template.pk)
    template.archived_at = template.archived_at or clock.now()
    return _keep(template, "archive", by)


def _keep(template: NoticeTemplate, action: str, by: Actor) -> NoticeTemplate:
    if template.kind not in NoticeKind.values:
        raise Invalid(_("There is no such kind of notice."), field="kind")
    for field in TEXTS:
        text = getattr(template, field)
        if field != "meanwhile" and not text.get("et"):
            raise Invalid(_("Give the text in Estonian at least."), field=field)
        check_fields(text, field)
    template.save()
    subject = f"notifications.noticetemplate:{template.pk}"
    record(f"notifications.template_{action}", by=by, subject=subject, label=template.name)
    return template
