"""Sockets have short names, and a private folder."""

import os
from pathlib import Path

import click
import pytest

from cli.servers import places, postgres, valkey

LONGEST_SOCKET = 103  # bytes, on macOS; Linux allows 107


def test_sockets_fit_whatever_the_length_of_the_data_folder_s_path() -> None:
    data = Path("/home/somebody", *["a-long-name"] * 20)
    assert len(os.fsencode(postgres.Server(data).sockets / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET
    assert len(os.fsencode(valkey.Server(data).socket)) <= LONGEST_SOCKET


def test_each_data_folder_has_sockets_of_its_own_and_keeps_them() -> None:
    first, second = Path("/srv/one"), Path("/srv/two")
    assert places.sockets_folder(first) == places.sockets_folder(first)
    assert places.sockets_folder(first) != places.sockets_folder(second)


def test_a_link_put_where_the_sockets_belong_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sockets").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(click.ClickException, match="belongs to somebody else"):
        places.make_private(tmp_path / "sockets")


def test_nobody_else_may_write_among_the_sockets(tmp_path: Path) -> None:
    places.make_private(tmp_path / "sockets")
    assert (tmp_path / "sockets").stat().st_mode & 0o022 == 0
