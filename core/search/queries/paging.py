"""How a page is cut out of a listing: by what it is sorted, and from where."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import literal, tuple_
from sqlalchemy.sql import ColumnElement

from core.search.models import Fact, ShownPrice
from core.search.queries.narrowing import AnySelect, Ground
from core.search.types import ListingAsk, Sort

RISING = {Sort.PRICE_UP}


def key_of(ground: Ground, ask: ListingAsk) -> ColumnElement[int]:
    """Give what a listing is sorted by; without a query there is no best match, and the newest come first."""
    keys: dict[Sort, Any] = {
        Sort.RELEVANCE: Fact.newness if ground.rank is None else ground.rank,
        Sort.NEWEST: Fact.newness,
        Sort.BEST_SELLING: Fact.sold,
        Sort.RATING: Fact.standing,
        Sort.PRICE_UP: ShownPrice.lowest_minor,
        Sort.PRICE_DOWN: ShownPrice.lowest_minor,
    }
    key: ColumnElement[int] = keys[ask.sort]
    return key


def unordered(key: ColumnElement[int]) -> ColumnElement[int]:
    """Keep the database from walking an index in this order: for who has few rows to sort."""
    return key + 0


def cut(rows: AnySelect, ask: ListingAsk, key: ColumnElement[Any], id: Any) -> AnySelect:
    """Keep what belongs on the page, and one more to know whether it goes on; backwards where the page is before."""
    spot = ask.after or ask.before
    if spot is not None:
        here, there = tuple_(key, id), tuple_(literal(spot.key), literal(spot.id))
        rows = rows.where(here > there if _is_rising(ask) else here < there)
    else:
        rows = rows.offset(ask.page.offset)
    return rows.order_by(*order_of(ask, key, id)).limit(ask.page.size + 1)


def order_of(ask: ListingAsk, key: ColumnElement[Any], id: Any) -> Sequence[Any]:
    """Give the order of a listing; ties are settled by id, so that no product is on two pages."""
    return [key.asc(), id.asc()] if _is_rising(ask) else [key.desc(), id.desc()]


def _is_rising(ask: ListingAsk) -> bool:
    return (ask.sort in RISING) != (ask.before is not None)
