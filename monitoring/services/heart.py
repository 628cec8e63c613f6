"""The watcher's own sign of life: beat → broker → worker → shared cache."""

from django.core.cache import cache

from core import clock
from monitoring.selectors import HEART


def beat_heart() -> None:
    """Leave the present instant where every process can read it."""
    cache.set(HEART, clock.now().isoformat(), timeout=None)
