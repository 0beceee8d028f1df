"""What is kept for seconds for all processes, in Valkey, under marks that end it at once.

Whoever keeps something says under which marks it stands, and how these stood before it was made. Once one of them is
renewed it is not found any more, however late it was put there. Without Valkey nothing is kept; who does not reach it
leaves it alone for a while, so that nobody waits for it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_bytes
from time import monotonic
from typing import Any

from redis.exceptions import RedisError

from core.platform import log
from core.platform.cache import hasty
from core.platform.settings import settings

ROOT = "kept"
REST_SECONDS = 5.0
MARKED_SECONDS = 600  # longer than anything that was begun under a mark takes and lives
_WIDTH = 8
_NEVER = bytes(_WIDTH)

_rests_until = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """How marks stand, and what is kept under them, by name."""

    stamp: bytes
    values: dict[str, bytes]


def look(marks: Sequence[str], names: Sequence[str]) -> Found | None:
    """Give what is kept under names; None while nothing can be kept."""
    if _rests():
        return None
    asked = [f"{ROOT}:mark:{one}" for one in marks] + [f"{ROOT}:{one}" for one in names]
    try:
        told: list[Any] = hasty().execute_command("MGET", *asked)
    except RedisError as problem:
        _rest(problem)
        return None
    stamp = b"".join([one or _NEVER for one in told[: len(marks)]])
    kept = zip(names, told[len(marks) :], strict=True)
    size = len(stamp)
    return Found(stamp, {name: one[size:] for name, one in kept if one and one[:size] == stamp})


def keep(stamp: bytes, name: str, value: bytes, seconds: float) -> None:
    """Keep something as made under marks that stood so."""
    if _rests():
        return
    try:
        hasty().set(f"{ROOT}:{name}", stamp + value, px=int(seconds * 1000))
    except RedisError as problem:
        _rest(problem)


def renew(marks: Sequence[str]) -> bool:
    """End whatever is kept under marks; says whether that is certain."""
    if _rests():
        return False
    try:
        with hasty().pipeline(transaction=False) as told:
            for one in marks:
                told.set(f"{ROOT}:mark:{one}", token_bytes(_WIDTH), ex=MARKED_SECONDS)
            told.execute()
    except RedisError as problem:
        _rest(problem)
        return False
    return True


def forget_rest() -> None:
    """Ask again at once: for tests."""
    global _rests_until
    _rests_until = 0.0


def _rests() -> bool:
    return not settings().redis_url or monotonic() < _rests_until


def _rest(problem: RedisError) -> None:
    global _rests_until
    _rests_until = monotonic() + REST_SECONDS
    log.get(__name__).warning("nothing is kept for a while", problem=type(problem).__name__)
