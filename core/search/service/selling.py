"""Writing what every purchase moves: how many are left and how many were sold. All else in the index stays.

A number that is another one changes no count beside a listing. Where goods are sold out, there again or sent from
elsewhere, listings count otherwise, and all facts of the product are written anew.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, select, update

from core.platform.db import session
from core.search import policy
from core.search.models import Fact
from core.search.service.gathering import shelves_of, units_sold
from core.search.service.holding import hold, move
from core.search.service.indexing import index_facts, stock_of
from core.search.service.telling import tell_words


def index_stock(product_ids: Iterable[int]) -> None:
    """Write what is left of products."""
    ids = sorted(set(product_ids))
    if not ids:
        return
    hold(ids)
    shelves = shelves_of(ids)
    moved, turned, reworded = [], set[int](), set[int]()
    written = select(Fact.site_id, Fact.product_id, Fact.available, Fact.ships_from)
    for site_id, id, before, sent_from in session().execute(written.where(Fact.product_id.in_(ids))):
        now, ships_from = stock_of(shelves.get(id, ()), site_id)
        if (now > 0, ships_from) != (before > 0, sent_from):
            turned.add(id)
        elif now != before:
            moved.append({"site_id": site_id, "product_id": id, "available": now})
            if policy.stock_of(now) != policy.stock_of(before):
                reworded.add(id)
    if moved:
        session().execute(update(Fact), moved)
    tell_words(reworded)
    index_facts(turned)


def index_sales(product_ids: Iterable[int]) -> None:
    """Write how many of products were sold, and let searches find first what sells well."""
    ids = sorted(set(product_ids))
    if not ids:
        return
    held, sold = hold(ids), units_sold(ids)
    other = update(Fact).where(Fact.product_id == bindparam("id"), Fact.sold != bindparam("units"))
    rows = [{"id": id, "units": sold.get(id, 0)} for id in ids]
    session().connection().execute(other.values(sold=bindparam("units")), rows)
    move(held, {id: sold.get(id, 0) for id in ids})
