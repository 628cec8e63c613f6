"""A virus scanner by ClamAV's protocol (clamd: ``PING``, ``INSTREAM``), named by the operator in ``PORTAL_CLAMD``.

Fails closed: without a clean answer nothing is kept. Not asked where none is named.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Conflict

CONNECT_S, SILENCE_S, WHOLE_S = 3, 20, 90  # a hung scanner must not hold one of the few threads of the web for good
CHUNK = 2**16
ANSWER = 4096


class ScannerAway(Conflict):
    """The scanner did not give an answer that can be trusted."""

    code = "scanner-away"


def is_configured() -> bool:
    return bool(settings.CLAMD)


def finding(file: BinaryIO) -> str:
    """The name of what was found, empty where the file is clean. Raises ScannerAway."""
    try:
        answer = _ask(b"zINSTREAM\0", file)
    except OSError as error:
        raise _away() from error
    _head, _colon, verdict = answer.partition(": ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")[:200] or "?"
    raise _away()


def answers(timeout: float = CONNECT_S) -> bool:
    """Whether it says PONG. Raises OSError."""
    return _ask(b"zPING\0", timeout=timeout) == "PONG"


def _away() -> ScannerAway:
    return ScannerAway(
        _("The virus scanner did not answer, so the file was not kept. Try again in a few minutes."), field="file"
    )


def _ask(command: bytes, file: BinaryIO | None = None, timeout: float = SILENCE_S) -> str:
    ends = time.monotonic() + WHOLE_S
    with _connected(min(timeout, CONNECT_S)) as line:
        line.settimeout(timeout)
        line.sendall(command)
        try:
            while file and (chunk := file.read(CHUNK)):
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
                if time.monotonic() > ends:
                    raise TimeoutError("the scanner takes too long")
            if file:
                line.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # a scanner that has seen enough answers before the end and closes
        return _answer(line, ends)


def _connected(timeout: float) -> socket.socket:
    """``host:port``, ``[::1]:port`` or ``unix:/path``. The address is the operator's, so it does not go by the
    outbound door. Raises OSError."""
    address = settings.CLAMD
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(timeout)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout)


def _answer(line: socket.socket, ends: float) -> str:
    """Up to its NUL; an answer that is cut off is none."""
    got = b""
    while b"\0" not in got and len(got) < ANSWER and time.monotonic() < ends:
        chunk = line.recv(ANSWER)
        if not chunk:
            break
        got += chunk
    text, nul, _rest = got.partition(b"\0")
    return text.decode("utf-8", "replace").strip() if nul else ""
