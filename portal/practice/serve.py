"""The stand-ins' one process: an HTTP port, a TCP port (directory) and a TLS port, all on loopback."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from portal.practice.answers import ROUTES
from portal.practice.certificate import certificate_files
from portal.practice.faults import HANG, REFUSE, Faults

HANG_S = 30.0  # longer than a check waits
CLOSE_HARD = struct.pack("ii", 1, 0)  # SO_LINGER: a reset instead of a goodbye


class Service(BaseHTTPRequestHandler):
    """Answers of the HTTP services. A broken one says 503, stays silent, or resets the connection."""

    protocol_version = "HTTP/1.1"
    timeout = 15
    faults: Faults
    hang_s: float = HANG_S

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.rstrip("/")
        service, answer = ROUTES.get(path, ("", None))
        if answer is None:
            self._send(404, "text/plain", b"no such service")
        elif how := self.faults.of(service):
            self._break(service, how)
        else:
            host = self.headers.get("Host", "127.0.0.1")
            self._send(200, *answer(f"http://{host}/{path.split('/')[1]}"))

    do_HEAD = do_GET

    def _break(self, service: str, how: str) -> None:
        if how == REFUSE:
            reset(self.connection)
            self.close_connection = True
        elif how == HANG:
            time.sleep(self.hang_s)
            self.close_connection = True
        else:
            self._send(503, "text/plain; charset=utf-8", f"{service}: harjutusrike".encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    def log_message(self, *args) -> None:
        """The checks' own results are the log."""


class Port(threading.Thread):
    """A port that listens while its service works, and is closed while it is broken: then connections are refused."""

    def __init__(self, service: str, port: int, faults: Faults, context: ssl.SSLContext | None = None) -> None:
        super().__init__(name=f"practice-{service}", daemon=True)
        self._service, self._faults, self._context = service, faults, context
        self._listening: socket.socket | None = None
        self.port = port
        self._follow()

    def run(self) -> None:
        while True:
            with contextlib.suppress(OSError):  # the port may be taken for a moment: the next turn tries again
                self._follow()
            listening = self._listening
            if listening is None:
                time.sleep(0.2)
                continue
            with contextlib.suppress(OSError):
                connection, _peer = listening.accept()
                threading.Thread(target=self._greet, args=(connection,), daemon=True).start()

    def _follow(self) -> None:
        """Open or close the port as the service's fault says."""
        is_broken = bool(self._faults.of(self._service))
        if is_broken and self._listening:
            self._listening.close()
            self._listening = None
        elif not is_broken and self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port), backlog=64)
            self._listening.settimeout(0.2)
            self.port = self._listening.getsockname()[1]

    def _greet(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(5)
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            connection.recv(1)
            connection.close()


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CLOSE_HARD)
    connection.close()


class Ground:
    """All ports together. Raises OSError where one is taken."""

    def __init__(self, data: Path, port: int, *, hang_s: float = HANG_S) -> None:
        faults = Faults(data)
        handler = type("Handler", (Service,), {"faults": faults, "hang_s": hang_s})
        self.web = _Web(("127.0.0.1", port), handler)
        self.port = self.web.server_address[1]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate_files(data / "practice"))
        self.directory = Port("ldap", port and port + 1, faults)
        self.secure = Port("tls", port and port + 2, faults, context)

    def start(self) -> None:
        """In threads, until the process ends."""
        threading.Thread(target=self.web.serve_forever, name="practice-web", daemon=True).start()
        self.directory.start()
        self.secure.start()

    def serve(self) -> None:
        """Here, until interrupted."""
        self.directory.start()
        self.secure.start()
        self.web.serve_forever()


class _Web(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *args) -> None:
        """A client that went away is no news."""
