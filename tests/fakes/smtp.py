"""A real mail server on loopback that collects letters, and refuses or hangs for chosen addresses."""

from __future__ import annotations

import asyncio
import random
import socket
from collections import Counter, defaultdict
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


def free_port() -> int:
    """A loopback port below the ephemeral range, so that no client socket takes it in between."""
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port")


class Sink:
    """``letters`` as they arrived; ``answers[address]`` is an SMTP answer ("550 No such user"), "hang" or
    "close"."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.copies: Counter[str] = Counter()
        self.answers: dict[str, str] = {}
        self.tries: dict[str, int] = defaultdict(int)
        self.delay_s = 0.0
        self.gone_after = 10**9  # letters; the server then hangs up on everybody and lets nobody in

    async def handle_EHLO(self, server, session, envelope, hostname, responses) -> list[str]:
        session.host_name = hostname
        if len(self.letters) >= self.gone_after:
            server.transport.abort()
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if len(self.letters) >= self.gone_after:
            server.transport.abort()
        self.tries[address] += 1
        answer = self.answers.get(address, "250 OK")
        if answer == "hang":
            await asyncio.sleep(30)
        elif answer == "close":
            server.transport.abort()
        elif answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        await asyncio.sleep(self.delay_s)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(letter)
        self.copies.update(envelope.rcpt_tos)
        return "250 accepted"


class MailServer:
    """``with MailServer() as server:`` runs one; ``server.config`` is what settings.EMAIL_CONFIG takes."""

    def __init__(self, port: int | None = None) -> None:
        self.sink = Sink()
        self.port = port or free_port()
        self._controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)

    @property
    def config(self) -> dict:
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.port, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": ""}

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *exc) -> None:
        self._controller.stop()
