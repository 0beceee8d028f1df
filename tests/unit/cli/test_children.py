"""A child of the launcher: how it ends, how long it waits, and what becomes of its words."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psutil
import pytest

from cli.launcher import child as children
from cli.launcher.child import Child
from cli.servers.program import Program


def python(code: str, **more: Any) -> Child:
    return Child(Program("example", (sys.executable, "-c", code), Path("/"), **more))


def run_to_its_end(child: Child) -> None:
    child.start()
    assert child.process is not None
    child.process.wait(10)


def output_of(child: Child) -> IO[bytes]:
    assert child.process is not None
    assert child.process.stdout is not None
    return child.process.stdout


def pause_of(child: Child) -> float:
    return child.due - time.monotonic()


def test_one_that_stands_back_is_nicer_than_who_started_it(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = f"import os, pathlib; pathlib.Path({str(told)!r}).write_text(str(os.nice(0)))"
    Program("example", (sys.executable, "-c", code), Path("/"), niceness=3).spawn().wait(10)
    assert int(told.read_text()) == min(os.nice(0) + 3, 19)


def test_each_failure_in_a_row_doubles_the_pause_up_to_half_a_minute() -> None:
    child = python("")
    child._begun = time.monotonic()
    pauses = []
    for _ in range(9):
        child.postpone("a test")
        pauses.append(round(pause_of(child), 1))
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_a_steady_life_makes_earlier_failures_forgotten() -> None:
    child = python("")
    child._begun = time.monotonic()
    child.postpone("a test")
    child.postpone("a test")
    child._begun = time.monotonic() - children.STEADY_AFTER - 1
    child.postpone("a test")
    assert round(pause_of(child), 1) == 0.5


def test_a_failed_child_waits_and_one_that_retires_does_not() -> None:
    failed = python("raise SystemExit(3)")
    run_to_its_end(failed)
    failed.bury()
    assert failed.status == 3
    assert pause_of(failed) > 0.3

    retired = python("")
    run_to_its_end(retired)
    retired._begun -= children.RETIRES_AFTER
    retired.bury()
    assert pause_of(retired) <= 0


def test_a_child_that_ends_at_once_without_complaint_waits_too() -> None:
    child = python("")
    run_to_its_end(child)
    child.bury()
    assert pause_of(child) > 0.3


def test_its_words_become_lines_of_the_log_even_in_pieces() -> None:
    heard: list[str] = []
    child = python("import os; os.write(1, b'one\\ntw'); os.write(1, b'o\\nthr')", reader=heard.append)
    run_to_its_end(child)
    with output_of(child):
        assert child.read() is True
        assert child.read() is False
    assert heard == ["one", "two"]


def test_a_child_has_a_session_of_its_own() -> None:
    child = python("import os; print(os.getsid(0) == os.getpid())", reader=lambda line: ("info", line))
    run_to_its_end(child)
    with output_of(child):
        child.read()
    assert child.last_words == "True"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child's life to its parent's")
def test_a_child_dies_with_its_parent() -> None:
    parent = (
        "from pathlib import Path; from cli.servers.program import Program;"
        "child = Program('example', ('sleep', '60'), Path('/')).spawn();"
        "print(child.pid, flush=True); import os; os._exit(9)"
    )
    said = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, check=False)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(said.stdout)).wait(2)
    assert not psutil.pid_exists(int(said.stdout))
