"""While the database is away, every page is one sentence in the reader's language."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client


@pytest.fixture
def away(monkeypatch, settings):
    """A session that can not be read: what the first question to an absent server meets."""

    def refuse(self):
        raise OperationalError("connection to server failed: password of nobody")

    monkeypatch.setattr(SessionStore, "load", refuse)
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    return client


@pytest.mark.parametrize(("language", "word"), [("", "Salvestatu on alles"), ("en", "Nothing that was saved is lost")])
def test_a_page(away, settings, language, word):
    away.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = away.get("/incidents/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert word in answer.content.decode()
    assert "password" not in answer.content.decode()


def test_the_api(away):
    answer = away.get("/api/v1/incidents/")
    assert (answer.status_code, answer.json()["status"]) == (503, 503)
