"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

SECONDS_BETWEEN_LINES = 10.0

Advance = Callable[[int], None]


class Progress:
    """Tells the steps of one long command, one at a time; beside a command's answer where it is told `aside`."""

    def __init__(self, *, aside: bool = False) -> None:
        self.is_aside = aside

    @contextmanager
    def step(self, title: str, total: int) -> Iterator[Advance]:
        """Tell a step of `total` units; gives what to call with each number of units that are done."""
        if self._stream().isatty():
            yield from self._on_a_bar(title, total)
        else:
            yield from self._in_lines(title, total)

    def _on_a_bar(self, title: str, total: int) -> Iterator[Advance]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Bars(*columns, console=Console(file=self._stream())) as bars:
            task = bars.add_task(title, total=total)
            yield lambda units: bars.advance(task, units)

    def _in_lines(self, title: str, total: int) -> Iterator[Advance]:
        begun = told = time.monotonic()
        done = 0

        def advance(units: int) -> None:
            nonlocal done, told
            done += units
            if time.monotonic() - told > SECONDS_BETWEEN_LINES:
                told = time.monotonic()
                click.echo(f"{title}: {done} of {total}", err=self.is_aside)

        yield advance
        click.echo(f"{title}: {done} in {time.monotonic() - begun:.1f} s", err=self.is_aside)

    def _stream(self) -> TextIO:
        return sys.stderr if self.is_aside else sys.stdout
