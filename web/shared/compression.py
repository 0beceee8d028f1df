"""Pages shrink on the wire: gzip for whoever accepts it, pages with secrets in them apart.

A compressed page that mixes a secret with words of a stranger can leak the secret by its size. Personal pages
say `private` in Cache-Control, and those are left as they are.
"""

import gzip
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

SMALLEST = 600
LEVEL = 5
MOST_TEMPERS = 500  # different Accept-Encoding headers that are remembered


class Compressed:
    """WSGI middleware that compresses shared HTML, JSON, XML and text."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # Without a body there is nothing to tell the length of the compressed one by.
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        if environ["REQUEST_METHOD"] == "HEAD" or not takes_gzip(accepted):
            return self.application(environ, start_response)
        answer: dict[str, Any] = {}

        def hold(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer.update(status=status, headers=headers, exc_info=exc_info)
            return lambda _: None

        parts = self.application(environ, hold)
        names = {name.lower(): value for name, value in answer["headers"]}
        if not _may_shrink(names):
            start_response(answer["status"], answer["headers"], answer["exc_info"])
            return parts
        return _shrunk(parts, answer, start_response)


@lru_cache(maxsize=MOST_TEMPERS)
def encodings_in(accepted: str) -> dict[str, bool]:
    """Read an Accept-Encoding header: what it names, and whether that is taken or refused."""
    taken = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.strip().partition(";")
        taken[name.strip()] = quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return taken


def takes_gzip(accepted: str) -> bool:
    """Say whether we compress for whoever sends this Accept-Encoding header: only if it names gzip."""
    return encodings_in(accepted).get("gzip", False)


def _may_shrink(headers: dict[str, str]) -> bool:
    kind = headers.get("content-type", "").partition(";")[0]
    is_text = kind.startswith("text/") or kind in {"application/json", "application/xml", "image/svg+xml"}
    is_personal = "private" in headers.get("cache-control", "") or "set-cookie" in headers
    is_long = int(headers.get("content-length", 0)) >= SMALLEST
    return is_text and is_long and not is_personal and "content-encoding" not in headers


def _shrunk(parts: Any, answer: dict[str, Any], start_response: Any) -> list[bytes]:
    try:
        body = gzip.compress(b"".join(parts), LEVEL, mtime=0)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    kept = [(name, value) for name, value in answer["headers"] if not _is_of_plain_bytes(name.lower(), value)]
    kept += [("Content-Length", str(len(body))), ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
    start_response(answer["status"], kept, answer["exc_info"])
    return [body]


def _is_of_plain_bytes(name: str, value: str) -> bool:
    """Say whether a header speaks of the very bytes; a weak tag speaks of the page, compressed or not."""
    return name == "content-length" or (name == "etag" and not value.startswith("W/"))
