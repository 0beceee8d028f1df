"""The numbers that are kept of places: tallies and what changed since, and the same counted anew to prove them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.sql import ColumnElement, FromClause

from core.catalog.models import Brand
from core.kernel.ids import SiteId
from core.search.models import Fact, ShownPrice, Tally, TallyChange
from core.search.policy.labels import DISCOUNTS, PLACES, RATINGS, TOTAL
from core.search.queries.narrowing import AnySelect
from core.search.types import ListingAsk

# The columns of numbers, and how several of them become one.
NUMBERS: dict[str, Callable[[Any], ColumnElement[Any]]] = {
    "products": func.sum,
    "available": func.sum,
    "lowest_minor": func.min,
    "highest_minor": func.max,
}
SUMS = table("sums", column("label", Text), *(column(name, BigInteger) for name in NUMBERS))


def is_summed(ask: ListingAsk) -> bool:
    """Say whether the numbers of all that is asked for are kept: those of a whole category, merchant or brand."""
    places = [ask.category_id is not None, ask.merchant_id is not None, bool(ask.brand)]
    narrowed = ask.finding is not None or ask.at_most or ask.without is not None or ask.is_in_stock
    return sum(places) == 1 and not narrowed


def sums_at(ask: ListingAsk) -> tuple[CTE, dict[str, Any]]:
    """Give SUMS, the labels of a place of which there is something with the columns of NUMBERS, and its values."""
    view = ask.view
    values = {"sums_site": view.site.id, "sums_currency": view.currency, "place": ask.brand or _place_of(ask)}
    return _sums(is_brand=bool(ask.brand)), values


@lru_cache(maxsize=2)
def _sums(*, is_brand: bool) -> CTE:
    place = cast(_brand_place() if is_brand else bindparam("place", type_=Text), Text)
    here: dict[str, Any] = {"site_id": bindparam("sums_site"), "currency": bindparam("sums_currency")}
    kept = select(Tally.label, *numbers_of(Tally)).filter_by(**here).where(Tally.place == place)
    label = func.unnest(TallyChange.labels).column_valued("label", joins_implicitly=True)
    since = select(label, *numbers_of(TallyChange)).filter_by(**here)
    rows = union_all(kept, since.where(TallyChange.labels.contains(array([place])))).subquery()
    there_is_some = func.sum(rows.c.products) > 0
    return select(rows.c.label, *added_up(rows)).group_by(rows.c.label).having(there_is_some).cte(SUMS.name)


def numbers_of(table: type[Tally] | type[TallyChange]) -> list[Any]:
    """Give the columns of NUMBERS."""
    return [getattr(table, name) for name in NUMBERS]


def added_up(rows: FromClause) -> list[ColumnElement[Any]]:
    """Make one of several rows of a label: sums of products, and the ends of prices."""
    return [together(rows.c[name]).label(name) for name, together in NUMBERS.items()]


def _brand_place() -> ColumnElement[str]:
    id = select(Brand.id).where(Brand.code == bindparam("place")).scalar_subquery()
    return literal("brand:", Text) + cast(id, Text)


def _place_of(ask: ListingAsk) -> str:
    """Name the one category or merchant that is asked for."""
    if ask.category_id is not None:
        return f"category:{ask.category_id}"
    return f"merchant:{ask.merchant_id}"


def told(site_id: SiteId, currency: str) -> AnySelect:
    """Give all numbers as they are told: `place`, `label` and NUMBERS, several rows of each."""
    here = {"site_id": site_id, "currency": currency}
    kept = select(Tally.place, Tally.label, *numbers_of(Tally)).filter_by(**here)
    since = by_place(select(TallyChange).filter_by(**here).subquery())
    return select(*union_all(kept, since).subquery().c)


def counted(site_id: SiteId, currency: str) -> AnySelect:
    """Count all numbers anew from the index: `place`, `label` and NUMBERS, several rows of each."""
    named = (
        Fact.category_ids, Fact.merchant_id, Fact.brand_id, Fact.attributes, Fact.ships_from,
        _step(ShownPrice.discount, DISCOUNTS, 1).label("discount"),
        _step(Fact.rating, RATINGS, 10).label("rating"),
    )  # fmt: skip
    numbers = (
        func.count(), func.count().filter(Fact.available > 0),
        func.min(ShownPrice.lowest_minor), func.max(ShownPrice.lowest_minor),
    )  # fmt: skip
    labelled = [number.label(name) for number, name in zip(numbers, NUMBERS, strict=True)]
    priced = and_(ShownPrice.product_id == Fact.product_id, ShownPrice.site_id == Fact.site_id)
    alike = (
        select(*named, *labelled)
        .join(ShownPrice, priced)
        .where(Fact.site_id == site_id, ShownPrice.currency == currency)
        .group_by(*named)
        .cte("alike")
        .prefix_with("MATERIALIZED")
    )
    columns = [alike.c[name] for name in NUMBERS]
    return by_place(select(_labels(alike).label("labels"), *columns).subquery())


def by_place(rows: FromClause) -> AnySelect:
    """Spread rows with `labels` and NUMBERS over their places, and there over their labels."""
    place = func.unnest(rows.c.labels).column_valued("place", joins_implicitly=True)
    label = func.unnest(rows.c.labels).column_valued("label", joins_implicitly=True)
    spread = select(place.label("place"), label.label("label"), *(rows.c[name] for name in NUMBERS))
    return spread.select_from(rows).where(func.split_part(place, ":", 1).in_(PLACES))


def _step(column: Any, steps: Sequence[int], unit: int) -> ColumnElement[int]:
    """Give the highest of the steps that a number reaches, or nothing."""
    reached = ((column >= step * unit, step) for step in sorted(steps, reverse=True))
    return case(*reached, else_=0)


def _labels(alike: CTE) -> ColumnElement[Any]:
    """Say in SQL what `policy.labels.labels_of` says."""
    one = alike.c
    return (
        array([literal(TOTAL, Text), literal("merchant:", Text) + cast(one.merchant_id, Text)])
        + _each("category:", one.category_ids)
        + _each("brand:", func.array_remove(array([one.brand_id]), None))
        + _each("from:", one.ships_from)
        + _each("attribute:", one.attributes)
        + _reached("discount:", DISCOUNTS, one.discount)
        + _reached("rating:", RATINGS, one.rating)
    )


def _each(kind: str, values: Any) -> ColumnElement[Any]:
    value = func.unnest(values).column_valued("value")
    return _gathered(select(literal(kind, Text) + cast(value, Text)))


def _reached(kind: str, steps: Sequence[int], number: Any) -> ColumnElement[Any]:
    step = func.unnest(cast(array(steps), ARRAY(Integer))).column_valued("step")
    return _gathered(select(literal(kind, Text) + cast(step, Text)).where(number >= step))


def _gathered(rows: AnySelect) -> ColumnElement[Any]:
    return func.array(rows.scalar_subquery(), type_=ARRAY(Text))
