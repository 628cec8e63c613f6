"""Messages through the folder: whole, in order, and none that is still being written."""

import shutil
from queue import Empty

import pytest
from kombu import Connection

from portal import folder_broker


@pytest.fixture
def channel(tmp_path):
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "c")}
    with Connection(f"{folder_broker.SCHEME}://", transport_options=options) as connection:
        yield connection.channel()


def test_what_is_put_is_got_in_order(channel):
    for number in range(3):
        channel._put("checks", {"n": number})
    assert sorted(channel._get("checks")["n"] for _ in range(3)) == [0, 1, 2]


def test_a_message_being_written_is_not_taken(channel, tmp_path):
    (tmp_path / ".1_x.checks.msg.part").write_bytes(b"")
    with pytest.raises(Empty):
        channel._get("checks")


def test_no_part_is_left_behind(channel, tmp_path):
    channel._put("checks", {"n": 1})
    assert [file.suffix for file in tmp_path.iterdir() if file.is_file()] == [".msg"]


def test_a_deleted_folder_comes_back(tmp_path):
    """Whoever touches it next makes it anew, a worker that starts among them."""
    home = tmp_path / "broker"
    places = {"data_folder_in": "messages", "data_folder_out": "messages", "control_folder": "control"}
    options = {name: str(home / folder) for name, folder in places.items()}
    with Connection(f"{folder_broker.SCHEME}://", transport_options=options) as connection:
        channel = connection.channel()
        for touch in (
            lambda: channel._queue_bind("x", "k", "p", "checks"),
            lambda: channel._size("checks"),
            lambda: channel._put("checks", {"n": 1}),
        ):
            shutil.rmtree(home, ignore_errors=True)
            touch()
        assert channel._get("checks") == {"n": 1}
        shutil.rmtree(home)
        with pytest.raises(Empty):
            channel._get("checks")
        assert (home / "messages").is_dir()


def test_nobody_is_warned_that_a_folder_has_no_host(caplog, tmp_path):
    with Connection(f"{folder_broker.SCHEME}://", transport_options={"data_folder_in": str(tmp_path)}) as connection:
        assert connection.info()["transport"] == folder_broker.SCHEME
    assert not caplog.records
