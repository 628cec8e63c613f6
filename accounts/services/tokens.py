"""Tokens of API clients: the secret is shown once, only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import ACCOUNTS
from accounts.models import ApiToken
from accounts.selectors import token_scopes
from accounts.services.audit import record
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.fields import PUBLIC_ID_ALPHABET

MAX_DAYS = 366


@transaction.atomic
def make_token(*, name: str, scopes: Iterable[str] = (), days: int = 90, by: Actor) -> tuple[ApiToken, str]:
    """(the token, ``prefix.secret``): the text is given this once. Without scopes it may what the person may.

    Only the signed-in person makes their own: not a token, not a substitute. Raises NotAllowed, Invalid.
    """
    ACCOUNTS.require(by, "make_token")
    if by.kind != "user" or by.acting_for_id:
        raise NotAllowed(_("A token is made by the person themself."))
    scopes = sorted(set(scopes))
    if unknown := set(scopes) - {scope for scope, _label in token_scopes()}:
        raise Invalid(_("There is no such scope: %(names)s.") % {"names": ", ".join(unknown)}, field="scopes")
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(_("A token lives from a day to a year."), field="days")
    prefix = "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _n in range(12))
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user_id=by.user_id,
        name=name,
        prefix=prefix,
        secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=scopes,
        expires_at=clock.now() + timedelta(days=days),
    )
    record("accounts.make_token", by=by, subject=_subject(token), label=str(token), changes={"scopes": [[], scopes]})
    return token, f"{prefix}.{secret}"


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor) -> ApiToken:
    """The token opens nothing from now on. Its own person, or an administrator. Raises NotAllowed, Conflict."""
    if token.user_id != by.user_id:
        ACCOUNTS.require(by, "manage_people")
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at:
        raise Conflict(_("The token has been revoked already."))
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    record("accounts.revoke_token", by=by, subject=_subject(token), label=str(token))
    return token


def _subject(token: ApiToken) -> str:
    return f"accounts.apitoken:{token.pk}"
