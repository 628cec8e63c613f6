"""A mail server as a process of its own: ``python -m tests.faults.sink PORT FILE [SECONDS A LETTER]``.

Each accepted letter is a line ``Message-ID address`` in the file, written before the relay's 250 goes out.
"""

from __future__ import annotations

import asyncio
import sys
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import UnthreadedController


class Sink:
    def __init__(self, file: Path, delay_s: float) -> None:
        self.file, self.delay_s = file, delay_s

    async def handle_DATA(self, server, session, envelope) -> str:
        await asyncio.sleep(self.delay_s)
        number = message_from_bytes(envelope.content)["Message-ID"]
        with self.file.open("a") as lines:
            lines.writelines(f"{number} {address}\n" for address in envelope.rcpt_tos)
        return "250 accepted"


def main(port: str, file: str, delay_s: str = "0") -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    UnthreadedController(Sink(Path(file), float(delay_s)), hostname="127.0.0.1", port=int(port), loop=loop).begin()
    loop.run_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
