"""Hostile input at every door of the matrix: never a fault of ours, and nothing that was typed comes out as markup."""

from __future__ import annotations

import traceback
from html.parser import HTMLParser

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.urls import reverse

from core.actor import ADMIN, LEAD, OWNER, PARTNER, RESOLVER, STAFF
from tests.contracts import matrix
from tests.contracts.house import addresses
from tests.contracts.test_access import CAST, OWN_KEYS

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
EVERYTHING = f"'\"> {SCRIPT} {{{{ 7|add:7 }}}} {{% debug %}} {{link}} %s %(x)s \u202e \r\nBcc: a@b.example =1+1"
ALONE = ("a\0b", "9" * 30)  # one field at a time, so that the others let it through to the service
TOGETHER = (*ALONE, EVERYTHING, "x" * 5000, "9" * 4400, "2026-02-30T99:99")
ASKED = ("q", "page", "page_size", "sort", "format", "next", "since", "until", "kind", "group", "system", "component")
MIGHTY = (LEAD, OWNER, ADMIN, RESOLVER, PARTNER, STAFF)


class Forms(HTMLParser):
    """Every form that is sent by POST: where to, and its fields with their values."""

    def __init__(self, address: str, page: str) -> None:
        super().__init__()
        self.address, self.forms, self.fields = address, [], None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs) -> None:
        given = dict(attrs)
        if tag == "form":
            self.fields = {}
            if given.get("method", "").lower() == "post":
                self.forms.append((given.get("action") or self.address, self.fields))
        elif tag in ("input", "textarea", "select") and self.fields is not None and given.get("name"):
            self.fields.setdefault(given["name"], given.get("value") or "")
        elif tag == "option" and self.fields and "selected" in given:
            self.fields[list(self.fields)[-1]] = given.get("value", "")


@pytest.fixture(autouse=True)
def demonstration(settings):
    """The demonstration's pages exist only in it."""
    settings.DEMO = True


@pytest.fixture
def faults():
    """What broke: the request, and the end of its traceback."""
    found: list[str] = []

    def note(sender, request, **about) -> None:
        found.append(f"{request.method} {request.path[:80]}\n{traceback.format_exc()[-700:]}")

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


def doors(app: str, client, cast):
    """Each line of the app's matrix with its arguments, signed in as the mightiest that it lets in."""
    client.raise_request_exception = False
    objects, now = matrix.objects_of(app, cast), None
    for line in matrix.lines(app):
        who = next((role for role in MIGHTY if role in line.allowed), None)
        if line.name in OWN_KEYS or who is None:
            continue
        if who != now:
            client.force_login(cast.user(CAST.get(who, who)))
            now = who
        yield line, line.filled(objects)


def undone(do, *args, **given):
    """The answer; nothing of it stays in the database."""
    with transaction.atomic():
        answer = do(*args, **given)
        if answer.streaming:
            answer.getvalue()  # closes the file
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("app", matrix.files())
def test_queries(app, client, cast, faults):
    views = {one.name: getattr(one.callback, "view_class", None) for one in addresses()}
    for line, arguments in doors(app, client, cast):
        filters = getattr(getattr(views[line.name], "filterset_class", None), "base_filters", {})
        for word in (EVERYTHING, "9" * 30, "-1"):
            answer = undone(client.get, reverse(line.name, kwargs=arguments), dict.fromkeys({*ASKED, *filters}, word))
            assert "html" not in answer["Content-Type"] or SCRIPT.encode() not in answer.content, line.name
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize("app", matrix.files())
def test_arguments(app, client, cast, faults):
    for line, arguments in doors(app, client, cast):
        for value in arguments.values():
            words = ("x" * 3000, EVERYTHING.replace("/", "")) if isinstance(value, str) else (2**63, 10**30)
            address = reverse(line.name, kwargs=arguments)
            for word in words:
                undone(client.get, address.replace(f"/{value}/", f"/{word}/"))
                undone(client.post, address.replace(f"/{value}/", f"/{word}/"))
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize("app", matrix.files())
def test_forms(app, client, cast, faults):
    done = {"/accounts/logout/"}
    for line, arguments in doors(app, client, cast):
        address = reverse(line.name, kwargs=arguments)
        page = undone(client.get, address)
        is_page = page.status_code == 200 and "html" in page["Content-Type"]
        for action, fields in Forms(address, page.content.decode()).forms if is_page else [(address, {"text": ""})]:
            if action not in done:
                send_hostile(client, action, fields)
            done.add(action)
    assert not faults, "\n\n".join(faults)


def send_hostile(client, action: str, fields: dict[str, str]) -> None:
    each = [{**fields, name: word} for name in fields for word in ALONE if name != "submission"]
    for given in [dict.fromkeys(fields, word) for word in TOGETHER] + each:
        answer = undone(client.post, action, given)
        is_page = "html" in answer.get("Content-Type", "")
        assert not is_page or SCRIPT.encode() not in answer.content, action
