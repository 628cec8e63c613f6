import pytest

from core import events
from monitoring.events import CheckFailed, CheckRecovered
from tests.factories import monitoring as make


@pytest.fixture
def door(settings, request):
    """The outbound door opens to loopback; with the database also through the allow-list."""
    settings.DEMO = True
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        make.open_loopback(settings)


@pytest.fixture
def server():
    answering = make.Answering()
    yield answering
    answering.stop()


@pytest.fixture
def heard(monkeypatch):
    """Every event of monitoring that was published, in order; nobody else hears them."""
    news: list = []
    for kind in (CheckFailed, CheckRecovered):
        monkeypatch.setitem(events._handlers, kind, [news.append])
    return news
