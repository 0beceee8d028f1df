"""One launcher per data folder."""

import os
from pathlib import Path

import pytest

from cli.servers import places
from cli.servers.lock import AlreadyRunning, held


def test_a_second_holder_is_told_in_one_line_who_holds_the_folder(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(AlreadyRunning) as refusal, held(tmp_path):
        pass
    assert refusal.value.format_message() == f"Entrepot already runs on {tmp_path} (process {os.getpid()})"


def test_the_refused_one_takes_nothing_from_the_holder(tmp_path: Path) -> None:
    with held(tmp_path):
        with pytest.raises(AlreadyRunning), held(tmp_path):
            pass
        assert (tmp_path / "lock").exists()
        assert places.run_folder(tmp_path).is_dir()
        assert places.sockets_folder(tmp_path).is_dir()


def test_a_lock_left_by_a_dead_process_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("999999")
    (tmp_path / "run").mkdir()
    with held(tmp_path):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_nothing_is_left_behind_even_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), held(tmp_path):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    assert not places.sockets_folder(tmp_path).exists()
