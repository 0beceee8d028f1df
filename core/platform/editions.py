"""What each process keeps of things that seldom change, and how it learns that they did.

Whoever changes such a thing renews its edition in the same transaction; whoever keeps something made of it asks for the
editions in force, once per session, and makes it anew where one is another. So nothing kept is ever older than what
the session reads, in any process, whoever wrote; only what is kept briefly may lag, where a process says so. Editions
are random numbers: one that was rolled back never returns.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from secrets import randbelow
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import BigInteger, String, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.composed import Composed
from core.platform.db import Model, read_rows, session

MOST_KEPT = 1024  # things per process; the one that was asked for longest ago goes first
LONGEST_SECONDS = 60  # for what also follows from things without an edition
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Kept:
    editions: Sequence[int]
    made: Any
    at: float


_kept: OrderedDict[Hashable, _Kept] = OrderedDict()
_lag = 0.0


class Edition(Model):
    """The edition in force of something that processes keep; without a row it is not kept."""

    __tablename__ = "editions"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


_EDITIONS = Composed(select(Edition.name, Edition.number))


def renew(name: str) -> None:
    """Let every process make anew what it keeps of this, as soon as the transaction commits."""
    row = insert(Edition).values(name=name, number=randbelow(2**62))
    session().execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"number": row.excluded.number})
    )
    session().info.pop("editions", None)


def kept(names: Sequence[str], key: Hashable, make: Callable[[], Made]) -> Made:
    """Give what is kept under a key, made while the editions of all names were those in force; else make it.

    One statement per session, whatever is asked for. What is kept is shared: it must not be changed.
    """
    return _kept_or_made(names, key, make, longest=inf, lag=0)


def kept_briefly(names: Sequence[str], key: Hashable, make: Callable[[], Made]) -> Made:
    """Give the same for a minute at most; a process that may lag gives what is seconds old under any edition."""
    return _kept_or_made(names, key, make, longest=LONGEST_SECONDS, lag=_lag)


def let_lag(seconds: float) -> None:
    """Let this process give what is so old although it has changed: for one that answers, not one that makes pages."""
    global _lag
    _lag = seconds


def beside() -> Any:
    """Give a column that holds all editions, for the statement a page begins with: it saves the page one of its own.

    Whoever reads it has to `learn` it.
    """
    return select(func.jsonb_object_agg(Edition.name, Edition.number)).scalar_subquery()


def learn(found: Mapping[str, int] | None) -> None:
    """Take the editions that were read beside something else as those of this session."""
    session().info.setdefault("editions", found or {})


def _kept_or_made(
    names: Sequence[str], key: Hashable, make: Callable[[], Made], *, longest: float, lag: float
) -> Made:
    found, now = _kept.get(key), monotonic()
    if found is None or now - found.at >= lag:
        known = _in_force()
        editions = [known[name] for name in names if name in known]
        if len(editions) < len(names):
            return make()
        if found is None or found.editions != editions or now - found.at >= longest:
            found = _kept[key] = _Kept(editions, make(), now)
            _let_go()
    _move_to_end(key)
    made: Made = found.made
    return made


def _let_go() -> None:
    try:
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    except KeyError:  # another thread was quicker
        return


def _move_to_end(key: Hashable) -> None:
    try:
        _kept.move_to_end(key)
    except KeyError:  # another thread has just let go of it
        return


def _in_force() -> dict[str, int]:
    info = session().info
    if "editions" not in info:
        info["editions"] = dict(read_rows(_EDITIONS))
    found: dict[str, int] = info["editions"]
    return found
