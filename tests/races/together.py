"""Many acts at one moment: threads with transactions of their own that really commit."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from core.kernel.refusal import Refusal

T = TypeVar("T")

MOST = 64
PATIENCE = 60


def together(acts: Sequence[Callable[[], T]]) -> list[T | Refusal]:
    """Start all acts at once and give what each came to, a refusal included; anything else is raised.

    A deadlock is never an answer here: PostgreSQL would raise it, and waiting for ever fails by timeout.
    """
    assert len(acts) <= MOST
    gate = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Refusal:
        gate.wait(PATIENCE)
        try:
            return act()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        started = [pool.submit(run, act) for act in acts]
        return [one.result(timeout=PATIENCE) for one in started]


def refusals(answers: Sequence[object]) -> list[Refusal]:
    """Give the acts that were refused."""
    return [answer for answer in answers if isinstance(answer, Refusal)]


def successes(answers: Sequence[T | Refusal]) -> list[T]:
    """Give what the acts came to that were not refused."""
    return [answer for answer in answers if not isinstance(answer, Refusal)]
