import pytest

from tests.fakes.receiver import Receiver
from tests.fakes.smtp import MailServer


@pytest.fixture
def mail(settings):
    """A running mail server that the portal is configured to use; gives its sink."""
    with MailServer() as server:
        settings.EMAIL_CONFIG = server.config
        yield server.sink


@pytest.fixture
def receiver():
    """A running receiver of webhooks."""
    with Receiver() as one:
        yield one
