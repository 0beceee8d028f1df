"""The watcher: one quiet thread per process that keeps the board up to date.

It looks at Valkey's note every second, and at the database whenever the note is another one and otherwise every
fifteen seconds. While both are away the last known switches stand. Who asks for the database's word at once, before
drawing what was marked because of a switch, never has it replaced by an older one.
"""

from collections.abc import Callable
from threading import Event as Flag
from threading import Lock, Thread
from time import monotonic

from core.platform import log
from core.platform.db import OUTAGES, reading
from core.switches import board, queries, telling

LOOK_SECONDS = 1.0
READ_SECONDS = 15.0
_reading = Lock()


class Watcher:
    """Keeps the board up to date; `chore` is run at each look, and what it raises is only logged."""

    def __init__(self, chore: Callable[[], object] | None = None) -> None:
        self._chore = chore
        self._note: bytes | None = None
        self._read_at = float("-inf")
        self._stop = Flag()

    def start(self) -> None:
        """Look once, here, and from now on in a thread that ends with the process."""
        self._try(self.look)
        Thread(target=self._run, name="switches", daemon=True).start()

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()

    def look(self) -> None:
        """Bring the board up to date where that is due."""
        note = telling.told()
        is_news = note is not None and note != self._note
        if not is_news and monotonic() - self._read_at < READ_SECONDS:
            return
        if refresh():
            self._note, self._read_at = note, monotonic()
        elif is_news and note is not None:
            board.put_up(telling.read(note))

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self._try(self.look)
            if self._chore is not None:
                self._try(self._chore)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as problem:  # a thread that ends would leave the switches as they are for good
            log.get(__name__).warning("switches could not be watched", problem=type(problem).__name__)


def refresh() -> bool:
    """Read the switches from the database onto the board; says whether it answered."""
    with _reading:
        try:
            with reading():
                standings = queries.list_standing()
        except OUTAGES:
            return False
        board.put_up(standings)
    return True
