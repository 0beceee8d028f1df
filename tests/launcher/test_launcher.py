"""`entrepot run` as an operator sees it: starts, survives, refuses, and leaves nothing behind.

The tests of one launcher run in the order in which they stand; the last one stops it.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cli.servers import places
from core.platform.settings import ROOT

ENTREPOT = Path(sys.executable).with_name("entrepot")
SECONDS_TO_START = 180
SECONDS_TO_STOP = 10


class Launcher:
    """One `entrepot run` over a data folder."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self._log = data.with_name("log").open("w+")
        self.process = subprocess.Popen(self.command(), stdout=self._log, stderr=subprocess.STDOUT, cwd="/")

    def command(self) -> list[str]:
        return [str(ENTREPOT), "run", "--no-demo", "--port", str(self.port), "--data", str(self.data)]

    def said(self) -> str:
        return Path(self._log.name).read_text()

    def wait_until_ready(self) -> None:
        wait_until(
            lambda: "Entrepot is ready" in self.said() or self.process.poll() is not None, SECONDS_TO_START
        )
        assert self.process.poll() is None, self.said()

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, *words: str) -> psutil.Process:
        own = psutil.Process(self.process.pid).children()
        return next(one for one in own if all(word in " ".join(one.cmdline()) for word in words))

    def status(self, path: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", path)
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._log.close()


def wait_until(happened: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="entrepot-launcher-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def launcher(home: Path) -> Iterator[Launcher]:
    started = Launcher(home / "data", free_port())
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.end()


def test_it_says_where_the_shop_is_and_the_shop_is_there(launcher: Launcher) -> None:
    assert f"\nEntrepot is ready: http://localhost:{launcher.port}/\n" in launcher.said()
    assert "password" not in launcher.said()
    assert (launcher.status("/healthz"), launcher.status("/readyz")) == (200, 200)


def test_a_second_launcher_on_the_same_data_is_refused_in_one_line(launcher: Launcher) -> None:
    second = subprocess.run(launcher.command(), capture_output=True, text=True, check=False, timeout=20)
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr.splitlines() == [
        f"Error: Entrepot already runs on {launcher.data.resolve()} (process {launcher.process.pid})"
    ]


def test_a_taken_port_is_refused_in_one_line_before_anything_starts(launcher: Launcher, home: Path) -> None:
    other = home / "other"
    command = [*launcher.command()[:-1], str(other)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert f"127.0.0.1:{launcher.port} is not free" in refused.stderr
    assert not (other / "postgres").exists()


def test_other_commands_find_the_running_servers(launcher: Launcher) -> None:
    environment = {**os.environ, "ENTREPOT_DATA": str(launcher.data)}
    upgraded = subprocess.run([ENTREPOT, "db", "upgrade"], env=environment, capture_output=True, check=False)
    assert upgraded.returncode == 0


@pytest.mark.parametrize(
    "words",
    [("postgres", "-D"), ("valkey-server",), ("entrepot", "web"), ("entrepot", "worker", "1")],
    ids=" ".join,
)
def test_a_killed_child_is_started_again(launcher: Launcher, words: tuple[str, ...]) -> None:
    before = launcher.child(*words).pid
    os.kill(before, signal.SIGKILL)

    def is_back() -> bool:
        try:
            return launcher.child(*words).pid != before and launcher.status("/readyz") == 200
        except (StopIteration, psutil.Error):
            return False

    wait_until(is_back, 20)
    assert '"reason": "ended with status -9"' in launcher.said()


def test_asked_to_stop_it_leaves_nothing_behind(launcher: Launcher) -> None:
    family = launcher.descendants()
    launcher.process.send_signal(signal.SIGTERM)
    assert launcher.process.wait(SECONDS_TO_STOP) == 0
    assert [one for one in family if one.is_running()] == []
    assert not {"lock", "run"} & {path.name for path in launcher.data.iterdir()}
    assert not (launcher.data / "postgres" / "postmaster.pid").exists()
    assert not places.sockets_folder(launcher.data.resolve()).exists()
    assert launcher.status("/healthz") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child's life to its parent's")
def test_a_killed_launcher_takes_its_children_along_and_the_next_one_starts(home: Path) -> None:
    killed = Launcher(home / "data", free_port())
    killed.wait_until_ready()
    family = killed.descendants()
    killed.end()
    psutil.wait_procs(family, timeout=SECONDS_TO_STOP)
    assert [one for one in family if one.is_running()] == []

    following = Launcher(home / "data", killed.port)
    try:
        following.wait_until_ready()
        following.process.send_signal(signal.SIGINT)
        assert following.process.wait(SECONDS_TO_STOP) == 0
    finally:
        following.end()


def test_the_scripts_are_valid_for_any_shell() -> None:
    for script in ("bin/run", "bin/test", "bin/setup", ".ci/run"):
        assert os.access(ROOT / script, os.X_OK), script
        subprocess.run(["sh", "-n", str(ROOT / script)], check=True)
