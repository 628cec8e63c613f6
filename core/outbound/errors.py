"""How a request through the door can fail."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "timeout": _("No complete answer came in time."),
    "dns": _("The host name was not found."),
    "refused": _("The other side refused the connection."),
    "connect": _("The connection could not be made or broke off."),
    "tls": _("The secure connection failed."),
    "too_large": _("The answer was larger than allowed."),
    "protocol": _("The answer did not follow the protocol."),
    "forbidden": _("The portal is not allowed to connect to this address."),
}


class Failure(Exception):
    """No answer. ``kind`` is a key of MESSAGES, ``message`` a sentence for people, ``detail`` the technical English.

    ``timings`` are milliseconds as far as it came (``total`` at least, where a transfer had begun); ``answered`` is the
    answer's status where its head had come (an answer that was too large), else 0.
    """

    def __init__(
        self, kind: str, detail: str = "", *, timings: Mapping[str, float] | None = None, answered: int = 0
    ) -> None:
        super().__init__(kind, detail)
        self.answered = answered
        self.kind, self.detail, self.timings = kind, detail, dict(timings or {})
        self.message = MESSAGES[kind]

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


class Refused(Failure):
    """The door stays shut: ``reason_code`` for support, ``message`` for the person who typed the address."""

    def __init__(self, reason_code: str, message: str, detail: str = "") -> None:
        super().__init__("forbidden", detail or reason_code)
        self.reason_code, self.message = reason_code, message
