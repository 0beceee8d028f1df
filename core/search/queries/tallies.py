"""Counting what a listing can be narrowed by: one statement that goes through its products three times.

Each product of the ground carries which filters it misses, a bit for each. A product counts for a facet if it misses no
filter but that facet's own; so the values beside a chosen one keep their numbers, and every number says what choosing
it would leave. Products that miss two filters count nowhere and are left at the door.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, BigInteger, Text, case, cast, func, literal, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Brand
from core.merchants.models import Merchant
from core.platform.db import session
from core.search.models import Fact, ShownPrice
from core.search.queries.narrowing import ATTRIBUTE, AnySelect, filters_of, grounded
from core.search.queries.paging import cut, key_of, order_of
from core.search.types import Filters, ListingAsk, Spot

DISCOUNTS = (1, 20, 50)  # percent
RATINGS = (4, 3)  # stars
NOTHING_MISSED = 0


@dataclass
class Tally:
    """Numbers by kind and code, names of brands and merchants, bounds of prices in minor units, the spots of a page."""

    by_kind: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    prices: list[int] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def of(self, kind: str) -> dict[str, int]:
        return self.by_kind[kind]

    def one(self, kind: str) -> int:
        return self.by_kind[kind].get("", 0)


def tally(ask: ListingAsk) -> Tally:
    """Count everything a listing can be narrowed by; one statement, which also finds the page of a search."""
    active = filters_of(ask.filters)
    bits = {name: 1 << place for place, name in enumerate(active)}
    base = _base(ask, active, bits)
    counts = Tally()
    parts = [_sums(base), _groups(base), _attributes(base), *_chosen(ask.filters)]
    if ask.finding is not None:
        parts.append(_spots(base, ask))
    for kind, code, name, missed, numbers in session().execute(union_all(*parts)):
        _add(counts, bits, (kind, code or "", name or ""), missed, numbers)
    return counts


def _base(ask: ListingAsk, active: Mapping[str, ColumnElement[bool]], bits: Mapping[str, int]) -> CTE:
    missed: Any = literal(NOTHING_MISSED, BigInteger)
    for name, condition in active.items():
        missed = missed + case((condition, 0), else_=bits[name])
    ground = grounded(
        ask, Fact.category_ids, Fact.brand_id, Fact.merchant_id, Fact.attributes, Fact.ships_from, Fact.available,
        Fact.rating, ShownPrice.discount, ShownPrice.lowest_minor, missed.label("missed"),
    )  # fmt: skip
    rows = ground.rows
    if ask.finding is not None:
        rows = rows.add_columns(Fact.product_id.label("product_id"), key_of(ground, ask).label("key"))
    if len(bits) > 1:
        inner = rows.subquery()
        rows = select(*inner.c).where(inner.c.missed.in_((NOTHING_MISSED, *bits.values())))
    return rows.cte("base").prefix_with("MATERIALIZED")


def _sums(base: CTE) -> AnySelect:
    """Count all, what is in stock, reduced and rated, and find the bounds of the prices, for each thing missed."""
    numbers = [
        func.count(),
        func.count().filter(base.c.available > 0),
        *(func.count().filter(base.c.discount >= least) for least in DISCOUNTS),
        *(func.count().filter(base.c.rating >= stars * 10) for stars in RATINGS),
        func.min(base.c.lowest_minor),
        func.max(base.c.lowest_minor),
    ]
    return _row(literal("sums"), literal(""), literal(""), base.c.missed, *numbers).group_by(base.c.missed)


def _groups(base: CTE) -> AnySelect:
    """Count by brand, merchant, path of categories and countries of dispatch, in one go."""
    keys = (base.c.brand_id, base.c.merchant_id, base.c.category_ids, base.c.ships_from)
    sets = func.grouping_sets(*(tuple_(key, base.c.missed) for key in keys))
    grouping = func.grouping(*keys).label("grouping")
    counted = select(*keys, base.c.missed, grouping, func.count().label("times")).group_by(sets).subquery()
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


def _attributes(base: CTE) -> AnySelect:
    each = select(func.unnest(base.c.attributes).label("value"), base.c.missed).subquery()
    rows = _row(literal("attribute"), each.c.value, literal(""), each.c.missed, func.count())
    return rows.group_by(each.c.value, each.c.missed)


def _spots(base: CTE, ask: ListingAsk) -> AnySelect:
    """Find the page among the products: to rank them a second time would cost more than all the counting."""
    rows = select(base.c.product_id, base.c.key).where(base.c.missed == NOTHING_MISSED)
    spots = cut(rows, ask, base.c.key, base.c.product_id).subquery()
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


def _row(kind: Any, code: Any, name: Any, missed: Any, *numbers: Any) -> AnySelect:
    return select(
        cast(kind, Text).label("kind"),
        cast(code, Text).label("code"),
        cast(name, Text).label("name"),
        cast(missed, BigInteger).label("missed"),
        cast(array(list(numbers)), ARRAY(BigInteger)).label("numbers"),
    )


def _add(
    counts: Tally, bits: Mapping[str, int], what: tuple[str, str, str], missed: int, numbers: list[int]
) -> None:
    kind, code, name = what
    if kind == "spot":
        counts.spots.append(Spot(*numbers))
        return
    if kind == "sums":
        _add_sums(counts, bits, missed, numbers)
        return
    facet = f"{ATTRIBUTE}{code.partition('=')[0]}" if kind == "attribute" else kind
    if missed not in (NOTHING_MISSED, bits.get(facet)) or not code:
        return
    for one in code.split(",") if kind in {"category", "from"} else (code,):
        counts.of(kind)[one] += numbers[0]
    if name:
        counts.names[kind, code] = name


def _add_sums(counts: Tally, bits: Mapping[str, int], missed: int, numbers: list[int]) -> None:
    codes = [("total", ""), ("stock", "")]
    codes += [("discount", str(least)) for least in DISCOUNTS] + [("rating", str(stars)) for stars in RATINGS]
    for (kind, code), number in zip(codes, numbers, strict=False):
        counts.of(kind)[code] += number if missed in (NOTHING_MISSED, bits.get(kind)) else 0
    if missed in (NOTHING_MISSED, bits.get("price")):
        counts.prices += numbers[-2:]
