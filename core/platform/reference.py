"""Reference data: tariffs, tax rates, stock locations and their like, read at every quote and seldom changed.

A trigger on each of their tables renews the edition that bears the table's name, in the transaction that makes the
change, whoever writes and by whichever way. Inside `proven()` what was made of such tables is kept as `editions`
keeps it; outside everything is read from its tables, so that who has just changed them sees the change.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from core.platform import db, editions

Made = TypeVar("Made")


@contextmanager
def proven() -> Iterator[None]:
    """Let `kept` use what is in the process while the block lasts; a transaction looks at the editions anew."""
    info = db.session().info
    if "proven" in info:
        yield
        return
    if db.is_writing():
        info.pop("editions", None)
    info["proven"] = True
    try:
        yield
    finally:
        del info["proven"]


def kept(tables: tuple[str, ...], key: Hashable, make: Callable[[], Made]) -> Made:
    """Give what was made of tables under a key if they are unchanged, else make it. Never change what you get."""
    if "proven" not in db.session().info:
        return make()
    return editions.kept(tables, ("reference", tables, key), make)
