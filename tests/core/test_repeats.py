"""The same API write under the same key is done once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from accounts.services import make_token
from core import clock, repeats
from core.actor import Actor
from core.errors import Conflict
from core.models import Submission
from incidents.models import Entry, Incident
from tests.factories import cases as make

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "k-1"}


@pytest.fixture
def case(cast) -> Incident:
    make.component()
    return make.case()


def note(client, case, text="once", headers=KEY):
    address = f"/api/v1/incidents/{case.ref}/note/"
    return client.post(address, {"text": text}, content_type="application/json", headers=headers)


def notes(case) -> int:
    return Entry.objects.filter(incident=case, text__contains="once").count()


def test_sent_twice_it_is_done_once_and_answered_alike(as_, case):
    owner = as_("owner")
    first, again = note(owner, case), note(owner, case)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert notes(case) == 1


def test_another_key_is_another_write(as_, case):
    owner = as_("owner")
    note(owner, case)
    note(owner, case, headers={"Idempotency-Key": "k-2"})
    note(owner, case, headers={})
    assert notes(case) == 3


def test_a_key_is_its_persons_own(client, cast, case):
    for who in ("owner", "lead"):
        client.force_login(cast.user(who))
        assert note(client, case).status_code == 201
    assert notes(case) == 2


def test_another_write_under_the_key_is_refused(as_, case):
    owner = as_("owner")
    note(owner, case)
    answer = note(owner, case, text="twice")
    assert (answer.status_code, answer.json()["title"]) == (422, "key-used")


@pytest.mark.parametrize("key", ["", "a b", "x" * 41, "õ"])
def test_ill_formed_keys_are_refused(as_, case, key):
    answer = note(as_("owner"), case, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["title"]) == (422, "bad-key")
    assert notes(case) == 0


def test_a_refused_write_leaves_its_key_free(as_, case):
    owner = as_("owner")
    assert note(owner, case, text="").status_code == 400
    assert not Submission.objects.exists()
    assert note(owner, case).status_code == 201


def test_a_narrower_token_does_not_read_the_answer_of_a_wider_one(client, cast, case):
    def bearer(scopes):
        _token, text = make_token(name="t", scopes=scopes, by=cast.actor("owner"))
        return {"Authorization": f"Bearer {text}", **KEY}

    assert note(client, case, headers=bearer([])).status_code == 201
    assert note(client, case, headers=bearer(["incidents.note", "incidents.see_queue"])).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_under_way_a_second_waits_for_nothing(cast):
    seen = []

    def second() -> None:
        try:
            with transaction.atomic():
                repeats._lock("api:k")
        except Conflict as error:
            seen.append(error.code)
        finally:
            connection.close()

    with transaction.atomic():
        repeats._lock("api:k")
        other = threading.Thread(target=second)
        other.start()
        other.join()
    assert seen == ["under-way"]


def asked_once(write, key="w-1"):
    request = Request(APIRequestFactory().post("/api/v1/x/", {}, format="json", headers={"Idempotency-Key": key}))
    return repeats.answer_once(write, Actor("user", user_id=1), request, waits=True)


@pytest.mark.django_db(transaction=True)
def test_a_write_that_waits_holds_no_transaction():
    held = []

    def write(_request):
        held.append(connection.in_atomic_block)
        with pytest.raises(Conflict):  # a second one meanwhile
            asked_once(write)
        return Response({"n": 1}, 200)

    first, again = asked_once(write), asked_once(write)
    assert held == [False]
    assert (first.data, again.data, again["Idempotency-Replayed"]) == ({"n": 1}, {"n": 1}, "true")


def test_a_write_that_waited_and_was_refused_leaves_its_key_free():
    def refuse(_request):
        raise Conflict("no")

    with pytest.raises(Conflict):
        asked_once(refuse)
    assert not Submission.objects.exists()


def test_one_that_died_while_it_waited_holds_its_key_for_a_minute():
    request = Request(APIRequestFactory().post("/api/v1/x/", {}, format="json"))
    asked = repeats._fingerprint(Actor("user", user_id=1), request)
    Submission.objects.create(key="api:user:1::w-1", answer={"asked": asked})
    with pytest.raises(Conflict):
        asked_once(lambda _request: Response({}, 200))
    with clock.at(clock.now() + repeats.WAITS_AT_MOST + timedelta(seconds=1)):
        assert asked_once(lambda _request: Response({"n": 2}, 200)).data == {"n": 2}
