"""Watches over the children: passes their words on, starts the dead again, stops all in order.

It is one thread that sleeps until a signal, a child's end or a child's output wakes it.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from cli.launcher.child import Child
from cli.launcher.signals import Signals
from cli.servers import orphans
from cli.servers.program import Program, kill_descendants, kill_group
from cli.servers.tether import adopt_orphans
from core.platform import log

NAP = 0.25


class StopAsked(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class Supervisor:
    """The children of one launcher, in the order in which they were started."""

    def __init__(self, data: Path, signals: Signals) -> None:
        self._data = data
        self._signals = signals
        self._children: list[Child] = []
        self._adopts = adopt_orphans()

    def add(self, program: Program, *, lasting: bool = True) -> Child:
        """Start a program and watch over it from now on; one that is not lasting may end by itself."""
        child = Child(program, lasting=lasting)
        self._children.append(child)
        self._start(child)
        return child

    def watch(self, until: Callable[[], bool]) -> None:
        """Watch until something is true; raises StopAsked when that comes first."""
        while not until():
            if self._signals.stop_asked:
                raise StopAsked
            self._listen(NAP)
            self._revive()

    def run(self, program: Program) -> int:
        """Run a program that ends by itself, watching over the others meanwhile; gives its status."""
        child = Child(program, lasting=False)
        self._children.append(child)
        self._start(child)
        try:
            self.watch(lambda: not child.is_running)
        finally:
            self._stop([child], time.monotonic() + 3)
            self._children.remove(child)
        return child.status

    def stop(self, phases: Sequence[tuple[Callable[[str], bool], float]]) -> None:
        """Stop the children phase by phase, each with a moment by which it has ended; then nothing is left."""
        begun = time.monotonic()
        for belongs, latest in phases:
            self._stop([child for child in self._children if belongs(child.program.name)], begun + latest)
        kill_descendants()
        self._children.clear()

    def _start(self, child: Child) -> None:
        child.start()
        if child.process and child.process.stdout:
            self._signals.listen_to(child.process.stdout, child)
        self._note()

    def _start_again(self, child: Child) -> None:
        try:
            self._start(child)
        except (OSError, click.ClickException) as problem:
            child.postpone(str(problem))

    def _note(self) -> None:
        orphans.write_down(self._data, [child.process.pid for child in self._children if child.process])

    def _listen(self, seconds: float) -> None:
        for child in self._signals.wait(seconds):
            if not child.read():
                self._drain(child)
        if self._adopts:
            self._collect_adopted()

    def _revive(self) -> None:
        for child in self._children:
            if child.process is None and time.monotonic() >= child.due:
                self._start_again(child)
            elif child.lasting and child.process is not None and not child.is_running:
                self._drain(child)
                child.bury()

    def _drain(self, child: Child) -> None:
        output = child.process.stdout if child.process else None
        if output is not None and not output.closed:
            child.read()
            self._signals.forget(output)
            output.close()

    def _stop(self, children: list[Child], deadline: float) -> None:
        for child in children:
            child.signal(child.program.stop_with)
        while any(child.is_running for child in children) and time.monotonic() < deadline:
            self._listen(0.1)
        for child in children:
            self._end(child)

    def _end(self, child: Child) -> None:
        if child.process is None:
            return
        if child.is_running:
            log.get(__name__).warning("killing a process that did not stop in time", child=child.program.name)
        kill_group(child.process)
        child.status = child.process.wait()
        self._drain(child)
        child.process = None

    def _collect_adopted(self) -> None:
        """Collect the ends of processes that became ours when their parents died."""
        own = {child.process.pid for child in self._children if child.process}
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None or ended.si_pid in own:
                return
            os.waitpid(ended.si_pid, 0)
