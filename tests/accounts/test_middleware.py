"""What every request knows of its person."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession

from core import clock

pytestmark = pytest.mark.django_db


def test_a_session_is_noted_once_in_five_minutes(as_, cast):
    client = as_("staff")
    client.get("/accounts/profile/")
    session = UserSession.objects.get(user=cast.staff)
    UserSession.objects.filter(pk=session.pk).update(ip="203.0.113.7")
    client.get("/accounts/profile/")
    session.refresh_from_db()
    assert session.ip == "203.0.113.7"
    with clock.at(clock.now() + timedelta(minutes=6)):
        client.get("/accounts/profile/")
    session.refresh_from_db()
    assert session.ip == "127.0.0.1"


def test_the_language_is_the_persons_then_the_cookies_then_estonian(client, cast):
    login = "/accounts/login/"
    assert client.get(login, headers={"Accept-Language": "ru"})["Content-Language"] == "et"
    client.cookies["language"] = "en"
    assert client.get(login)["Content-Language"] == "en"
    client.cookies["language"] = "xx"
    assert client.get(login)["Content-Language"] == "et"
    cast.staff.language = "ru"
    cast.staff.save()
    client.force_login(cast.staff)
    assert client.get("/accounts/profile/")["Content-Language"] == "ru"
