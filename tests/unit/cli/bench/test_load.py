"""The load tool against a server of a few lines: what it asks for, and where the next measurement goes on."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from cli.bench import tools
from cli.bench.load import Load, anew, gets
from cli.bench.stage import Stage
from tests.factories.listener import Silent, listening
from tests.proxy import TOOLS


class Noting(Silent):
    seen: list[str]

    def do_GET(self) -> None:  # noqa: N802 - http.server's name
        self.seen.append(self.path)
        self.send_response(404 if self.path.startswith("/gone") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def server() -> Iterator[tuple[int, list[str]]]:
    seen: list[str] = []
    with listening(Noting, seen=seen) as port:
        yield port, seen


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    if tools.find("wrk", TOOLS) is None and tools.autocannon(TOOLS) is None:
        pytest.skip("there is no load tool, and neither apt-get nor npm that could fetch one")
    nothing = SimpleNamespace(of=lambda sample: sample)
    return cast(Stage, SimpleNamespace(data=tmp_path, tools=TOOLS, spending=lambda: nothing))


def test_what_is_asked_anew_is_never_asked_twice(server: tuple[int, list[str]], stage: Stage) -> None:
    port, seen = server
    load = Load(stage, port, anew(["/a?from=bench", "/b"]), connections=2)
    load(1)
    load(1)
    assert len(set(seen)) == len(seen) > 100
    assert {path.split("turn=")[0] for path in seen} == {"/a?from=bench&", "/b?"}


def test_a_measurement_goes_on_where_the_last_one_ended(server: tuple[int, list[str]], stage: Stage) -> None:
    port, seen = server
    paths = [f"/{number}" for number in range(1000)]
    load = Load(stage, port, gets(paths), connections=1)
    load(1)
    first = len(seen)
    load(1)
    assert seen[first] in [paths[(first + ahead) % len(paths)] for ahead in range(3)]


def test_answers_that_are_refusals_count_as_failed(server: tuple[int, list[str]], stage: Stage) -> None:
    found = Load(stage, server[0], gets(["/here", "/gone"]), connections=1)(1)
    assert abs(found.failed - found.done) <= 1
