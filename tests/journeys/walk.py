"""What the journeys share: the post office's round, the letters as they arrived, and a look at a page."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Page, Response

from core import clock
from incidents.services.signals import settle_due
from monitoring.models import CheckState
from monitoring.services.announcing import announce_changes
from monitoring.services.running import run_due
from notifications.services import run_queue
from tests.factories import monitoring as watch
from tests.fakes.smtp import Sink, free_port

AXE = (Path(__file__).parent.parent / "data/axe/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CODE = re.compile(r"^\d{6}$", re.MULTILINE)


class Post:
    """The worker's round over both queues, and what the mail server took."""

    def __init__(self, sink: Sink, url: str) -> None:
        self.sink, self.url = sink, url

    def deliver(self) -> None:
        for queue in ("critical", "bulk"):
            run_queue(queue)

    def letters(self, address: str) -> list[EmailMessage]:
        self.deliver()
        return [letter for letter in self.sink.letters if address in letter["To"]]

    def newest(self, address: str) -> str:
        """The plain text of the newest letter to the address."""
        return self.letters(address)[-1].get_body(("plain",)).get_content().replace("\r", "")

    def link(self, address: str, about: str) -> str:
        """The newest letter's address that leads to a page of this kind, e.g. "handover"."""
        return re.search(rf"{re.escape(self.url)}/\S*{about}/\S+", self.newest(address))[0]

    def code(self, address: str) -> str:
        return CODE.search(self.newest(address))[0]


def send(
    page: Page, selector: str = "main form.form button:not([name]), main form.form button[name=action]"
) -> Response:
    """Press the button of the form and wait for the page that answers; gives its response."""
    button = page.locator(selector).first
    with page.expect_navigation() as answer:
        button.click()
    return answer.value


def refusal(page: Page) -> str:
    """The summary of what was wrong; every field named there is marked and tied to its sentence."""
    summary = page.locator(".error-summary")
    for link in summary.locator("a").all():
        field = page.locator(link.get_attribute("href"))
        assert field.count() == 1
    return summary.inner_text()


def width_of(page: Page) -> int:
    """Pixels that the page needs across, everything that opens being open."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return page.evaluate("document.documentElement.scrollWidth")


def violations(page: Page) -> list[tuple[str, list]]:
    """What axe finds: rule and elements."""
    page.evaluate(f"() => {{{AXE}}}")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:5]) for one in found]


class Watched:
    """A server of our own with a check that looks at it, and the worker's and beat's work on that check."""

    def __init__(self) -> None:
        self.server = watch.Answering(free_port())
        self.now = clock.now() - timedelta(minutes=15)
        with clock.at(self.now):
            self.check = watch.check(config={"url": self.server.url})

    def look(self, times: int) -> None:
        """So many looks, each at the instant when it is due; what changed is announced and settled."""
        for _time in range(times):
            self.now = max(self.now, CheckState.objects.get(pk=self.check.pk).next_due_at)
            with clock.at(self.now):
                assert run_due() == 1
                announce_changes()
                settle_due()

    def breaks(self) -> None:
        self.look(1)
        self.server.stop()
        self.look(3)

    def is_mended(self) -> None:
        self.server = watch.Answering(self.server.port)
        self.now = clock.now()
        self.look(2)
