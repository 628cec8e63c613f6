"""E-mail: the configured relay by SMTP, or in the demonstration a folder of letters shown at /demo/mailbox/.

Delivered means that the relay answered 2xx. ``Message-ID`` comes from the event key, so that a repeat is known.
"""

from __future__ import annotations

import hashlib
import os
import re
import smtplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.template.defaultfilters import linebreaks_filter, urlize
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import normalize_newlines
from django.utils.translation import gettext_lazy as _

from core import clock
from notifications.rules import mime
from notifications.types import Message, PermanentError, SessionLost, TargetDown, TransientError, channels

TIMEOUT_S = 10  # connection, greeting, sign-in
# Of all answers to one letter together. RFC 5321, 4.5.3.2 asks for five minutes and more at each: a relay that looks
# somebody up for half a minute is in order, and one that took the letter but was not heard out gets it twice.
LETTER_S = 45
GONE = {550, 551, 553}  # no such mailbox (RFC 5321, 4.2.3)
_session = threading.local()


class Email:
    slug = "email"
    label = _("e-mail")
    is_program = is_signed = False
    sessions = 8  # of 20 ms a letter make some 300 letters a second
    # 600 addresses of 10,000 that hang for 25 s each take 60 of them for 250 s. A relay that lets in fewer says so when
    # the next is opened (421), and gets no more (Exchange: 20 from one address, Postfix: 50 unless it knows us).
    most_sessions = 100

    def target(self, place: str = "") -> str:
        """The relay's name and port; the mailbox of the demonstration; or nothing, and letters wait."""
        config = settings.EMAIL_CONFIG
        if config:
            return f"{config['EMAIL_HOST']}:{config['EMAIL_PORT']}"
        return "mailbox" if settings.DEMO else ""

    @contextmanager
    def session(self) -> Iterator[None]:
        """One connection for the letters within. Raises TargetDown."""
        _session.connection = None if self.target() == "mailbox" else opened(settings.EMAIL_CONFIG)
        try:
            yield
        finally:
            close(_session.connection)
            _session.connection = None

    def send(self, message: Message, address: str) -> str:
        """Hand over one letter; gives its Message-ID. Raises TransientError, SessionLost or PermanentError."""
        mail, number = compose(message, address), message_id(message.event_key)
        if _session.connection is None:
            return keep(mail, number)
        try:
            _session.connection.send(mail, address)
        except smtplib.SMTPRecipientsRefused as error:
            raise verdict(*next(iter(error.recipients.values())), is_recipient=True) from error
        except smtplib.SMTPResponseException as error:
            raise verdict(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise SessionLost(f"{type(error).__name__}: {error}") from error
        return number


class _Hurried:
    """For smtplib: every answer must come by ``deadline``, where there is one."""

    deadline = 0.0

    def getreply(self):
        if self.deadline and self.sock:
            self.sock.settimeout(max(self.deadline - time.monotonic(), 0.01))
        return super().getreply()


class _Plain(_Hurried, smtplib.SMTP):
    pass


class _Secure(_Hurried, smtplib.SMTP_SSL):
    pass


class Relay(EmailBackend):
    @property
    def connection_class(self):
        return _Secure if self.use_ssl else _Plain

    def send(self, mail: bytes, address: str) -> None:
        """One letter within its time. Raises what smtplib does."""
        if self.connection is None:
            raise smtplib.SMTPServerDisconnected("no connection")
        self.connection.deadline = time.monotonic() + LETTER_S
        self.connection.sendmail(in_ascii(settings.DEFAULT_FROM_EMAIL), [in_ascii(address)], mail)


@lru_cache(maxsize=100)
def in_ascii(address: str | tuple[str, str]) -> str:
    """An address, or (name, address), as a header and the envelope hold it. Raises ValueError."""
    return sanitize_address(address, "utf-8")


def opened(config: dict) -> Relay:
    """A connection to the relay. Raises TargetDown."""
    connection = Relay(
        host=config["EMAIL_HOST"],
        port=config["EMAIL_PORT"],
        username=config.get("EMAIL_HOST_USER") or "",
        password=config.get("EMAIL_HOST_PASSWORD") or "",
        use_tls=config.get("EMAIL_USE_TLS", False),
        use_ssl=config.get("EMAIL_USE_SSL", False),
        timeout=TIMEOUT_S,
    )
    try:
        connection.open()
        connection.connection.ehlo_or_helo_if_needed()
    except (smtplib.SMTPException, OSError) as error:
        raise TargetDown(f"{type(error).__name__}: {error}") from error
    return connection


def close(connection) -> None:
    """Hang up; a server that does not say goodbye takes nothing back of what it accepted."""
    if connection is not None:
        connection.fail_silently = True
        if connection.connection is not None:
            connection.connection.deadline = time.monotonic() + TIMEOUT_S
        connection.close()


def verdict(code: int, words: bytes | str, *, is_recipient: bool = False) -> Exception:
    """What a refusal means: 421 this connection ends, 4xx later, 5xx never (RFC 5321, 4.2.1). Only of a recipient a 550
    says that there is no such mailbox: a letter's content or our own address may be refused so too."""
    text = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    if code == 421:
        return SessionLost(text)
    return TransientError(text) if 400 <= code < 500 else PermanentError(text, disable=is_recipient and code in GONE)


def compose(message: Message, address: str) -> bytes:
    """The letter: plain text first, the same words as HTML, headers by which machines know what it is."""
    name = " ".join(message.recipient_name.split())
    headers = {
        "Subject": message.subject,
        "From": in_ascii(settings.DEFAULT_FROM_EMAIL),
        "To": in_ascii((name, address) if name else address),
        "Date": formatdate(),
        "Message-ID": message_id(message.event_key),
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
    }
    if message.thread_key:
        headers["In-Reply-To"] = headers["References"] = message_id(message.thread_key)
    if message.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    html = render_to_string("notifications/letter.html", {"message": message, "body": in_html(message.body)})
    return mime.letter(headers, message.body, html)


def in_html(text: str) -> SafeString:
    """The words as paragraphs with their addresses as links. Of a notice's ten thousand letters all paragraphs but one
    are the same, and looking for addresses takes a fifth of what a letter costs."""
    paragraphs = re.split("\n{2,}", normalize_newlines(text))
    return mark_safe("\n\n".join(map(_paragraph, paragraphs)))  # noqa: S308  (urlize escapes)


@lru_cache(maxsize=500)
def _paragraph(text: str) -> str:
    return linebreaks_filter(urlize(text))


def message_id(key: str) -> str:
    """``<hash of the key@host of PORTAL_URL>``: the same for every copy of the same letter."""
    host = urlsplit(settings.PORTAL_URL).hostname or "portal.invalid"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"


def mailbox() -> Path:
    """Where the demonstration keeps its letters."""
    return Path(settings.DATA_DIR) / "mailbox"


def keep(mail: bytes, message_number: str) -> str:
    """Write the letter into the mailbox folder, whole or not at all."""
    folder, number = mailbox(), message_number.strip("<>").partition("@")[0]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{number}.{os.getpid()}"
    draft.write_bytes(mail)
    draft.replace(folder / f"{clock.now():%Y%m%dT%H%M%S%f}-{number}.eml")
    return message_number


channels.register(Email())
