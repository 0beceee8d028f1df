"""What a killed launcher left running is found by the next one, and nothing else is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cli.servers import orphans

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
)


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(SLEEPER) as process:
        yield process
        process.kill()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    return tmp_path


def test_a_noted_process_is_stopped(data: Path, sleeper: "subprocess.Popen[bytes]") -> None:
    orphans.write_down(data, [sleeper.pid])
    orphans.stop(data)
    assert not psutil.pid_exists(sleeper.pid)


def test_one_that_will_not_go_is_killed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "SECONDS_TO_STOP", 0.3)
    with subprocess.Popen((sys.executable, "-c", STUBBORN), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        orphans.write_down(data, [process.pid])
        orphans.stop(data)
        assert not psutil.pid_exists(process.pid)


def test_a_number_that_belongs_to_somebody_else_by_now_is_left_alone(
    data: Path, sleeper: "subprocess.Popen[bytes]"
) -> None:
    begun = psutil.Process(sleeper.pid).create_time()
    (data / "run" / orphans.NOTE).write_text(json.dumps({sleeper.pid: begun - 3600}))
    orphans.stop(data)
    assert sleeper.poll() is None


@pytest.mark.parametrize("note", [None, "", "no json"])
def test_a_missing_or_torn_note_is_no_trouble(data: Path, note: str | None) -> None:
    if note is not None:
        (data / "run" / orphans.NOTE).write_text(note)
    orphans.stop(data)
