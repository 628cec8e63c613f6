"""Tokens: shown once, scoped, expiring, revocable."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.models import ApiToken
from core import clock
from core.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people/"


def call(client, text: str, path: str = PEOPLE, **headers):
    return client.get(path, headers={"Authorization": f"Bearer {text}", **headers})


def test_opens_the_api_and_is_kept_as_a_hash(cast, client):
    token, text = services.make_token(name="skript", by=cast.actor("owner"))
    assert text not in str(ApiToken.objects.filter(pk=token.pk).values().get())
    answer = call(client, text)
    assert answer.status_code == 200
    assert answer.json()["count"] >= 1


def test_scopes_narrow(cast, client):
    _token, text = services.make_token(name="skript", scopes=["accounts.invite"], by=cast.actor("lead"))
    assert call(client, text).status_code == 403
    _token, text = services.make_token(name="skript", scopes=["accounts.*"], by=cast.actor("lead"))
    assert call(client, text).status_code == 200


def test_expired_and_revoked_open_nothing(cast, client):
    token, text = services.make_token(name="skript", days=1, by=cast.actor("owner"))
    with clock.at(clock.now() + timedelta(days=2)):
        assert call(client, text).status_code == 401
    services.revoke_token(token=token, by=cast.actor("owner"))
    assert call(client, text).status_code == 401
    with pytest.raises(Conflict):
        services.revoke_token(token=token, by=cast.actor("owner"))


@pytest.mark.parametrize("text", ["", ".", "x.y", "õ.õ", "a" * 500])
def test_nonsense_is_401(client, db, text):
    assert call(client, text).status_code in (401, 403)


def test_who_may_make_and_revoke(cast):
    with pytest.raises(NotAllowed):
        services.make_token(name="x", by=cast.actor("staff"))
    with pytest.raises(Invalid):
        services.make_token(name="x", scopes=["no.such"], by=cast.actor("owner"))
    with pytest.raises(Invalid):
        services.make_token(name="x", days=1000, by=cast.actor("owner"))
    token, _text = services.make_token(name="x", by=cast.actor("owner"))
    with pytest.raises(NotAllowed):
        services.revoke_token(token=token, by=cast.actor("lead"))
    services.revoke_token(token=token, by=cast.actor("admin"))


def test_a_substitute_acts_by_header(cast, client):
    today = clock.today()
    days = {"from_on": today, "until_on": today}
    services.name_substitute(absent=cast.lead, substitute=cast.owner, **days, reason="x", by=cast.actor("manager"))
    _token, text = services.make_token(name="x", by=cast.actor("owner"))
    given = {"absent": cast.staff.pk, "substitute": cast.manager.pk, "reason": "puhkus"}
    body = given | {"from_on": str(today), "until_on": str(today)}
    address, json = "/api/v1/substitutions/", "application/json"
    bearer = {"Authorization": f"Bearer {text}"}
    assert client.post(address, body, content_type=json, headers=bearer).status_code == 403
    acting = bearer | {"X-Acting-For": str(cast.lead.pk)}
    answer = client.post(address, body, content_type=json, headers=acting)
    assert answer.status_code == 201
    assert answer.json()["absent"] == cast.staff.pk
