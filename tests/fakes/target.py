"""A small HTTP(S) server that answers by path and keeps what it was asked, with its own certificates and names; and
what may be opened on this machine."""

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.outbound import (
    AllowRule,
)

ANY_PORT = range(1, 65536)
LOOPBACK = (AllowRule(ipaddress.ip_network("127.0.0.0/8"), ANY_PORT, "tests"),)
BOTH_LOOPBACKS = [*LOOPBACK, AllowRule(ipaddress.ip_network("::1/128"), ANY_PORT)]
LOCAL = {"allow": LOOPBACK, "production": False}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path; keeps what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.command, self.path, dict(self.headers), self._body()))
        name = self.path.split("?")[0].strip("/").split("/")[0] or "ok"
        getattr(self, f"answer_{name}")()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _send(self, status=200, body=b"ok", **headers):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def answer_ok(self):
        self._send(X_Kind="plain")

    def answer_error(self):
        self._send(503, b"down")

    def answer_slow(self):
        self.server.release.wait(10)

    def answer_drip(self):
        self.send_response(200)
        self.end_headers()
        while not self.server.release.wait(0.05):
            self.wfile.write(b".")
            self.wfile.flush()

    def answer_endless(self):
        self.send_response(200)
        self.end_headers()
        for _each in range(1000):
            self.wfile.write(b"x" * 65536)

    def answer_large(self):
        self._send(200, b"x" * 5000)

    def answer_bomb(self):
        self._send(200, b"\x1f\x8b not really", Content_Encoding="gzip")

    def answer_headers(self):
        self._send(200, b"", **{f"X-{n}": "y" * 1000 for n in range(90)})

    def answer_twice(self):
        self.send_response(200)
        for value in ("a=1", "b=2"):
            self.send_header("Set-Cookie", value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer_to(self):
        status, _sep, where = self.path.removeprefix("/to/").partition("/")
        self._send(int(status), b"", Location=where)

    def answer_loop(self):
        self._send(302, b"", Location=self.path)

    def answer_garbage(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        self.close_connection = True

    def answer_hangup(self):
        self.close_connection = True

    def answer_short(self):
        self._send(200, b"ok", Content_Length="100")
        self.close_connection = True

    def log_message(self, *_args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0):
        self.seen, self.release = [], threading.Event()
        super().__init__((host, port or free_port()), Handler)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def handle_error(self, *_args):
        """A client that hangs up is what half of these tests are about."""

    def url(self, path="/", host="127.0.0.1", scheme="http") -> str:
        return f"{scheme}://{host}:{self.server_port}{path}"

    def stop(self):
        self.release.set()
        self.shutdown()
        self.server_close()


def free_port() -> int:
    for port in range(21000, 32000):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port below 32000")


def certificate(name: str, path, days: int = 30):
    """A self-made certificate for one name; gives the server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(now - datetime.timedelta(days=60))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = path / f"{name}{days}.pem", path / f"{name}{days}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    return context, str(pem), made.public_bytes(serialization.Encoding.DER)


def named(*addresses: str):
    """A name service that gives the same addresses for every name."""
    return lambda _host, _port: list(addresses)


HERE = named("127.0.0.1")
