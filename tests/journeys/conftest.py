"""The portal served for real, a mail server behind it, and browsers that come to it as one of the cast."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.test import Client, TransactionTestCase

from tests.factories import monitoring as watch
from tests.factories.people import PASSWORD
from tests.fakes.smtp import MailServer
from tests.journeys.walk import Post, Watched

PATIENCE_MS = 15_000
KEPT = ("django_migrations", "django_content_type", "auth_permission")


@pytest.fixture(scope="module", autouse=True)
def quick_sweep():
    """Django empties every table after each test, which takes seconds: only those with rows need it."""
    slow = TransactionTestCase._fixture_teardown
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: swept() or slow(case))
        yield


def swept() -> bool:
    """Whether the tables could be emptied with triggers and foreign keys put aside: a superuser's right."""
    names = [name for name in connection.introspection.table_names() if name not in KEPT]
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        if cursor.fetchone() != ("on",):
            return False
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in names))
        deletes = "".join(f'DELETE FROM "{name}";' for (name,) in cursor.fetchall())
        cursor.execute(f"SET session_replication_role = replica; {deletes} SET session_replication_role = DEFAULT")
    return True


@pytest.fixture
def portal(live_server, settings) -> str:
    """The portal's address; letters lead to it."""
    settings.PORTAL_URL = live_server.url
    return live_server.url


@pytest.fixture
def post(portal, settings):
    """``post.newest("somebody@…")`` is the newest letter, after the worker's round."""
    with MailServer() as server:
        settings.EMAIL_CONFIG = server.config
        yield Post(server.sink, portal)


@pytest.fixture(scope="session")
def pool(chromium):
    """Browsers between two tests: emptied of cookies and drafts, but still holding the style sheets they have seen."""
    return defaultdict(list)


@pytest.fixture
def visit(chromium, pool, portal, cast):
    """``visit("owner", "/incidents/")``: a page in its own browser, signed in as that one of the cast ("": nobody).

    Further arguments are playwright's, e.g. ``java_script_enabled=False``. A script's error or a breach of the content
    security policy in any of them fails the test.
    """
    used, errors = [], []

    def go(who: str = "", path: str = "/", **options):
        kind = repr(sorted(options.items()))
        context = pool[kind].pop() if pool[kind] else chromium.new_context(base_url=portal, **options)
        context.set_default_timeout(PATIENCE_MS)
        used.append((kind, context))
        if who:
            cookie = {"name": live_settings.SESSION_COOKIE_NAME, "value": session(cast, who), "url": portal}
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(f"{page.url} {line.text}") if is_fault(line) else None)
        page.goto(path)
        return page

    yield go
    for kind, context in used:
        forget(context)
        pool[kind].append(context)
    assert not errors


def forget(context) -> None:
    for page in context.pages:
        page.evaluate("localStorage.clear()")
        page.close()
    context.clear_cookies()


def session(cast, who: str) -> str:
    client = Client()
    client.force_login(cast.user(who))
    return client.cookies[live_settings.SESSION_COOKIE_NAME].value


def is_fault(line) -> bool:
    """A refused form (422) is written to the console too: that is no fault of the page."""
    return line.type == "error" and "Failed to load resource" not in line.text


@pytest.fixture
def sign_in(visit, cast):
    """``sign_in("owner")``: through the form, with the password; gives the page that follows."""

    def go(who: str, **options):
        person = cast.user(who)
        person.set_password(PASSWORD)
        person.save()
        page = visit("", "/accounts/login/", **options)
        page.fill("[name=login]", person.email)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").click()
        return page

    return go


@pytest.fixture
def target(settings, transactional_db):
    """A real HTTP server with a check that looks at it: ``target.breaks()``, ``target.is_mended()``."""
    watch.open_loopback(settings)
    watched = Watched()
    yield watched
    watched.server.stop()
