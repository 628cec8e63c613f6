"""What a person does for themself: profile, language, acting as a substitute, saved filters, a new password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.forms import ProfileForm, SaveFilterForm
from accounts.models import SavedFilter
from accounts.selectors import ACTING_FOR
from core.errors import Invalid
from core.views import ActionView, FormPage, Page, back_to

YEAR = 365 * 24 * 3600  # seconds


class Profile(FormPage):
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    success_message = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        return {"name": user.name, "title": user.title, "language": user.language}

    def get_context(self) -> dict[str, Any]:
        user = self.request.user
        return {
            "heading": _("My profile"),
            "back": "/",
            "memberships": user.memberships.current().select_related("organisation"),
            "sessions": UserSession.objects.filter(user=user).order_by("-last_seen_at")[:5],
            "has_second_factor": is_mfa_enabled(user),
            "acting": self.actor.acting_for_name,
        }

    def save(self, form) -> str:
        services.change_person(person=self.request.user, by=self.actor, **form.values())
        return reverse("profile")


class SetLanguage(ActionView):
    """For everybody: a cookie, and for the signed-in their own row too."""

    is_public = True

    @property
    def language(self) -> str:
        return self.request.POST.get("language", "")

    def act(self) -> None:
        if self.language not in dict(settings.LANGUAGES):
            raise Invalid(_("There is no such language."), field="language")
        if self.actor.is_known:
            services.choose_language(language=self.language, by=self.actor)

    def answer(self, url: str) -> HttpResponse:
        response = HttpResponseRedirect(url)
        name, secure = settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_SECURE
        response.set_cookie(name, self.language, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
        return response


class ActFor(ActionView):
    """Act as somebody's substitute (``person``: their id), or as oneself again (nothing)."""

    def act(self) -> str:
        asked = self.request.POST.get("person", "")
        if not asked:
            self.request.session.pop(ACTING_FOR, None)
            return "/"
        if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
            raise Invalid(_("There is no such person."), field="person")
        self.request.session[ACTING_FOR] = services.check_may_act_for(absent_id=int(asked), by=self.actor).pk
        return "/"


class FilterSave(ActionView):
    success_message = _("The filter is kept.")

    def act(self) -> str:
        form = SaveFilterForm(self.request.POST)
        if not form.is_valid():
            raise Invalid(_("Name the filter."), field="name")
        saved = services.save_filter(by=self.actor, **form.values())
        path, _mark, _query = back_to(self.request).partition("?")
        return f"{path}?{saved.query}"


class FilterDelete(ActionView):
    def act(self) -> None:
        services.delete_filter(saved=self.one(self.rows(SavedFilter), pk=self.kwargs["pk"]), by=self.actor)


class PasswordDoor(Page):
    """The address of the reset letter: hands over to the library's form with a key made now. Changes nothing."""

    is_public = True

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        person = services.person_of_reset(token)
        key = default_token_generator.make_token(person)
        address = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
        return HttpResponseRedirect(address, headers={"Referrer-Policy": "no-referrer"})
