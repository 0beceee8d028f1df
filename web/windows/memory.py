"""The pages a process has at hand: bounded by bytes, the ones not asked for longest leave first."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from core.publishing.types import Address, Note

Key = tuple[str, str, str, str]  # host, raw path with query, chosen currency, encoding
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Shown:
    """A page ready to be sent in one encoding; `paused` is the same with the word that buying is paused."""

    address: Address
    name: str
    note: Note
    status: str
    headers: Headers
    headers_unchanged: Headers
    body: bytes
    look_again_at: float
    asks: int = 0
    paused: tuple[Headers, bytes] | None = None


class Memory:
    """Pages by key. Reading takes no lock: whoever reads a page that leaves just then still has it whole."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._pages: OrderedDict[Key, Shown] = OrderedDict()
        self._names: dict[str, set[Key]] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Shown | None:
        return self._pages.get(key)

    def put(self, key: Key, page: Shown) -> None:
        """Keep a page under a key."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._names.setdefault(page.name, set()).add(key)
            self._size += _weight(page)
            while self._size > self._most and len(self._pages) > 1:
                self._drop(next(iter(self._pages)))

    def keep_warm(self) -> None:
        """Put what was asked for since the last time behind what was not."""
        with self._lock:
            for key in [key for key, page in self._pages.items() if page.asks]:
                self._pages.move_to_end(key)

    def forget(self, name: str) -> None:
        """Drop a page in all its forms."""
        with self._lock:
            for key in list(self._names.get(name, ())):
                self._drop(key)

    def take_asks(self) -> dict[Address, int]:
        """Give how often each page was asked for since the last time."""
        asks: dict[Address, int] = {}
        for page in list(self._pages.values()):
            if page.asks:
                asks[page.address] = asks.get(page.address, 0) + page.asks
                page.asks = 0
        return asks

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._names.clear()
            self._size = 0

    @property
    def size(self) -> int:
        return self._size

    def __len__(self) -> int:
        return len(self._pages)

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self._size -= _weight(page)
        keys = self._names.get(page.name, set())
        keys.discard(key)
        if not keys:
            self._names.pop(page.name, None)


def _weight(page: Shown) -> int:
    return len(page.body) + 2000  # headers, note and keys
