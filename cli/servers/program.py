"""A program to be run beside the shop: what to start, as whom, and how it stops."""

import os
import signal
import subprocess
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from cli.servers.account import Account
from cli.servers.tether import dying_with_parent

Line = tuple[str, str]  # level and text


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Program:
    """`reader` turns a line of output into one of the log; without it the program writes the log itself.

    `niceness` is how far it stands back while others want the processor, as `nice` counts it.
    """

    name: str
    argv: tuple[str, ...]
    folder: Path
    account: Account | None = None
    environment: Mapping[str, str] | None = None
    stop_with: signal.Signals = signal.SIGTERM
    reader: Callable[[str], Line | None] | None = None
    before: Callable[[], None] = _nothing
    niceness: int = 0

    def spawn(self, output: int | IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
        """Start it in a session of its own, so that a Ctrl-C of the terminal reaches the launcher alone."""
        self.before()
        with warnings.catch_warnings():
            # Python warns of forking with threads; what runs between fork and exec here takes no lock.
            warnings.simplefilter("ignore", DeprecationWarning)
            return subprocess.Popen(
                self.argv,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output is not None else None,
                start_new_session=True,
                preexec_fn=self._begin(),  # noqa: PLW1509
                **(self.account.identity() if self.account else {}),
            )

    def _begin(self) -> Callable[[], None]:
        """Give what the child does between fork and exec."""
        tie, niceness = dying_with_parent(self.stop_with), self.niceness

        def begin() -> None:
            os.nice(niceness)
            if tie is not None:
                tie()

        return begin


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill what is left of a program's own session; harmless when nothing is."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def kill_descendants() -> None:
    """Kill everything that this process started or adopted, however deep."""
    left = psutil.Process().children(recursive=True)
    for descendant in left:
        with suppress(psutil.Error):
            descendant.kill()
    psutil.wait_procs(left, timeout=1)
