"""Shared pages that no file holds: answers to queries, kept for two seconds at most in the memory of the process.

So are fragments for strangers: suggestions, and what is live on a page for a browser that brings nothing of its own.
On a busy day many search for the same word, and narrow the same category, within the same second. One draws the page,
the others wait for it or are shown the one before. A price may be as old on them as the promise for generated pages
allows, and what is charged is asked anew at the cart.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Event as Flag
from threading import Lock
from time import monotonic
from typing import Any

from web.shared.caching import AGAIN, ALIKE, SHARED
from web.windows.memory import Headers, Key

SECONDS = 1.0
GRACE_SECONDS = 1.0  # for which the page before is shown while one draws the next
PATIENCE_SECONDS = 5.0
MOST_BYTES = 8 << 20
_PAGE = re.compile(r"/[a-z]{2}/")
_OWN = {"x-request-id", "content-length"}
_BODILY = {"content-type", "content-encoding", "content-length"}
_UNCHANGED = f"{HTTPStatus.NOT_MODIFIED.value} {HTTPStatus.NOT_MODIFIED.phrase}"


@dataclass(slots=True)
class Glimpse:
    """An answer as it is sent again, until `last` at the most; `looks` counts those that nobody was told of yet."""

    headers: Headers
    etag: str
    body: bytes
    until: float
    last: float
    again: Callable[[int], None] | None
    looks: int = 0


class Glimpses:
    """Answers by host, path with query, currency and encoding: bounded by bytes, the oldest leave first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Glimpse] = OrderedDict()
        self._drawn: dict[Key, Flag] = {}
        self._size = 0
        self._lock = Lock()

    def answer(self, key: Key, onward: Any, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer by what somebody else was just shown, or let `onward` answer and keep what everybody may see."""
        known, mine = self._kept.get(key), Flag()
        if known is not None and monotonic() < known.until:
            return _looked(known, environ, start_response)
        if environ["REQUEST_METHOD"] != "GET" or not _PAGE.match(environ["PATH_INFO"]):
            return onward(environ, start_response)
        if known is not None and monotonic() < known.last:
            known.until = known.last
            self._drawn.setdefault(key, mine)
        elif (known := self._awaited(key, mine)) is not None and monotonic() < known.until:
            return _looked(known, environ, start_response)
        try:
            return self._asked(key, onward, environ, start_response)
        finally:
            self._done(key, mine)

    def _awaited(self, key: Key, mine: Flag) -> Glimpse | None:
        """Wait for whoever draws the page at this very moment; None where it is ours to draw.

        Where that takes too long, one of those who wait takes over and the others wait for it: never all at once.
        """
        drawer = self._drawn.setdefault(key, mine)
        while drawer is not mine:
            if drawer.wait(PATIENCE_SECONDS):
                return self._kept.get(key)
            with self._lock:
                if self._drawn.get(key) in {drawer, None}:
                    self._drawn[key] = mine
                drawer = self._drawn[key]
        return None

    def _done(self, key: Key, mine: Flag) -> None:
        mine.set()
        with self._lock:
            if self._drawn.get(key) is mine:
                del self._drawn[key]

    def take_looks(self) -> list[tuple[Callable[[int], None], int]]:
        """Give what is to be told of further looks since the last time, and how many they were."""
        told = []
        for glimpse in list(self._kept.values()):
            if glimpse.again is not None and glimpse.looks:
                told.append((glimpse.again, glimpse.looks))
                glimpse.looks = 0
        return told

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _asked(self, key: Key, onward: Any, environ: dict[str, Any], start_response: Any) -> Any:
        held: dict[str, Any] = {}

        def hold(status: str, headers: Headers, exc_info: Any = None) -> Any:
            held.update(status=status, headers=headers, exc_info=exc_info)
            return lambda _: None

        parts = onward(environ, hold)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        self._keep(key, held, body, environ)
        start_response(held["status"], held["headers"], held["exc_info"])
        return [body]

    def _keep(self, key: Key, held: dict[str, Any], body: bytes, environ: dict[str, Any]) -> None:
        told = {name.lower(): value for name, value in held["headers"]}
        is_for_all = told.get("cache-control") == SHARED or environ.get(ALIKE, False)
        if not held["status"].startswith("200") or not is_for_all or "set-cookie" in told:
            self._drop(key)
            return
        own = [(name, value) for name, value in held["headers"] if name.lower() not in _OWN]
        again = environ.get(AGAIN)
        until = monotonic() + SECONDS
        glimpse = Glimpse(own, told.get("etag", ""), body, until, until + GRACE_SECONDS, again)
        before = self._drop(key)
        if before is not None:
            glimpse.looks, glimpse.again = before.looks, again or before.again
        with self._lock:
            self._kept[key] = glimpse
            self._size += _weight(glimpse)
            while self._size > MOST_BYTES and len(self._kept) > 1:
                self._size -= _weight(self._kept.popitem(last=False)[1])

    def _drop(self, key: Key) -> Glimpse | None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._size -= _weight(before) if before else 0
        return before


def _weight(glimpse: Glimpse) -> int:
    return len(glimpse.body) + 2000  # headers and key


def _looked(known: Glimpse, environ: dict[str, Any], start_response: Any) -> list[bytes]:
    known.looks += 1
    return _sent(known, environ, start_response)


def _sent(known: Glimpse, environ: dict[str, Any], start_response: Any) -> list[bytes]:
    if known.etag and known.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response(_UNCHANGED, [one for one in known.headers if one[0].lower() not in _BODILY])
        return []
    start_response("200 OK", [*known.headers, ("Content-Length", str(len(known.body)))])
    return [known.body] if environ["REQUEST_METHOD"] == "GET" else []
