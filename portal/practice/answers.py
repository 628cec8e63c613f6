"""What the stand-ins answer while they work. Invented, and free of people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Answer = tuple[str, bytes]  # content type, body
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
SERVICES_SCHEMA = Path(__file__).parents[1] / "demo" / "year" / "documents" / "ska-andmeteenused.2026.9.yaml"


def _json(value: Any) -> Answer:
    return JSON, json.dumps(value, ensure_ascii=False).encode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _discovery(base: str) -> Answer:
    return _json(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )


def _keys(_base: str) -> Answer:
    return _json(
        {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "harjutus-1", "e": "AQAB", "n": "AQAB"}]}
    )


def _log(_base: str) -> Answer:
    return _json({"olek": "korras", "viimane_kirje": _now(), "kirjeid_minutis": 42, "isikukoode": 0})


def _page(title: str) -> Callable[[str], Answer]:
    text = (
        f'<!doctype html><html lang="et"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="design-system" content="tedi"></head><body><h1>{title}</h1>'
        "<p>Harjutusteenus: ükski päris andmekogu ei ole siin.</p></body></html>"
    )
    return lambda _base: (HTML, text.encode())


def _health(_base: str) -> Answer:
    return _json({"olek": "korras", "globaalne_konfiguratsioon": "kehtiv", "ocsp_vanus_s": 900, "ajatempel": "korras"})


def _rights(_base: str) -> Answer:
    return _json({"service": [{"service_code": "isik.v1"}, {"service_code": "sissetulek.v2"}]})


def _interface(_base: str) -> Answer:
    return _json({"openapi": "3.0.3", "info": {"title": "Harjutusteenus", "version": "1"}, "paths": {}})


def _services_schema(_base: str) -> Answer:
    """What our own service would tell of itself: the schema that the year's library has in force."""
    return "application/yaml", SERVICES_SCHEMA.read_bytes()


# address → (service, answer); the base of the service is what comes before the last known part
ROUTES: dict[str, tuple[str, Callable[[str], Answer]]] = {
    "/tara/.well-known/openid-configuration": ("tara", _discovery),
    "/tara/jwks": ("tara", _keys),
    "/govsso/.well-known/openid-configuration": ("govsso", _discovery),
    "/govsso/jwks": ("govsso", _keys),
    "/xtee": ("xtee", _health),
    "/xtee/allowedMethods": ("xtee", _rights),
    "/xtee/openapi.json": ("xtee", _interface),
    "/xtee/ska-andmeteenused.yaml": ("xtee", _services_schema),
    "/xtee/rr": ("xtee-rr", lambda _base: _json({"teenus": "rr.isik.v1", "vastus": "korras"})),
    "/logi": ("logi", _log),
    "/paringulogi": ("paringulogi", _log),
    "/andmejalgija/heartbeat": ("andmejalgija", lambda _base: _json({"heartbeat": _now(), "usagePeriod": "P3Y"})),
    "/iseteenindus": ("iseteenindus", _page("Iseteenindus (harjutus)")),
    "/star": ("star", _page("STAR (harjutus)")),
}
