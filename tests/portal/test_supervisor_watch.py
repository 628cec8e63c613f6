"""portal.supervisor: parts are kept running, ended with their children, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.supervisor import parts, processes, watch
from portal.supervisor.guardian import Guardian
from portal.supervisor.lock import UP, DataLock
from portal.supervisor.parts import Folders, Part
from portal.supervisor.watch import Supervisor

LIMIT_SECONDS = 10
SLEEPER = ["sh", "-c", "sleep 300 & echo $! >&2; wait"]
PARENT = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; child = subprocess.Popen(['sleep', '300']);"
    "print(child.pid, file=sys.stderr, flush=True); time.sleep(300)",
]
STUBBORN = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    """A supervisor without a database; whatever it started is stopped at the end."""
    for name in ("log", "run"):
        (tmp_path / name).mkdir()
    made = Supervisor(tmp_path, None, dict(os.environ), said.append)
    with made.signals():
        yield made
        made.stops = 2
        made.stop()


def look_until(supervisor, condition):
    """Go round as the portal does, until the condition holds."""
    limit = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < limit
        supervisor.wait(0.05)
        supervisor.look()


def written(file):
    return file.read_text().split() if file.exists() else []


def test_a_killed_part_is_started_again_and_said_so(supervisor, said):
    part = Part("worker", SLEEPER)
    supervisor.add(part)
    first = part.process.pid
    os.kill(first, signal.SIGKILL)
    look_until(supervisor, lambda: part.process and part.process.pid != first)
    assert "worker ended (killed by SIGKILL); starting it again" in said[0]
    assert supervisor.folders.pid("worker").read_text().strip() == str(part.process.pid)


def test_the_children_of_a_killed_part_go_with_it(supervisor):
    part = Part("worker", SLEEPER)
    supervisor.add(part)
    log = supervisor.folders.log("worker")
    look_until(supervisor, lambda: written(log))
    child = int(written(log)[0])
    os.kill(part.process.pid, signal.SIGKILL)
    look_until(supervisor, lambda: not processes.is_running(child))


def test_a_part_that_keeps_falling_is_started_ever_later(supervisor):
    part = Part("worker", ["false"])
    supervisor.add(part)
    delays = []
    for _ in range(3):
        part.process.wait()
        part.bury(supervisor.folders)
        delays.append(part.due - time.monotonic())
        part.spawn(supervisor.folders, supervisor.env)
    assert delays == pytest.approx([0.5, 1.0, 2.0], abs=0.2)
    part.delay = parts.LONGEST_DELAY
    part.process.wait()
    part.bury(supervisor.folders)
    assert part.delay == parts.LONGEST_DELAY


def test_a_part_that_cannot_be_started_does_not_stop_the_others(supervisor, said):
    supervisor.add(Part("worker", ["/no/such/program"]))
    good = Part("beat", SLEEPER)
    supervisor.add(good)
    assert "worker cannot be started" in said[0]
    assert not good.has_ended()


@pytest.mark.parametrize(("program", "lines"), [("true", 0), ("false", 1)])
def test_work_done_once_is_not_repeated(supervisor, said, program, lines):
    part = Part("seed", [program], is_once=True)
    supervisor.add(part)
    look_until(supervisor, lambda: not supervisor.parts)
    assert len(said) == lines


def test_stop_ends_the_obedient_and_the_stubborn(supervisor, monkeypatch):
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.5)
    obedient, stubborn = Part("web", SLEEPER), Part("worker", STUBBORN)
    supervisor.add(obedient)
    supervisor.add(stubborn)
    look_until(supervisor, lambda: written(supervisor.folders.log("worker")))
    supervisor.stop()
    assert obedient.process.returncode == -signal.SIGTERM
    assert stubborn.process.returncode == -signal.SIGKILL
    assert not list((supervisor.folders.data / "run").glob("*.pid"))


def test_signals_wake_the_loop_and_are_counted(supervisor):
    os.kill(os.getpid(), signal.SIGTERM)
    started = time.monotonic()
    supervisor.wait(LIMIT_SECONDS)
    assert time.monotonic() - started < LIMIT_SECONDS / 2
    assert supervisor.is_stopping
    os.kill(os.getpid(), signal.SIGINT)
    assert supervisor.stops == 2


def test_long_logs_are_cut_and_their_end_kept(supervisor, monkeypatch):
    monkeypatch.setattr(parts, "LOG_BYTES", 10)
    log = supervisor.folders.log("web")
    log.write_text("twelve bytes")
    supervisor.folders.shorten_logs()
    assert log.read_text() == ""
    assert log.with_suffix(".log.1").read_text() == "twelve bytes"


@contextmanager
def sleeping():
    process = subprocess.Popen(["sleep", "300"], start_new_session=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_the_guardian_ends_what_a_killed_supervisor_left():
    code = (
        "import os,sys; from portal.supervisor.guardian import Guardian; g=Guardian(); g.watch('a', int(sys.argv[1]));"
    )
    with sleeping() as process:
        subprocess.run([sys.executable, "-c", code + "os.kill(os.getpid(), 9)", str(process.pid)], check=False)
        assert process.wait(LIMIT_SECONDS) == -signal.SIGKILL


def test_the_guardian_leaves_what_it_was_told_to_forget():
    guardian = Guardian()
    with sleeping() as process:
        guardian.watch("a", process.pid)
        guardian.forget("a")
        guardian.dismiss()
        assert process.poll() is None


def test_a_killed_guardian_is_replaced_and_knows_what_the_first_knew():
    guardian = Guardian()
    with sleeping() as process:
        guardian.watch("a", process.pid)
        guardian.process.kill()
        guardian.process.wait()
        guardian.keep_alive()
        guardian.dismiss()
        assert process.wait(LIMIT_SECONDS) == -signal.SIGKILL


def test_parts_end_with_a_killed_parent():
    code = (
        "import subprocess, signal, os; from portal.supervisor import processes;"
        "p = subprocess.Popen(['sleep', '300'], preexec_fn=processes.end_with_parent(signal.SIGKILL));"
        "print(p.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert not processes.wait_ended({int(shown.stdout)}, LIMIT_SECONDS)


def test_a_data_folder_has_one_holder(tmp_path):
    first, second = DataLock(tmp_path), DataLock(tmp_path)
    assert first.take(0, UP)
    assert not second.take()
    assert second.holder() == str(os.getpid())
    assert second.is_held_by(UP)
    first.release()
    assert second.take()
    second.release()


def test_the_lock_of_a_killed_holder_is_free(tmp_path):
    code = (
        "import os, sys, pathlib; from portal.supervisor.lock import DataLock;"
        "print(DataLock(pathlib.Path(sys.argv[1])).take(), flush=True); os.kill(os.getpid(), 9)"
    )
    shown = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert shown.stdout == "True\n"
    lock = DataLock(tmp_path)
    assert lock.take()
    lock.release()


def test_folders_name_logs_and_process_ids(tmp_path):
    folders = Folders(tmp_path)
    assert folders.log("web") == tmp_path / "log" / "web.log"
    assert folders.pid("web") == tmp_path / "run" / "web.pid"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
def test_a_pool_that_lost_a_child_starts_anew(supervisor, said):
    """billiard's pool: a child killed while it waits keeps the queue's lock, and its successor waits for ever."""
    part = Part("worker", PARENT, is_pool=True)
    supervisor.add(part)
    log, first = supervisor.folders.log("worker"), part.process.pid
    look_until(supervisor, lambda: written(log))
    child = int(written(log)[0])
    look_until(supervisor, lambda: time.monotonic() - part.children.get(child, time.monotonic()) > 1)
    os.kill(child, signal.SIGKILL)
    look_until(supervisor, lambda: part.process is not None and part.process.pid != first)
    assert any("lost a process of its pool" in line for line in said)
