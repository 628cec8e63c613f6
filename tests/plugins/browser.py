"""A real browser for tests marked `browser`: Debian's Chromium, or the one that PORTAL_CHROMIUM names.

Without one these tests are reported NOT RUN and the run passes; `--require-browser` makes that an error.
"""

import os
import shutil

import pytest

MISSING = "NOT RUN: no browser"
REMEDY = "install Chromium (Debian: apt-get install chromium) or name one with PORTAL_CHROMIUM"
NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def find_chromium() -> str | None:
    """Path of a usable Chromium."""
    named = os.environ.get("PORTAL_CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


def pytest_addoption(parser):
    parser.addoption("--require-browser", action="store_true", help="fail where no browser is found")


def pytest_configure(config):
    if config.getoption("--require-browser") and not find_chromium():
        raise pytest.UsageError(f"No browser was found: {REMEDY}.")


def pytest_collection_modifyitems(items):
    if find_chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=MISSING))


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(MISSING in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{count} browser tests were NOT RUN: {REMEDY}.", yellow=True)


@pytest.fixture(scope="session")
def chromium():
    """One browser for a worker's tests (playwright's Browser): `chromium.new_context(locale=..., viewport=...)`.

    Playwright keeps an event loop in this thread, for which Django would refuse the database.
    """
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium):
    """A fresh page in a context of its own; an error in its console fails the test."""
    context = chromium.new_context()
    shown = context.new_page()
    errors: list[str] = []
    shown.on("pageerror", lambda error: errors.append(str(error)))
    yield shown
    context.close()
    assert not errors
