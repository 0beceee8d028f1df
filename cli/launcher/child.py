"""One child of the launcher: running, or waiting to be started again, a little longer each time."""

import os
import signal
import subprocess
import time
from contextlib import suppress

from cli.servers.program import Program, kill_group
from core.platform import log

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 30.0  # seconds of life that make earlier failures forgotten
RETIRES_AFTER = 5.0  # seconds of life after which an end without a complaint is no failure


class Child:
    """A program, its process, and how often it has failed of late."""

    def __init__(self, program: Program, *, lasting: bool = True) -> None:
        self.program = program
        self.lasting = lasting
        self.process: subprocess.Popen[bytes] | None = None
        self.status = 0
        self.due = 0.0
        self.last_words = "nothing"
        self._failures = 0
        self._begun = 0.0
        self._rest = b""

    @property
    def is_running(self) -> bool:
        """Say whether its process exists; a finished one is collected by asking."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the process; its output comes to us only if we have to translate it."""
        self._begun = time.monotonic()
        self.process = self.program.spawn(subprocess.PIPE if self.program.reader else None)
        if self.process.stdout:
            os.set_blocking(self.process.stdout.fileno(), False)

    def bury(self) -> None:
        """Clear away a process that ended by itself, and set the moment of the next start."""
        if self.process is None:
            return
        kill_group(self.process)
        self.status = self.process.returncode
        self.process = None
        if self.status == 0 and time.monotonic() - self._begun > RETIRES_AFTER:
            self.due = 0.0
            log.get(__name__).info("a process has retired; the next one takes over", child=self.program.name)
        else:
            self.postpone(f"ended with status {self.status}")

    def postpone(self, reason: str) -> None:
        """Set the moment of the next start, later with every failure in a row."""
        now = time.monotonic()
        self._failures = 0 if now - self._begun > STEADY_AFTER else self._failures
        pause = min(FIRST_PAUSE * 2**self._failures, LONGEST_PAUSE)
        self._failures += 1
        self.due = now + pause
        told = log.get(__name__)
        told.error("a process is started again", child=self.program.name, reason=reason, in_seconds=pause)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, if there still is one."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    def read(self) -> bool:
        """Pass what it has written on to the log; says whether more may come."""
        if self.process is None or self.process.stdout is None or self.process.stdout.closed:
            return True
        chunk = self.process.stdout.read(65536)
        if chunk is None:
            return True
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self._tell(line.decode(errors="replace"))
        return bool(chunk)

    def _tell(self, line: str) -> None:
        told = self.program.reader(line) if self.program.reader else None
        if told:
            level, text = told
            self.last_words = text
            getattr(log.get(__name__), level)(text, child=self.program.name)
