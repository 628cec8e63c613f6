import pytest

from core.actor import SYSTEM
from notifications import services
from notifications.types import Recipient

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.EMAIL_CONFIG, settings.DEMO, settings.DATA_DIR = None, True, tmp_path


@pytest.fixture
def letter(demo, settings):
    recipient = Recipient("email", "mari@test.example", "et", "Mari Mägi")
    services.enqueue(
        event_key="k", recipient=recipient, subject="Häire õäöü", body="Vaata {link}", path="/status/", by=SYSTEM
    )
    services.run_queue("bulk")
    return next(settings.DATA_DIR.glob("mailbox/*.eml")).stem


def test_the_mailbox_shows_what_would_have_been_sent(client, letter):
    page = client.get("/demo/mailbox/").content.decode()
    assert "Häire õäöü" in page
    assert "Mari Mägi &lt;mari@test.example&gt;" in page
    assert 'href="http://127.0.0.1:8000/status/"' in client.get(f"/demo/mailbox/{letter}/").content.decode()


@pytest.mark.parametrize("name", ["..", "20260101T000000000000-" + "a" * 32, "x"])
def test_only_its_own_letters(client, demo, name):
    assert client.get(f"/demo/mailbox/{name}/").status_code == 404


def test_elsewhere_there_is_no_such_page(client, settings, letter):
    assert client.get("/demo/mailbox/", REMOTE_ADDR="10.0.0.1").status_code == 404
    settings.DEMO = False
    assert client.get("/demo/mailbox/").status_code == 404
