"""History rows name the actor; sign-in, its failure and its end stand in the trail and in the log."""

from __future__ import annotations

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from accounts import services
from accounts.models import User
from accounts.selectors import actor_of, user_of_email
from core import clock, logs
from core.actor import Actor, current
from core.clients import address_of

log = logs.get(__name__)

# Django's own receiver would write a row of history at every sign-in.
user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")


@receiver(pre_create_historical_record)
def name_the_actor(sender, history_instance, **kwargs) -> None:
    """Who changed the row, and in whose name; workers and commands are named by the reason."""
    actor = current()
    history_instance.history_user_id = actor.user_id
    if actor.acting_for_id:
        history_instance.history_change_reason = f"asendaja: {actor.acting_for_name}"[:100]
    elif not actor.is_known:
        history_instance.history_change_reason = actor.name[:100] or actor.kind


@receiver(user_logged_in)
def note_sign_in(sender, request, user: User, **kwargs) -> None:
    user.last_login = clock.now()
    user.skip_history_when_saving = True
    user.save(update_fields=["last_login"])
    del user.skip_history_when_saving
    _note("accounts.sign_in", user, request)


@receiver(user_logged_out)
def note_sign_out(sender, request, user: User | None, **kwargs) -> None:
    if user is not None:
        _note("accounts.sign_out", user, request)


@receiver(user_login_failed)
def note_failure(sender, credentials: dict, request=None, **kwargs) -> None:
    """The typed address is kept only where it is somebody's: what else is typed there may be a password."""
    typed = str(credentials.get("email") or credentials.get("username") or "")
    user = user_of_email(typed)
    by = Actor(kind="anonymous", address=_address(request), trace_id=getattr(request, "trace_id", ""))
    subject = f"accounts.user:{user.pk}" if user else ""
    services.record("accounts.sign_in_failed", by=by, subject=subject, label=str(user or ""))
    log.warning("sign-in failed", user_id=user.pk if user else None, address=by.address)


@receiver(password_changed)
@receiver(password_reset)
def note_password(sender, request, user: User, **kwargs) -> None:
    with transaction.atomic():
        services.close_resets(user)
        _note("accounts.change_password", user, request)


@receiver(authenticator_added)
def note_factor_added(sender, request, user: User, authenticator, **kwargs) -> None:
    _note("accounts.add_second_factor", user, request, reason=authenticator.type)


@receiver(authenticator_removed)
def note_factor_removed(sender, request, user: User, authenticator, **kwargs) -> None:
    _note("accounts.remove_second_factor", user, request, reason=authenticator.type)


def _note(action: str, user: User, request, reason: str = "") -> None:
    by = actor_of(user, address=_address(request), trace_id=getattr(request, "trace_id", ""))
    services.record(action, by=by, subject=f"accounts.user:{user.pk}", label=str(user), reason=reason)
    log.info(action, user_id=user.pk, address=by.address)


def _address(request) -> str:
    return address_of(request) if request is not None else ""
