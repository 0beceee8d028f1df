"""Outgoing HTTP: a timeout always, retries only of what can heal, never inside a transaction."""

from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from core.platform.db import is_writing
from core.platform.settings import settings

EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104


class OutageError(Exception):
    """Another system did not answer as it should; the caller's job is tried again later."""


def get(url: str, *, seconds: float = 20) -> bytes:
    """Fetch a document; raises OutageError after three tries."""
    return _send("GET", url, seconds=seconds)


def post(url: str, content: bytes, *, headers: dict[str, str], seconds: float = 10) -> bytes:
    """Post a document once; raises OutageError on anything but a 2xx."""
    return _once("POST", url, seconds=seconds, content=content, headers=headers)


def nearest(url: str) -> tuple[str, str]:
    """Give the address to connect to for one of our own addresses, and the host to ask for there.

    Names under localhost are this very machine, though not every machine can resolve them; the shop that
    listens here is the one of the settings, whatever port stands before it.
    """
    asked = urlsplit(url)
    name = asked.hostname or ""
    if name != "localhost" and not name.endswith(".localhost"):
        return url, asked.netloc
    listening = settings().host
    near = "127.0.0.1" if listening in EVERYWHERE else listening
    near = f"[{near}]" if ":" in near else near
    return f"http://{near}:{settings().port}{asked.path}", asked.netloc


@cache
def _trust() -> SSLContext:
    """Give whose certificates we believe; reading them takes longer than a request does."""
    return httpx.create_ssl_context()


def _may_heal(problem: BaseException) -> bool:
    return isinstance(problem, OutageError) and not (400 <= (problem.args[1] or 599) < 500)


@retry(
    stop=stop_after_attempt(3),
    wait=wait_exponential_jitter(multiplier=0.5, max=5),
    retry=retry_if_exception(_may_heal),
    reraise=True,
)
def _send(method: str, url: str, **options: Any) -> bytes:
    return _once(method, url, **options)


def _once(method: str, url: str, *, seconds: float, **options: Any) -> bytes:
    if is_writing():
        raise RuntimeError("no network inside a transaction")
    try:
        answer = httpx.request(
            method, url, timeout=seconds, follow_redirects=method == "GET", verify=_trust(), **options
        )
    except httpx.HTTPError as problem:
        raise OutageError(f"{url}: {type(problem).__name__}", None) from problem
    if not answer.is_success:
        raise OutageError(f"{url}: status {answer.status_code}", answer.status_code)
    return answer.content
