"""What each process keeps of things that seldom change, and how it learns that they did.

Whoever changes such a thing renews its edition in the same transaction; whoever keeps something made of it asks for the
editions in force, once per session, and makes it anew where one is another. So nothing kept is ever older than what
the session reads, in any process, whoever wrote. Editions are random numbers: one that was rolled back never returns.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from secrets import randbelow
from typing import Any, TypeVar

from sqlalchemy import BigInteger, String, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.db import Model, session

MOST_KEPT = 512  # things per process; the one that was asked for longest ago goes first
Made = TypeVar("Made")

_kept: OrderedDict[Hashable, tuple[Sequence[int], Any]] = OrderedDict()


class Edition(Model):
    """The edition in force of something that processes keep; without a row it is not kept."""

    __tablename__ = "editions"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


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
    known = _in_force()
    editions = [known[name] for name in names if name in known]
    if len(editions) < len(names):
        return make()
    found = _kept.get(key)
    if found is None or found[0] != editions:
        found = editions, make()
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    else:
        _move_to_end(key)
    made: Made = found[1]
    return made


def _move_to_end(key: Hashable) -> None:
    try:
        _kept.move_to_end(key)
    except KeyError:  # another thread has just let go of it
        return


def _in_force() -> dict[str, int]:
    info = session().info
    if "editions" not in info:
        info["editions"] = dict(session().execute(select(Edition.name, Edition.number)).all())
    found: dict[str, int] = info["editions"]
    return found
