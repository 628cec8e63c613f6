"""A mail server as a process of its own: ``python -m tests.faults.sink PORT FILE [SECONDS A LETTER] [faulty]``.

Each accepted letter is a line ``Message-ID address`` in the file, written before the relay's 250 goes out. ``faulty``
hangs, hangs up and refuses by the number in the address (``a123@``), as ``fault_of`` says: 30 of a hundred addresses.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import UnthreadedController

LATER, HANGS_UP, HANGS_UP_LATE, HANGS, HANGS_LATE, GONE = "451", "close", "close data", "hang", "hang data", "550"
SHARES = {LATER: 14, HANGS_UP: 5, HANGS_UP_LATE: 4, HANGS: 3, HANGS_LATE: 3, GONE: 1}  # of a hundred; 70 are well
ONCE = {LATER, HANGS_UP, HANGS_UP_LATE}  # the second try of these goes well; the others hang or refuse each time
HANG_S = (20, 30)


def fault_of(address: str) -> str:
    """What is wrong with the address; ``""`` for one without a number or that is well."""
    found = re.match(r"a(\d+)@", address)
    left = int(found[1]) * 37 % 100 if found else 100  # 37: neighbours differ
    for fault, share in SHARES.items():
        if left < share:
            return fault
        left -= share
    return ""


class Sink:
    def __init__(self, file: Path, delay_s: float, is_faulty: bool) -> None:
        self.file, self.delay_s, self.is_faulty = file, delay_s, is_faulty
        self.tries: Counter[tuple[str, str]] = Counter()

    def fault(self, address: str) -> str:
        fault = fault_of(address) if self.is_faulty else ""
        self.tries[address, fault] += 1
        return "" if fault in ONCE and self.tries[address, fault] > self.steps(fault) else fault

    @staticmethod
    def steps(fault: str) -> int:
        """How often the fault is asked about in its first try: at RCPT, and at DATA where it comes so far."""
        return 2 if fault == HANGS_UP_LATE else 1

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        fault = self.fault(address)
        if fault == HANGS:
            await asyncio.sleep(random.uniform(*HANG_S))
        elif fault == HANGS_UP:
            server.transport.abort()
        elif fault in (LATER, GONE):
            return f"{fault} {'try later' if fault == LATER else 'no such user'}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        await asyncio.sleep(self.delay_s)
        faults = {self.fault(address) for address in envelope.rcpt_tos}
        if HANGS_UP_LATE in faults:
            server.transport.abort()
            return "451 hung up"
        if HANGS_LATE in faults:
            await asyncio.sleep(random.uniform(*HANG_S))
        number = message_from_bytes(envelope.content)["Message-ID"]
        with self.file.open("a") as lines:
            lines.writelines(f"{number} {address}\n" for address in envelope.rcpt_tos)
        return "250 accepted"


def main(port: str, file: str, delay_s: str = "0", faulty: str = "") -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    sink = Sink(Path(file), float(delay_s), bool(faulty))
    UnthreadedController(sink, hostname="127.0.0.1", port=int(port), loop=loop).begin()
    loop.run_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
