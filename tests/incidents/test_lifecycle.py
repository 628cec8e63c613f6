import pytest

from core.lifecycle import IllegalAction
from incidents.lifecycle import HANDOVER, HANDOVER_OPEN, HANDOVER_STATES, INCIDENT, INCIDENT_STATES, OPEN_STATES
from incidents.models import HANDOVER_LABELS, STATE_LABELS

CASE = {
    "reported": "triage take assign forward note no_word raise resolve mark_duplicate reject",
    "triaged": "triage take assign forward note no_word raise resolve mark_duplicate reject",
    "in_work": "triage assign forward note no_word raise resolve mark_duplicate reject",
    "forwarded": "triage assign forward take_back note no_word raise resolve mark_duplicate",
    "reopened": "triage take assign forward note no_word raise resolve mark_duplicate reject",
    "resolved": "note no_word close reopen",
    "closed": "note no_word reopen",
    "duplicate": "note",
    "rejected": "note",
}
GIVEN = {
    "sent": "deliver accept refuse ask reference answer fix return revoke",
    "delivered": "accept refuse ask reference answer fix return revoke",
    "accepted": "refuse ask reference answer fix return revoke",
    "asked": "accept refuse ask answer_question reference answer fix return revoke",
    "answered": "accept refuse ask reference answer fix return revoke",
    "fixed": "reference return",
    "refused": "",
    "returned": "",
    "revoked": "",
}


@pytest.mark.parametrize("state", CASE)
def test_what_may_be_done_with_a_case(state):
    assert INCIDENT.actions_from(state) == tuple(CASE[state].split())


@pytest.mark.parametrize("state", GIVEN)
def test_what_may_be_done_with_a_handover(state):
    assert HANDOVER.actions_from(state) == tuple(GIVEN[state].split())


def test_every_state_is_in_the_table_and_has_a_word():
    assert INCIDENT.states == set(CASE) == set(STATE_LABELS) == {slug for slug, _label in INCIDENT_STATES}
    assert HANDOVER.states == set(GIVEN) == set(HANDOVER_LABELS) == {slug for slug, _label in HANDOVER_STATES}


def test_ended_is_ended():
    assert not [
        state
        for state in set(GIVEN) - set(HANDOVER_OPEN)
        for action in ("accept", "fix", "revoke")
        if HANDOVER.allows(action, state)
    ]
    assert not [state for state in set(CASE) - set(OPEN_STATES) if INCIDENT.allows("resolve", state)]
    with pytest.raises(IllegalAction):
        INCIDENT.target("close", "reported")
