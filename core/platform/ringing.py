"""Ringing for those who wait for the database: after the commit, and once for many commits of the same moment.

A NOTIFY within a transaction has PostgreSQL commit one such transaction after another, in all sessions. So whoever
recorded something only says so, and one thread of the process rings with a connection of its own, again and again
while the database is away. A process that is killed before costs its hearers a rest: they also look by themselves.
"""

import atexit
import os
from collections.abc import Iterable
from threading import Condition, Lock, Thread

import psycopg

from core.platform.line import open_line

GATHER_SECONDS = 0.01  # in which further rings of a channel are the same ring
PATIENCE_SECONDS = 1.0  # before the next try while the database is away


class Ringer:
    """Rings from a thread of this process, which begins with the first ring."""

    def __init__(self) -> None:
        self._wanted: set[str] = set()
        self._news = Condition()
        self._process = 0
        self._line: psycopg.Connection | None = None
        self._using = Lock()

    def ring(self, channels: Iterable[str]) -> None:
        """Have channels rung soon; asks nothing of the database here and now."""
        with self._news:
            self._wanted.update(channels)
            if self._process != os.getpid():  # the first ring, or the first one after a fork
                self._process, self._line = os.getpid(), None
                Thread(target=self._work, name="ringer", daemon=True).start()
            self._news.notify()

    def finish(self) -> None:
        """Ring what is still to be rung, because the process is about to end."""
        with self._news:
            wanted, self._wanted = self._wanted, set()
            is_ours = self._process == os.getpid()
        if wanted and is_ours:
            self._tell(wanted)
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection; the next ring opens another, to whatever database is meant by then."""
        with self._using:
            if self._line is not None and self._process == os.getpid():
                self._line.close()
            self._line = None

    def _work(self) -> None:
        while True:
            with self._news:
                while not self._wanted:
                    self._news.wait()
                wanted, self._wanted = self._wanted, set()
            is_told = self._tell(wanted)
            with self._news:
                if not is_told:
                    self._wanted |= wanted
                pause = GATHER_SECONDS if is_told else PATIENCE_SECONDS
                self._news.wait_for(lambda: False, timeout=pause)

    def _tell(self, channels: Iterable[str]) -> bool:
        with self._using:
            try:
                if self._line is None or self._line.closed:
                    self._line = open_line(5)
                for channel in sorted(channels):
                    self._line.execute("SELECT pg_notify(%s, '')", [channel])
            except psycopg.Error:
                self._line = None
                return False
        return True


_ringer = Ringer()
ring, hang_up = _ringer.ring, _ringer.hang_up
atexit.register(_ringer.finish)
