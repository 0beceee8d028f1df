"""PostgreSQL and Valkey from their wheels, over a folder that as root only root can reach."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from cli.servers import install, places, postgres, valkey
from cli.servers.account import unprivileged

only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user needs no other account")


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """Give a data folder within one that nobody else may enter, such as root's home."""
    tmp_path.chmod(0o700)
    return tmp_path / "data"


@pytest.fixture
def reachable() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def test_the_database_keeps_what_it_was_told_over_a_restart(closed: Path) -> None:
    with postgres.start(closed) as url, psycopg.connect(plain(url)) as door:
        door.execute("create table words (word text)")
        door.execute("insert into words values ('Пальто')")
    with postgres.start(closed) as url, psycopg.connect(plain(url)) as door:
        assert door.execute("select upper(word) from words").fetchall() == [("ПАЛЬТО",)]


def test_the_shop_is_no_superuser_of_a_database_in_utc_without_a_port(closed: Path) -> None:
    with postgres.start(closed, fast=True) as url, psycopg.connect(plain(url)) as door:
        asked = "select current_setting(%s)"
        assert door.execute(asked, ["is_superuser"]).fetchone() == ("off",)
        assert door.execute(asked, ["TimeZone"]).fetchone() == ("UTC",)
        assert door.execute(asked, ["server_encoding"]).fetchone() == ("UTF8",)
        assert door.execute(asked, ["listen_addresses"]).fetchone() == ("",)


def test_an_interrupted_first_start_is_made_good(closed: Path) -> None:
    (closed / "postgres.unfinished" / "base").mkdir(parents=True)
    with postgres.start(closed, fast=True) as url, psycopg.connect(plain(url)) as door:
        assert door.execute("select 1").fetchone() == (1,)
    assert not (closed / "postgres.unfinished").exists()


def test_a_note_of_a_dead_server_whose_number_is_in_use_again_is_no_obstacle(closed: Path) -> None:
    with postgres.start(closed, fast=True):
        pass
    note = closed / "postgres" / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{closed}/postgres\n1\n5432\n/tmp\n\n1\nready   \n")
    with postgres.start(closed, fast=True) as url, psycopg.connect(plain(url)) as door:
        assert door.execute("select 1").fetchone() == (1,)


def test_the_queue_keeps_what_it_was_told_over_a_restart(closed: Path) -> None:
    with valkey.start(closed) as url, redis.Redis.from_url(url) as door:
        door.set("job", "waiting")
    with valkey.start(closed) as url, redis.Redis.from_url(url) as door:
        assert door.get("job") == b"waiting"


def test_both_leave_neither_process_nor_socket(closed: Path) -> None:
    with postgres.start(closed, fast=True), valkey.start(closed, fast=True):
        assert len(list(places.sockets_folder(closed).iterdir())) == 2
    assert not places.sockets_folder(closed).exists()
    assert not (closed / "postgres" / "postmaster.pid").exists()


@only_as_root
def test_a_copy_of_the_programs_serves_where_the_checkout_is_closed(
    reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = unprivileged()
    assert account is not None
    monkeypatch.setattr(install, "SHARED_BASES", (reachable,))
    within = install.shipped()
    copy = install._copied(within, account)
    assert copy.is_relative_to(reachable)
    version = [copy / "bin" / "initdb", "--version"]
    said = subprocess.run(
        version, check=True, cwd="/", capture_output=True, text=True, **account.identity()
    ).stdout
    assert said.startswith(f"initdb (PostgreSQL) {install.MAJOR}.")
    assert install._copied(within, account) == copy
