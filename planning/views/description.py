"""The job description in its own words, its yearly review and the signatures to it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from components.views.editing import ActorFormPage
from core import clock
from core.actor import LEAD, OWNER
from core.forms import BaseForm
from core.views import ActionView, Page
from planning.access import PLANNING
from planning.forms.growth import DescriptionForm
from planning.models import DescriptionReview
from planning.selectors import description as words
from planning.selectors.people import holders, leads
from planning.services import description

NAMES = {"et": gettext_lazy("Estonian, the original"), "en": gettext_lazy("English, a translation")}


class Description(Page):
    permission = (PLANNING, "see_duties")
    template_name = "planning/description.html"

    @property
    def language(self) -> str:
        asked = self.request.GET.get("text", "")
        if asked in words.LANGUAGES:
            return asked
        return "et" if get_language() == "et" else "en"

    def get_context(self) -> dict[str, Any]:
        rows = self.rows(DescriptionReview).live().select_related("holder", "lead")
        tabs = [
            {"label": label, "url": f"?text={slug}", "is_current": slug == self.language}
            for slug, label in NAMES.items()
        ]
        return {
            "heading": _("The job description"),
            "language": self.language,
            "words": words.description(self.language),
            "tabs": tabs,
            "reviews": [(row, words.may_sign(self.actor, row)) for row in rows],
            "due": words.review_due(),
            "is_late": words.is_review_late(),
            "may_review": PLANNING.may(self.actor, "review_description"),
        }


class DescriptionReviewAdd(ActorFormPage):
    permission = (PLANNING, "review_description")
    form_class = DescriptionForm
    heading = gettext_lazy("The job description was reviewed")
    success_message = gettext_lazy("Noted. Now each of the two signs it.")

    @property
    def back(self) -> str:
        return reverse("description")

    def get_initial(self) -> dict[str, Any]:
        """The one who holds the post and the one who leads, where there is one of each."""
        today, me = clock.today(), self.actor.responsible_id
        found = {}
        for name, role, ids in (("holder", OWNER, holders(today)), ("lead", LEAD, leads(today))):
            if self.actor.has_role(role) or len(ids) == 1:
                found[name] = me if self.actor.has_role(role) else next(iter(ids))
        return found

    def save(self, form: BaseForm) -> str:
        description.review_description(**form.values(), by=self.actor)
        return self.back


class DescriptionSign(ActionView):
    """Only the two named in it; whose turn it is, is said by the service."""

    permission = (PLANNING, "review_description")
    success_message = gettext_lazy("You have signed it.")

    def act(self) -> str:
        row = self.one(self.rows(DescriptionReview).live(), pk=self.kwargs["pk"])
        description.sign_description(review=row, by=self.actor)
        return reverse("description")
