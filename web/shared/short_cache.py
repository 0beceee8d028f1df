"""Keeping for seconds, in this process alone, what many ask for and nobody is harmed by when it is a little old."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar
from weakref import WeakSet

Kept = TypeVar("Kept")

_every: "WeakSet[ShortCache]" = WeakSet()


def forget_all() -> None:
    """Forget everything that is kept anywhere: for tests, whose rows are undone."""
    for cache in _every:
        cache.clear()


class ShortCache(Generic[Kept]):
    """At most so many answers, each for a time; what could not be made is not kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[float, Kept]] = OrderedDict()
        self._making: set[Hashable] = set()
        self._lock = Lock()
        _every.add(self)

    def find(self, key: Hashable, seconds: float) -> Kept | None:
        """Give what is kept under a key and not older than `seconds`."""
        made_at, kept = self._kept.get(key, (float("-inf"), None))
        return kept if monotonic() - made_at < seconds else None

    def get(
        self, key: Hashable, seconds: float, make: Callable[[], Kept | None], *, grace: float = 0.0
    ) -> Kept | None:
        """Give what is kept under a key and not older than `seconds`, else what `make` gives.

        While somebody makes it anew, others are given what is older by `grace` at the most.
        """
        kept = self.find(key, seconds + grace if key in self._making else seconds)
        if kept is not None:
            return kept
        self._making.add(key)
        try:
            made = make()
        finally:
            self._making.discard(key)
        if made is not None:
            self._keep(key, made)
        return made

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()

    def _keep(self, key: Hashable, made: Kept) -> None:
        with self._lock:
            self._kept[key] = (monotonic(), made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
