"""The one outbound door: everything that goes to an address that a person typed goes through here.

Strict reading of the address, one name question, every answer classified, the connection pinned to a classified address
and compared again, no proxy, one deadline, a cap on bytes, no decompression. Never-ranges open to nobody; private
networks open by an AllowRule that the caller passes (monitoring keeps them; webhooks pass none); loopback opens by a
rule too, and never in production.
"""

from core.outbound.addresses import AllowRule, classify, resolve
from core.outbound.errors import MESSAGES, Failure, Refused
from core.outbound.messages import Certificate, Request, Response
from core.outbound.sockets import Peer, TlsPeer, connect, tls_peer
from core.outbound.target import Target, parse, parse_host
from core.outbound.transfer import multi, request

__all__ = [
    "MESSAGES",
    "AllowRule",
    "Certificate",
    "Failure",
    "Peer",
    "Refused",
    "Request",
    "Response",
    "Target",
    "TlsPeer",
    "classify",
    "connect",
    "multi",
    "parse",
    "parse_host",
    "request",
    "resolve",
    "tls_peer",
]
