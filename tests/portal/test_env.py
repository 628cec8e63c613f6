"""portal.env: typed values that are refused by name when they are wrong."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No settings but a data folder."""
    for name in ("DATABASE_URL", "REDIS_URL", "PORTAL_DEMO", "PORTAL_EMBEDDED", "PORTAL_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path / "data"))
    return monkeypatch


def test_a_missing_value_is_named():
    with pytest.raises(ImproperlyConfigured, match="PORTAL_NOT_THERE"):
        env.text("PORTAL_NOT_THERE")


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_value_counts_as_unset(monkeypatch, empty):
    monkeypatch.setenv("PORTAL_X", empty)
    assert env.text("PORTAL_X", "spare") == "spare"
    assert env.number("PORTAL_X", 3) == 3
    assert env.items("PORTAL_X", ["a"]) == ["a"]


@pytest.mark.parametrize(("word", "value"), [("1", True), ("Yes", True), ("0", False), ("off", False)])
def test_flags(monkeypatch, word, value):
    monkeypatch.setenv("PORTAL_X", word)
    assert env.flag("PORTAL_X") is value


@pytest.mark.parametrize("ask", [env.flag, env.number])
def test_a_wrong_value_is_refused_by_name(monkeypatch, ask):
    monkeypatch.setenv("PORTAL_X", "maybe")
    with pytest.raises(ImproperlyConfigured, match=r"PORTAL_X.*maybe"):
        ask("PORTAL_X")


def test_items_lose_their_blanks(monkeypatch):
    monkeypatch.setenv("PORTAL_X", " a, b ,,c")
    assert env.items("PORTAL_X") == ["a", "b", "c"]


def test_a_server_is_reached_by_its_address(bare):
    bare.setenv("DATABASE_URL", "postgres://me:a%40b@db.example:5433/portal")
    settings = env.database_settings()
    assert (settings["HOST"], settings["PORT"], settings["PASSWORD"]) == ("db.example", 5433, "a@b")
    assert settings["CONN_HEALTH_CHECKS"] is True


def test_a_socket_folder_in_the_address_is_decoded(bare):
    bare.setenv("DATABASE_URL", "postgres://portal@%2Ftmp%2Fruum%20%C3%B5/portal")
    assert env.database_settings()["HOST"] == "/tmp/ruum õ"


def test_other_engines_are_refused(bare):
    bare.setenv("DATABASE_URL", "sqlite:///x.db")
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL"):
        env.database_settings()


def test_the_embedded_database_must_be_asked_for(bare):
    with pytest.raises(ImproperlyConfigured, match="patched PostgreSQL server"):
        env.database_settings()
    bare.setenv("PORTAL_EMBEDDED", "1")
    assert env.database_settings()["HOST"].startswith("/")


def test_a_folder_of_the_demonstration_is_known_later(bare, tmp_path):
    assert not env.demo()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / env.DEMO_MARK).touch()
    assert env.demo()
    bare.setenv("PORTAL_DEMO", "0")
    assert not env.demo()


def test_keys_are_refused_where_missing_and_made_for_the_demonstration(bare, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_SECRET_KEY"):
        env.secret("PORTAL_SECRET_KEY")
    bare.setenv("PORTAL_DEMO", "1")
    made = env.secret("PORTAL_SECRET_KEY")
    assert len(made) == 44
    assert env.secret("PORTAL_SECRET_KEY") == made
    assert stat.S_IMODE((tmp_path / "data/keys/portal_secret_key").stat().st_mode) == 0o600


def test_the_broker_is_redis_or_a_folder(bare, tmp_path):
    folder = env.broker_settings()
    assert folder["broker_url"] == "folder://"
    assert folder["worker_prefetch_multiplier"] == 8
    assert folder["broker_transport_options"]["control_folder"].startswith(str(tmp_path))
    bare.setenv("REDIS_URL", "redis://127.0.0.1:6379/1")
    assert env.broker_settings()["broker_url"] == "redis://127.0.0.1:6379/1"
    assert env.broker_settings()["worker_prefetch_multiplier"] == 1
