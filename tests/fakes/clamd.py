"""A real server on loopback that speaks ClamAV's protocol: PING and INSTREAM, with its faults on demand."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Clamd:
    """``with Clamd() as one:`` ``settings.CLAMD = one.address``. ``mode``: ok, hang, close (in the middle), odd, half
    (an answer cut off); ``limit`` is its StreamMaxLength in bytes. ``scanned`` are the contents that came."""

    mode: str = "ok"
    limit: int = 25 * 2**20
    path: Path | None = None
    scanned: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"unix:{self.path}" if self.path else f"127.0.0.1:{self._server.server_address[1]}"

    def answer(self, line: socket.socket) -> None:
        file = line.makefile("rb")
        command = b""
        while not command.endswith(b"\0") and (sign := file.read(1)):
            command += sign
        if self.mode == "hang":
            self._over.wait(30)
        elif command == b"zPING\0":
            line.sendall(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self.scan(line, file)
        else:
            line.sendall(b"UNKNOWN COMMAND\0")

    def scan(self, line: socket.socket, file) -> None:
        content = b""
        while size := struct.unpack(">I", file.read(4))[0]:
            content += file.read(size)
            if self.mode == "close":
                return
            if len(content) > self.limit:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.scanned.append(content)
        if self.mode == "half":
            line.sendall(b"stream: O")
        elif self.mode == "odd":
            line.sendall(b"stream: maybe\0")
        else:
            line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")

    def __enter__(self) -> Clamd:
        clamd = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError, struct.error):  # who asked may have left by now
                    clamd.answer(self.request)

        self._over = threading.Event()
        if self.path:
            self._server = socketserver.ThreadingUnixStreamServer(str(self.path), Handler)
        else:
            self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *exc) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
