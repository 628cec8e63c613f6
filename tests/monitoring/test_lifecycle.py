"""Thresholds: three failures, two successes, unknown at once."""

from monitoring.lifecycle import DOWN, UNKNOWN, UP, Progress, advance


def run(progress: Progress, *verdicts: str) -> Progress:
    for verdict in verdicts:
        progress = advance(progress, verdict, failures=3, successes=2)
    return progress


def test_a_new_check_is_up_after_one_result_but_down_after_three():
    new = Progress(UNKNOWN, UNKNOWN, 0)
    assert run(new, UP).state == UP
    assert run(new, DOWN, DOWN).state == UNKNOWN
    assert run(new, DOWN, DOWN, DOWN).state == DOWN


def test_an_interrupted_row_begins_anew():
    assert run(Progress(UP, UP, 9), DOWN, DOWN, UP, DOWN, DOWN).state == UP


def test_two_successes_recover():
    assert run(Progress(DOWN, DOWN, 3), UP).state == DOWN
    assert run(Progress(DOWN, DOWN, 3), UP, UP).state == UP


def test_what_we_could_not_look_at_is_unknown_at_once():
    assert run(Progress(UP, UP, 9), UNKNOWN).state == UNKNOWN
