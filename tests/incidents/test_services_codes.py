import threading
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.errors import Invalid, TooMany
from core.models import Link
from incidents.models import HandoverCode
from incidents.services import codes
from tests.factories import cases as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def handover(cast):
    return make.handed(by=cast.actor("owner"))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def refused(handover, code):
    with pytest.raises(Invalid) as refusal:
        codes.check_code(handover, code)
    assert refusal.value.field == "code"
    return str(refusal.value.message)


def test_the_code_goes_to_the_registered_address_and_is_kept_as_a_hash(handover):
    row = codes.ask_code(handover)
    letter = make.letters_to(handover.address)[-1]
    code = make.code_for(handover)
    assert code not in letter.subject, "subjects are shown in lists"
    assert code not in str(HandoverCode.objects.filter(pk=row.pk).values())
    assert code not in letter.body
    assert code not in str(list(Link.objects.values()))
    codes.check_code(handover, f" {code[:3]} {code[3:]} ")
    assert HandoverCode.objects.get().used_at


def test_it_works_once(handover):
    codes.ask_code(handover)
    code = make.code_for(handover)
    codes.check_code(handover, code)
    refused(handover, code)


def test_five_tries(handover):
    codes.ask_code(handover)
    code = make.code_for(handover)
    said = {refused(handover, wrong(code)) for _n in range(codes.TRIES)}
    assert HandoverCode.objects.get().tries == codes.TRIES
    assert said == {refused(handover, code)}, "the right one is worn out too, and nothing tells them apart"


def test_ten_minutes(handover):
    codes.ask_code(handover)
    code = make.code_for(handover)
    with clock.at(clock.now() + codes.LIFE + timedelta(seconds=1)):
        refused(handover, code)
    codes.check_code(handover, code)


def test_a_new_one_ends_the_old_one(handover):
    codes.ask_code(handover)
    old = make.code_for(handover)
    codes.ask_code(handover)
    new = make.code_for(handover)
    if new != old:
        refused(handover, old)
    codes.check_code(handover, new)


def test_of_one_handover_only(cast, handover):
    other = make.handed(make.case(of="log"), by=cast.actor("owner"))
    codes.ask_code(handover)
    refused(other, make.code_for(handover))


@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "0" * 500, "' OR 1=1", "\x00"])
def test_nonsense(handover, code):
    codes.ask_code(handover)
    refused(handover, code)


def test_five_an_hour(handover):
    for _n in range(codes.CODES_AN_HOUR):
        codes.ask_code(handover)
    with pytest.raises(TooMany):
        codes.ask_code(handover)
    with clock.at(clock.now() + timedelta(minutes=61)):
        codes.ask_code(handover)


@pytest.mark.django_db(transaction=True)
def test_guessing_in_parallel_gains_nothing(cast):
    handover = make.handed(by=cast.actor("owner"))
    codes.ask_code(handover)
    code = make.code_for(handover)
    start, said = threading.Barrier(8), []

    def guess():
        start.wait()
        for _n in range(2):
            try:
                codes.check_code(handover, wrong(code))
            except Invalid:
                said.append("no")
        connection.close()

    threads = [threading.Thread(target=guess) for _n in range(8)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert len(said) == 16
    assert HandoverCode.objects.get().tries == codes.TRIES
    refused(handover, code)
