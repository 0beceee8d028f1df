"""Counting what a listing can be narrowed by, in one statement.

The numbers of a whole category, merchant or brand are kept. Nothing is counted where only stock narrows it; where one
thing more does, only what that leaves, because the values beside the chosen one keep the kept numbers.

Everything else is gone through three times. Each product of the ground carries which filters it misses, a bit for each.
A product counts for a facet if it misses no filter but that facet's own; so the values beside a chosen one keep their
numbers, and every number says what choosing it would leave. Products that miss two filters count nowhere and are left
at the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Integer,
    Numeric,
    Text,
    case,
    cast,
    column,
    func,
    literal,
    select,
    table,
    tuple_,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Brand
from core.merchants.models import Merchant
from core.platform.db import session
from core.search.models import Fact, ShownPrice
from core.search.policy.labels import DISCOUNTS, RATINGS, TOTAL
from core.search.queries.narrowing import ATTRIBUTE, AnySelect, filters_of, grounded
from core.search.queries.paging import cut, key_of, order_of
from core.search.queries.sums import SUMS, is_summed, sums_at
from core.search.types import Filters, ListingAsk, Spot

NOTHING_MISSED = 0
KEPT = -1  # marks numbers that were kept, not counted
FEW = 1_000  # products of which all prices are read for their bounds
_BASE = table(
    "base",
    column("product_id", BigInteger),
    column("category_ids", ARRAY(BigInteger)),
    column("brand_id", BigInteger),
    column("merchant_id", BigInteger),
    column("attributes", ARRAY(Text)),
    column("ships_from", ARRAY(Text)),
    column("available", Numeric),
    column("rating", Integer),
    column("discount", Integer),
    column("lowest_minor", BigInteger),
    column("missed", BigInteger),
    column("key", BigInteger),
)


@dataclass
class Counts:
    """Numbers by kind and code, names of brands and merchants, bounds of prices in minor units, the spots of a page.

    `within` is how many products the whole place has; 0 where that was not read.
    """

    by_kind: dict[str, dict[str, int]] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    prices: list[int] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    within: int = 0

    def of(self, kind: str) -> Mapping[str, int]:
        return self.by_kind.get(kind, {})

    def one(self, kind: str) -> int:
        return self.of(kind).get("", 0)

    def add(self, kind: str, code: str, number: int) -> None:
        codes = self.by_kind.setdefault(kind, {})
        codes[code] = codes.get(code, 0) + number


def tally(ask: ListingAsk) -> Counts:
    """Count everything a listing can be narrowed by; one statement, which also finds the page of a search."""
    active = filters_of(ask.filters)
    facets = active.keys() - {"stock"}
    if not is_summed(ask) or len(facets) > 1:
        return _counted(ask, active)
    return _half_kept(ask, active, *facets) if facets else _kept(ask)


def _counted(ask: ListingAsk, active: Mapping[str, ColumnElement[bool]]) -> Counts:
    bits = {name: 1 << place for place, name in enumerate(active)}
    counts = Counts()
    parts = [*_numbers(), *_chosen(ask.filters)]
    if ask.finding is not None:
        parts.append(_spots(ask))
    statement = union_all(*parts).add_cte(_base(ask, active, bits))
    for kind, code, name, missed, numbers in session().execute(statement):
        _add(counts, bits, (kind, code or "", name or ""), missed, numbers)
    return counts


def _kept(ask: ListingAsk) -> Counts:
    """Read what is kept of a place: everything in it, or everything that is in stock."""
    counts = Counts()
    sums, values = sums_at(ask)
    statement = union_all(_named(), _bounds(ask)).add_cte(sums)
    for kind, code, name, _, numbers in session().execute(statement, values):
        _add_kept(counts, (kind, code, name or ""), numbers, in_stock=ask.filters.is_in_stock)
    return counts


def _half_kept(ask: ListingAsk, active: Mapping[str, ColumnElement[bool]], facet: str) -> Counts:
    """Count what one filter leaves of a place, or of what is in stock there, and read what is kept of its facet."""
    parts = [*_numbers(), *_chosen(ask.filters), _named()]
    if facet == "price":
        parts.append(_bounds(ask))
    counts = Counts()
    sums, values = sums_at(ask)
    statement = union_all(*parts).add_cte(_base(ask, {}, {}, *active.values()), sums)
    for kind, code, name, missed, numbers in session().execute(statement, values):
        what = kind, code or "", name or ""
        if missed != KEPT:
            _add(counts, {}, what, missed, numbers, kept=facet)
        elif kind == "total":
            counts.within = numbers[0]
        elif _facet_of(kind, what[1]) == facet:
            _add_kept(counts, what, numbers, in_stock=ask.filters.is_in_stock)
    return counts


def _base(
    ask: ListingAsk,
    active: Mapping[str, ColumnElement[bool]],
    bits: Mapping[str, int],
    *conditions: ColumnElement[bool],
) -> CTE:
    missed: Any = literal(NOTHING_MISSED, BigInteger)
    for name, condition in active.items():
        missed = missed + case((condition, 0), else_=bits[name])
    ground = grounded(
        ask, Fact.category_ids, Fact.brand_id, Fact.merchant_id, Fact.attributes, Fact.ships_from, Fact.available,
        Fact.rating, ShownPrice.discount, ShownPrice.lowest_minor, missed.label("missed"),
    )  # fmt: skip
    rows = ground.rows.where(*conditions)
    if ask.finding is not None:
        rows = rows.add_columns(Fact.product_id.label("product_id"), key_of(ground, ask).label("key"))
    if len(bits) > 1:
        inner = rows.subquery()
        rows = select(*inner.c).where(inner.c.missed.in_((NOTHING_MISSED, *bits.values())))
    return rows.cte("base").prefix_with("MATERIALIZED")


@cache
def _numbers() -> tuple[AnySelect, ...]:
    """Count everything in the base; composed once, because the base alone depends on what is asked."""
    return _sums(), _groups(), _attributes()


def _sums() -> AnySelect:
    """Count all, what is in stock, reduced and rated, and find the bounds of the prices, for each thing missed."""
    base = _BASE.c
    numbers = [
        func.count(),
        func.count().filter(base.available > 0),
        *(func.count().filter(base.discount >= least) for least in DISCOUNTS),
        *(func.count().filter(base.rating >= stars * 10) for stars in RATINGS),
        func.min(base.lowest_minor),
        func.max(base.lowest_minor),
    ]
    return _row(literal("sums"), literal(""), literal(""), base.missed, *numbers).group_by(base.missed)


def _groups() -> AnySelect:
    """Count by brand, merchant, path of categories and countries of dispatch, in one go."""
    base = _BASE.c
    keys = (base.brand_id, base.merchant_id, base.category_ids, base.ships_from)
    sets = func.grouping_sets(*(tuple_(key, base.missed) for key in keys))
    grouping = func.grouping(*keys).label("grouping")
    counted = select(*keys, base.missed, grouping, func.count().label("times")).group_by(sets).subquery()
    # A bit of `grouping` is unset where the rows are grouped by that key.
    kinds = {0b0111: "brand", 0b1011: "merchant", 0b1101: "category", 0b1110: "from"}
    code = func.coalesce(
        Brand.code,
        Merchant.code,
        func.array_to_string(counted.c.category_ids, ","),
        func.array_to_string(counted.c.ships_from, ","),
    )
    return (
        _row(
            case(kinds, value=counted.c.grouping), code, func.coalesce(Brand.name, Merchant.name),
            counted.c.missed, counted.c.times,
        )
        .select_from(counted)
        .outerjoin(Brand, Brand.id == counted.c.brand_id)
        .outerjoin(Merchant, Merchant.id == counted.c.merchant_id)
    )  # fmt: skip


def _attributes() -> AnySelect:
    each = select(func.unnest(_BASE.c.attributes).label("value"), _BASE.c.missed).subquery()
    rows = _row(literal("attribute"), each.c.value, literal(""), each.c.missed, func.count())
    return rows.group_by(each.c.value, each.c.missed)


def _spots(ask: ListingAsk) -> AnySelect:
    """Find the page among the products: to rank them a second time would cost more than all the counting."""
    rows = select(_BASE.c.product_id, _BASE.c.key).where(_BASE.c.missed == NOTHING_MISSED)
    spots = cut(rows, ask, _BASE.c.key, _BASE.c.product_id).subquery()
    nothing = literal("")
    row = _row(literal("spot"), nothing, nothing, literal(NOTHING_MISSED), spots.c.key, spots.c.product_id)
    return select(*row.order_by(*order_of(ask, spots.c.key, spots.c.product_id)).subquery().c)


def _chosen(filters: Filters) -> list[AnySelect]:
    """Name what is chosen, because it is on offer even where nothing is left of it."""
    named = (("brand", Brand, filters.brands), ("merchant", Merchant, filters.merchants))
    return [
        _row(literal(kind), table.code, table.name, literal(NOTHING_MISSED), literal(0)).where(
            table.code.in_(codes)
        )
        for kind, table, codes in named
        if codes
    ]


@cache
def _named() -> AnySelect:
    """Give the kept numbers by kind and code, with the names of brands and merchants."""
    sums = SUMS.c
    kind = func.split_part(sums.label, ":", 1)
    code = func.substr(sums.label, func.length(kind) + 2)
    brand, merchant = (case((kind == name, cast(code, BigInteger))) for name in ("brand", "merchant"))
    return (
        _row(
            kind, func.coalesce(Brand.code, Merchant.code, code), func.coalesce(Brand.name, Merchant.name),
            literal(KEPT), sums.products, sums.available,
        )
        .select_from(SUMS)
        .outerjoin(Brand, Brand.id == brand)
        .outerjoin(Merchant, Merchant.id == merchant)
    )  # fmt: skip


def _bounds(ask: ListingAsk) -> AnySelect:
    """Find the bounds of the prices; where there are many products, bounds that were kept and may be a little wide."""
    price = ShownPrice.lowest_minor
    prices = grounded(ask, array([func.min(price), func.max(price)])).rows
    if ask.filters.is_in_stock:
        prices = prices.where(Fact.available > 0)
    kept = array([SUMS.c.lowest_minor, SUMS.c.highest_minor])
    ends = case((SUMS.c.products <= FEW, prices.scalar_subquery()), else_=kept)
    return _told(literal("bounds"), literal(""), literal(""), literal(KEPT), ends).where(
        SUMS.c.label == TOTAL
    )


def _row(kind: Any, code: Any, name: Any, missed: Any, *numbers: Any) -> AnySelect:
    return _told(kind, code, name, missed, array(list(numbers)))


def _told(kind: Any, code: Any, name: Any, missed: Any, numbers: Any) -> AnySelect:
    return select(
        cast(kind, Text).label("kind"),
        cast(code, Text).label("code"),
        cast(name, Text).label("name"),
        cast(missed, BigInteger).label("missed"),
        cast(numbers, ARRAY(BigInteger)).label("numbers"),
    )


def _add(
    counts: Counts,
    bits: Mapping[str, int],
    what: tuple[str, str, str],
    missed: int,
    numbers: list[int],
    *,
    kept: str = "",
) -> None:
    """Add what was counted; of the facet that is kept only names."""
    kind, code, name = what
    if kind == "spot":
        counts.spots.append(Spot(*numbers))
        return
    if kind == "sums":
        _add_sums(counts, bits, missed, numbers, kept=kept)
        return
    facet = _facet_of(kind, code)
    if missed not in (NOTHING_MISSED, bits.get(facet)) or not code:
        return
    for one in code.split(",") if kind in {"category", "from"} else (code,):
        counts.add(kind, one, 0 if facet == kept else numbers[0])
    if name:
        counts.names[kind, code] = name


def _add_sums(counts: Counts, bits: Mapping[str, int], missed: int, numbers: list[int], *, kept: str) -> None:
    codes = [("total", ""), ("stock", "")]
    codes += [("discount", str(least)) for least in DISCOUNTS] + [("rating", str(stars)) for stars in RATINGS]
    for (kind, code), number in zip(codes, numbers, strict=False):
        is_counted = kind != kept and missed in (NOTHING_MISSED, bits.get(kind))
        counts.add(kind, code, number if is_counted else 0)
    if kept != "price" and missed in (NOTHING_MISSED, bits.get("price")):
        counts.prices += numbers[-2:]


def _add_kept(
    counts: Counts, what: tuple[str, str, str], numbers: list[int | None], *, in_stock: bool
) -> None:
    """Add what was kept: numbers of all products and of those in stock, or the bounds of the prices."""
    kind, code, name = what
    if kind == "bounds":
        counts.prices += [bound for bound in numbers if bound is not None]
        return
    products, available = (number or 0 for number in numbers)
    if kind == "total":
        counts.within = products
        counts.add("stock", "", available)
    if left := available if in_stock else products:
        counts.add(kind, code, left)
        counts.names |= {(kind, code): name} if name else {}


def _facet_of(kind: str, code: str) -> str:
    if kind == "bounds":
        return "price"
    return f"{ATTRIBUTE}{code.partition('=')[0]}" if kind == "attribute" else kind
