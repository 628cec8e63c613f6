"""What libraries ask of us: allauth (closed sign-up, letters by the post office), REST framework (who calls)."""

from __future__ import annotations

import hashlib
import hmac

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions

from accounts import services
from accounts.events import LetterNeeded
from accounts.models import ApiToken, User
from accounts.selectors import actor_of, with_standing
from core import clock
from core.clients import address_of
from core.events import publish
from core.fields import new_public_id


class AuthenticationBackend(AllauthBackend):
    """allauth's, with the person's standing in the query that every request makes anyway."""

    def get_user(self, user_id: int) -> User | None:
        user = with_standing(User.objects).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Hand the letter to the outbox; it is sent like every other one, and is not lost when mail is down."""
        language = getattr(context.get("user"), "language", get_language() or "et")
        with translation.override(language), transaction.atomic():
            publish(
                LetterNeeded(
                    event_key=f"account-{new_public_id()}",
                    address=email,
                    language=language,
                    subject=render_to_string(f"{template_prefix}_subject.txt", context).strip(),
                    body=render_to_string(f"{template_prefix}_message.txt", context),
                )
            )

    def send_password_reset_mail(self, user: User, email: str, context: dict) -> None:
        """Our own letter and link in place of the library's, whose address would lie open in the outbox."""
        services.send_reset(person=user, by=self.request.actor)


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session, with its CSRF check; answers 401 to nobody."""

    def authenticate_header(self, request) -> str:
        return "Session"


class TokenAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer prefix.secret``; ``X-Acting-For: <user id>`` acts as a substitute."""

    def authenticate(self, request):
        scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = self._token(value.strip())
        asked = request.headers.get("X-Acting-For", "")
        actor = actor_of(
            token.user,
            acting_for_id=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None,
            address=address_of(request),
            trace_id=getattr(request._request, "trace_id", ""),
            kind="token",
        )
        actor = actor.narrowed(token.scopes)
        request._request.actor = actor
        return token.user, actor

    def authenticate_header(self, request) -> str:
        return "Bearer"

    @staticmethod
    def _token(value: str) -> ApiToken:
        """The live token of the value. Raises AuthenticationFailed with one sentence for every fault."""
        prefix, _dot, secret = value.partition(".")
        token = ApiToken.objects.live().select_related("user").filter(prefix=prefix).first()
        hashed = hashlib.sha256(secret.encode()).hexdigest()
        now = clock.now()
        if (
            token is None
            or not hmac.compare_digest(token.secret_hash, hashed)
            or token.revoked_at
            or token.expires_at <= now
            or not token.user.is_active
        ):
            raise exceptions.AuthenticationFailed(_("The token is unknown, expired or revoked."))
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.adapters.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.adapters.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema):
        from django.conf import settings

        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
