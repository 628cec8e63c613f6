"""The servers that the one outbound door is tried against."""

import socket

import pytest

from tests.fakes.target import Server, certificate, free_port


@pytest.fixture
def server():
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def silent():
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", free_port())) as sock:
        yield sock.getsockname()[1]


@pytest.fixture
def secure(tmp_path):
    context, pem, der = certificate("service.test", tmp_path)
    running = Server(context)
    running.pem, running.der = pem, der
    yield running
    running.stop()
