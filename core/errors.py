"""What a service says when it will not do a thing. One place turns these into pages (core.middleware) and into
``application/problem+json`` (core.api); services raise them and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal with a sentence for the person, a stable code for support, and the field it is about, if any.

    What must be written though the act is undone (an infected file) is its ``trace``: the door that shows the refusal
    calls it, when the act's transaction is over.
    """

    status = 422
    code = "refused"
    trace: Callable[[], object] | None = None

    def __init__(self, message: str, *, field: str | None = None, code: str | None = None) -> None:
        super().__init__(str(message))
        self.message, self.field = message, field
        self.code = code or self.code

    def leave_trace(self) -> None:
        """Called once by the door, outside of the act's transaction."""
        trace, self.trace = self.trace, None
        if trace:
            trace()


class Invalid(DomainError):
    """The input does not fit (422)."""

    code = "invalid"


class Conflict(DomainError):
    """Somebody or something was faster, or the state does not allow it (409)."""

    status = 409
    code = "conflict"


class NotAllowed(DomainError):
    """Visible, but not permitted to this actor (403)."""

    status = 403
    code = "not-allowed"

    def __init__(self, message: str = "", **about: str | None) -> None:
        super().__init__(message or _("Your role does not allow this."), **about)


class NotFound(DomainError):
    """There is no such thing, or it is not this actor's to see (404)."""

    status = 404
    code = "not-found"

    def __init__(self, message: str = "", **about: str | None) -> None:
        super().__init__(message or _("There is no such page, or it is not yours to see."), **about)


class TooMany(DomainError):
    """The brake: too many tries in too short a time (429)."""

    status = 429
    code = "too-many"
