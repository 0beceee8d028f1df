"""Guarded calls: what is secondary may fail, be slow or be crowded without taking anything else along.

A gate lets few callers in at a time and lets go of its call for a while when too many of the last ones failed or
were too slow. Then single callers try it again; several good answers in a row open it, a bad one closes it for
longer than before. Libraries count failures in a row and know no slowness, so this is our own.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import monotonic


@dataclass(frozen=True, slots=True)
class Rule:
    """When a call is let go: `bad` of the last `window` calls failed or took longer than `slow` seconds.

    It rests for `rest` seconds, twice as long each time a trial fails, up to `longest`; `trials` good answers in
    a row end that. At most `crowd` callers of a process are inside at once.
    """

    window: int = 20
    bad: int = 10
    slow: float = 1.0
    rest: float = 15.0
    longest: float = 240.0
    trials: int = 3
    crowd: int = 4


@dataclass(frozen=True, slots=True)
class Fall:
    """What was seen when a call was let go, and for how many seconds it is."""

    calls: int
    failed: int
    slow: int
    rest: float
    problem: str


class LetGo(Exception):
    """The call was not made, or did not come to a good end; the text says why, for the log."""


class Gate:
    """The gate before one secondary call in this process; `fell` hears of each fall."""

    def __init__(
        self, rule: Rule, fell: Callable[[Fall], object], now: Callable[[], float] = monotonic
    ) -> None:
        self._rule, self._fell, self._now = rule, fell, now
        self._lock = Lock()
        self._inside = 0
        self._seen: deque[str] = deque(maxlen=rule.window)
        self._closed_until: float | None = None  # a moment while it rests and is tried, None while it is open
        self._rest = rule.rest
        self._good = 0
        self._is_trying = False

    @property
    def is_open(self) -> bool:
        """Say whether callers are let in as ever."""
        return self._closed_until is None

    @contextmanager
    def entered(self, *, passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
        """Make the call inside; raises LetGo where it may not be made or failed. `passing` are good answers too."""
        is_trial = self._enter()
        begun, problem = self._now(), ""
        try:
            yield
        except passing:
            raise
        except Exception as trouble:
            problem = type(trouble).__name__
            raise LetGo(problem) from trouble
        finally:
            self._leave(self._now() - begun, problem, is_trial)

    def _enter(self) -> bool:
        with self._lock:
            if self._inside >= self._rule.crowd:
                raise LetGo("crowded")
            is_trial = self._closed_until is not None
            if is_trial and (self._is_trying or self._now() < (self._closed_until or 0)):
                raise LetGo("resting")
            self._is_trying = is_trial
            self._inside += 1
            return is_trial

    def _leave(self, seconds: float, problem: str, is_trial: bool) -> None:
        seen = "failed" if problem else "slow" if seconds > self._rule.slow else "good"
        with self._lock:
            self._inside -= 1
            fall = self._tried(seen, problem) if is_trial else self._called(seen, problem)
        if fall is not None:
            self._fell(fall)

    def _called(self, seen: str, problem: str) -> Fall | None:
        self._seen.append(seen)
        if self._closed_until is not None or len(self._seen) - self._seen.count("good") < self._rule.bad:
            return None
        return self._close(problem)

    def _tried(self, seen: str, problem: str) -> Fall | None:
        self._is_trying = False
        self._seen.append(seen)
        if seen != "good":
            self._rest = min(self._rest * 2, self._rule.longest)
            return self._close(problem)
        self._good += 1
        if self._good >= self._rule.trials:
            self._closed_until, self._rest, self._good = None, self._rule.rest, 0
            self._seen.clear()
        return None

    def _close(self, problem: str) -> Fall:
        self._closed_until, self._good = self._now() + self._rest, 0
        failed, slow = self._seen.count("failed"), self._seen.count("slow")
        return Fall(len(self._seen), failed, slow, self._rest, problem or "slow")
