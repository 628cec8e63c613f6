"""A real web server on loopback that takes webhooks: keeps each request, answers as it is told."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.fakes.smtp import free_port


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """``with Receiver() as one:``; ``one.answers`` are (status, headers, body) by turns, the last one for good.

    An answer ``None`` never comes: the connection stays open until the end.
    """

    answers: list[tuple[int, dict[str, str], bytes] | None] = field(default_factory=lambda: [(204, {}, b"")])
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def take(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            self._over.wait(30)
        return answer or (504, {}, b"")

    def __enter__(self) -> Receiver:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, more, answer = receiver.take(Request(self.path, headers, body))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked may have left by now
                    self.answer(status, {**more, "Content-Length": str(len(answer))}, answer)

            def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()

            def log_message(self, *words) -> None:
                """Quiet."""

        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *exc) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
