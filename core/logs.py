"""System logs: one JSON line an event, ECS field names, a trace id, and never a personal code.

TEHIK's non-functional requirements 8.5-8.12 (version 2.4) name the form.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from core.privacy import mask_event

ECS_NAMES = {"event": "message", "level": "log.level", "logger": "log.logger", "timestamp": "@timestamp"}


def rename_to_ecs(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """structlog's names to the Elastic Common Schema's."""
    return {"ecs.version": "8.11", "service.name": "portal"} | {ECS_NAMES.get(k, k): v for k, v in event.items()}


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
    structlog.processors.format_exc_info,
    mask_event,
]


def configure(config: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG hook: everything goes to standard error through one formatter."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                rename_to_ecs,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if not isinstance(h, logging.StreamHandler) or _is_foreign(h)] + [handler]
    root.setLevel(config.get("level", "INFO"))
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # each table of a letter that it drops is an INFO
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _is_foreign(handler: logging.Handler) -> bool:
    """Handlers of others (a test runner's capture) stay."""
    return type(handler).__module__.startswith(("_pytest", "celery"))


def get(name: str) -> structlog.stdlib.BoundLogger:
    return structlog.get_logger(name)
