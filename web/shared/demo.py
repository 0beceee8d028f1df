"""Whether this shop is the demo world, whose mails everybody may read."""

from functools import lru_cache
from time import monotonic

from core.ops import queries
from core.platform.db import reading
from core.platform.settings import settings

KNOWN_FOR_SECONDS = 30


def has_mailbox() -> bool:
    """Say whether there is a mailbox page; known for half a minute, because every page asks."""
    return settings().demo and _is_demo_at(int(monotonic() / KNOWN_FOR_SECONDS), settings().database_url)


def forget() -> None:
    """Ask the database anew at the next question."""
    _is_demo_at.cache_clear()


@lru_cache(maxsize=2)
def _is_demo_at(_: int, __: str) -> bool:
    with reading():
        return queries.is_demo_loaded()
