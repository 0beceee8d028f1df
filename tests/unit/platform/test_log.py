"""The one log: its shape, its request id, and what it never tells."""

import io
import json
import logging
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.platform import log


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    stream = io.StringIO()
    log.setup("tests", stream)
    yield stream
    root.handlers, root.level = kept, level


def read(stream: io.StringIO) -> dict[str, object]:
    found: dict[str, object] = json.loads(stream.getvalue())
    return found


def test_a_line_says_when_how_grave_who_and_what(lines: io.StringIO) -> None:
    log.get("orders").info("order placed", order_id=7)
    line = read(lines)
    assert list(line)[:4] == ["timestamp", "level", "process", "event"]
    assert list(line.values())[1:5] == ["info", "tests", "order placed", 7]


def test_the_standard_library_logs_in_the_same_shape(lines: io.StringIO) -> None:
    logging.getLogger("rq.worker").warning("job %s is late", 5)
    line = read(lines)
    assert (line["level"], line["event"], line["logger"]) == ("warning", "job 5 is late", "rq.worker")


def test_the_request_id_is_on_every_line_within_and_on_none_after(lines: io.StringIO) -> None:
    with log.bound(request_id="abc"):
        assert log.request_id() == "abc"
        logging.getLogger("anybody").info("within")
    assert read(lines)["request_id"] == "abc"
    assert log.request_id() is None


def test_secrets_are_masked_wherever_they_stand(lines: io.StringIO) -> None:
    log.get("mail").info(
        "sent", smtp_password="hunter2", headers={"Cookie": "session=1"}, urls=["smtp://me:hunter2@host/"]
    )
    assert "hunter2" not in lines.getvalue()
    assert "session=1" not in lines.getvalue()
    assert "smtp://me:•••@host/" in lines.getvalue()


def test_a_traceback_shows_no_local_variables(lines: io.StringIO) -> None:
    def fail(card: str) -> None:
        raise ValueError("no")

    card = "4111" * 4
    try:
        fail(card)
    except ValueError:
        log.get("payments").exception("failed")
    assert "ValueError: no" in str(read(lines)["exception"])
    assert card not in lines.getvalue()


def test_lines_are_gathered_but_a_warning_takes_all_before_it_along(lines: io.StringIO) -> None:
    log.setup("tests", lines, gathers=True)
    log.get("orders").info("first")
    log.get("orders").warning("second")
    assert [json.loads(line)["event"] for line in lines.getvalue().splitlines()] == ["first", "second"]
    log.get("orders").info("third")
    until = time.monotonic() + 5
    while "third" not in lines.getvalue() and time.monotonic() < until:
        time.sleep(0.02)
    assert json.loads(lines.getvalue().splitlines()[-1])["event"] == "third"


class FullDisk(io.StringIO):
    """A stream that takes nothing while there is no room."""

    is_full = True

    def write(self, text: str) -> int:
        if self.is_full:
            raise OSError(28, "No space left on device")
        return super().write(text)


def test_lines_that_could_not_be_written_fail_nobody_and_stop_none_after_them(lines: io.StringIO) -> None:
    stream = FullDisk()
    log.setup("tests", stream, gathers=True)
    log.get("orders").warning("lost")
    log.get("orders").info("lost too")
    time.sleep(3 * log.GATHER_SECONDS)
    stream.is_full = False
    log.get("orders").info("written")
    until = time.monotonic() + 5
    while not stream.getvalue() and time.monotonic() < until:
        time.sleep(0.02)
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["written"]


def say_goodbye(kept: Path) -> None:
    log.setup("tests", kept.open("w"), gathers=True)
    log.get("orders").info("goodbye")


def test_what_a_forked_worker_says_last_is_written(tmp_path: Path) -> None:
    worker = multiprocessing.get_context("fork").Process(target=say_goodbye, args=(tmp_path / "log",))
    worker.start()
    worker.join(10)
    assert json.loads((tmp_path / "log").read_text())["event"] == "goodbye"


def say_more() -> None:
    log.get("orders").info("goodbye")


@pytest.mark.usefixtures("lines")
def test_a_worker_that_was_forked_from_who_gathers_writes_its_own_lines(tmp_path: Path) -> None:
    log.setup("tests", (tmp_path / "log").open("a"), gathers=True)
    log.get("orders").info("hello")  # from now on a thread writes, which the worker will not have
    worker = multiprocessing.get_context("fork").Process(target=say_more)
    worker.start()
    worker.join(10)
    time.sleep(3 * log.GATHER_SECONDS)
    told = (tmp_path / "log").read_text().splitlines()
    assert sorted(json.loads(line)["event"] for line in told) == ["goodbye", "hello"]
