"""Counting what a listing can be narrowed by: one statement for all numbers, one for the names of attributes.

Each product of the ground carries which filters it misses, a bit for each. A product counts for a facet if it misses no
filter but that facet's own; so the values beside a chosen one keep their numbers, and every number says what choosing
it would leave.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, BigInteger, Text, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Attribute, AttributeChoice, Brand
from core.catalog.types import AttributeKind
from core.kernel.money import Money
from core.kernel.texts import pick
from core.merchants.models import Merchant
from core.platform.db import session
from core.search.models import Fact, ShownPrice
from core.search.queries.narrowing import ATTRIBUTE, FLAG_SET, AnySelect, filters_of, grounded
from core.search.types import Facet, Facets, FacetValue, Filters, ListingAsk

DISCOUNTS = (1, 20, 50)  # percent
RATINGS = (4, 3)  # stars
MOST_NAMES = 40  # brands or merchants offered
MOST_ATTRIBUTES = 8
MOST_NUMBERS = 14  # more different numbers than this are no choice any more
SMALLEST_SHARE = 10  # percent of the products that an attribute must describe to be offered


@dataclass
class _Counts:
    by_kind: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, kind: str) -> dict[str, int]:
        return self.by_kind[kind]

    def one(self, kind: str) -> int:
        return self.by_kind[kind].get("", 0)


def count_facets(ask: ListingAsk) -> tuple[Facets, int]:
    """Give everything a listing can be narrowed by, and how many products it has; two statements."""
    active = filters_of(ask.filters)
    bits = {name: 1 << place for place, name in enumerate(active)}
    base = _base(ask, active, bits)
    counts = _Counts()
    for kind, code, name, count in session().execute(union_all(*_parts(base, bits, ask.filters))):
        counts.by_kind[kind][code] = int(count)
        counts.names[kind, code] = name
    total = counts.one("total")
    return _facets(ask, counts, total), total


def _base(ask: ListingAsk, active: Mapping[str, ColumnElement[bool]], bits: Mapping[str, int]) -> CTE:
    missed: Any = literal(0, BigInteger)
    for name, condition in active.items():
        missed = missed + case((condition, 0), else_=bits[name])
    ground = grounded(
        ask, Fact.category_ids, Fact.brand_id, Fact.merchant_id, Fact.attributes, Fact.ships_from, Fact.available,
        Fact.rating, ShownPrice.discount, ShownPrice.lowest_minor, missed.label("missed"),
    )  # fmt: skip
    return ground.rows.cte("base").prefix_with("MATERIALIZED")


def _parts(base: CTE, bits: Mapping[str, int], filters: Filters) -> list[AnySelect]:
    def but(name: str) -> ColumnElement[bool]:
        own = bits.get(name, 0)
        return base.c.missed.in_((0, own) if own else (0,))

    return [
        _sum(base, "total", base.c.missed == 0),
        _each(base, "category", base.c.category_ids, but("category")),
        _named(base, "brand", Brand, base.c.brand_id, but("brand"), filters.brands),
        _named(base, "merchant", Merchant, base.c.merchant_id, but("merchant"), filters.merchants),
        _each(base, "from", base.c.ships_from, but("from")),
        _attributes(base, bits),
        _sum(base, "stock", and_(but("stock"), base.c.available > 0)),
        *(
            _sum(base, "discount", and_(but("discount"), base.c.discount >= least), str(least))
            for least in DISCOUNTS
        ),
        *(
            _sum(base, "rating", and_(but("rating"), base.c.rating >= stars * 10), str(stars))
            for stars in RATINGS
        ),
        _row("price", literal("low"), literal(""), func.min(base.c.lowest_minor)).where(but("price")),
        _row("price", literal("high"), literal(""), func.max(base.c.lowest_minor)).where(but("price")),
    ]


def _row(kind: str, code: Any, name: Any, number: Any) -> AnySelect:
    return select(
        literal(kind, Text).label("kind"),
        cast(code, Text).label("code"),
        cast(name, Text).label("name"),
        cast(func.coalesce(number, -1), BigInteger).label("number"),
    )


def _sum(base: CTE, kind: str, condition: ColumnElement[bool], code: str = "") -> AnySelect:
    return _row(kind, literal(code), literal(""), func.count()).select_from(base).where(condition)


def _each(base: CTE, kind: str, values: Any, condition: ColumnElement[bool]) -> AnySelect:
    each = select(func.unnest(values).label("value")).where(condition).subquery()
    return _row(kind, each.c.value, literal(""), func.count()).group_by(each.c.value)


def _named(
    base: CTE, kind: str, table: Any, key: Any, condition: ColumnElement[bool], chosen: Sequence[str]
) -> AnySelect:
    """Count by name, the commonest first; what is chosen already is offered even where nothing is left of it."""
    counted = select(key.label("id"), func.count().label("times")).where(condition).group_by(key).subquery()
    wanted = counted.c.times.is_not(None)
    rows = (
        _row(kind, table.code, table.name, func.coalesce(counted.c.times, 0))
        .select_from(table)
        .outerjoin(counted, counted.c.id == table.id)
        .where(or_(wanted, table.code.in_(chosen)) if chosen else wanted)
        .order_by(table.code.in_(chosen).desc(), counted.c.times.desc().nulls_last(), table.name)
        .limit(MOST_NAMES + len(chosen))
        .subquery()
    )
    return select(*rows.c)


def _attributes(base: CTE, bits: Mapping[str, int]) -> AnySelect:
    own = {name.removeprefix(ATTRIBUTE): bit for name, bit in bits.items() if name.startswith(ATTRIBUTE)}
    counting = base.c.missed.in_((0, *own.values()))
    each = select(func.unnest(base.c.attributes).label("value"), base.c.missed).where(counting).subquery()
    rows = _row("attribute", each.c.value, literal(""), func.count()).group_by(each.c.value)
    code = func.split_part(each.c.value, "=", 1)
    its_own = [and_(code == name, each.c.missed == bit) for name, bit in own.items()]
    return rows.where(or_(each.c.missed == 0, *its_own))


def _facets(ask: ListingAsk, counts: _Counts, total: int) -> Facets:
    prices = {
        code: Money(minor, ask.view.currency) for code, minor in counts.of("price").items() if minor >= 0
    }
    chosen = ask.filters
    return Facets(
        categories={int(code): count for code, count in counts.of("category").items()},
        brands=_values(counts, "brand", chosen.brands),
        merchants=_values(counts, "merchant", chosen.merchants),
        ships_from=_values(counts, "from", chosen.ships_from),
        attributes=_described(ask, counts.of("attribute"), total),
        in_stock=counts.one("stock"),
        discounts={int(code): count for code, count in counts.of("discount").items()},
        ratings={int(code): count for code, count in counts.of("rating").items()},
        cheapest=prices.get("low"),
        dearest=prices.get("high"),
    )


def _values(counts: _Counts, kind: str, chosen: Sequence[str]) -> tuple[FacetValue, ...]:
    found = counts.of(kind) | {code: 0 for code in chosen if code not in counts.of(kind) and kind == "from"}
    values = [
        FacetValue(code, count, counts.names.get((kind, code), ""), is_chosen=code in chosen)
        for code, count in found.items()
    ]
    return tuple(sorted(values, key=lambda value: (-value.count, value.name.casefold(), value.code)))


def _described(ask: ListingAsk, counted: Mapping[str, int], total: int) -> tuple[Facet, ...]:
    """Name the attributes that describe enough of the products, those that describe the most first."""
    by_code: dict[str, dict[str, int]] = defaultdict(dict)
    for value, count in counted.items():
        code, _, rest = value.partition("=")
        by_code[code][rest] = count
    for code, values in ask.filters.attributes.items():
        by_code[code] = dict.fromkeys(values, 0) | by_code[code]
    offered = [code for code in by_code if code in ask.filters.attributes or _is_worth(by_code[code], total)]
    offered.sort(key=lambda code: (-sum(by_code[code].values()), code))
    known = _vocabulary(offered)
    facets = (
        _facet(ask, *known[code], by_code[code], ask.filters.attributes.get(code, ()))
        for code in offered
        if code in known
    )
    kept = [facet for facet in facets if facet.values]
    return tuple(
        kept[:MOST_ATTRIBUTES] + [one for one in kept[MOST_ATTRIBUTES:] if one.code in ask.filters.attributes]
    )


def _is_worth(values: Mapping[str, int], total: int) -> bool:
    """Say whether an attribute tells the products apart: it describes enough of them, and not all of them alike."""
    if sum(values.values()) * 100 < total * SMALLEST_SHARE:
        return False
    return len(values) > 1 or next(iter(values.values())) < total


def _vocabulary(codes: Sequence[str]) -> dict[str, tuple[Attribute, list[AttributeChoice]]]:
    rows = (
        select(Attribute, AttributeChoice)
        .outerjoin(AttributeChoice, AttributeChoice.attribute_id == Attribute.id)
        .where(Attribute.code.in_(codes))
        .order_by(Attribute.id, AttributeChoice.position, AttributeChoice.id)
    )
    known: dict[str, tuple[Attribute, list[AttributeChoice]]] = {}
    for attribute, choice in session().execute(rows) if codes else ():
        known.setdefault(attribute.code, (attribute, []))[1].extend([choice] if choice else [])
    return known


def _facet(
    ask: ListingAsk,
    attribute: Attribute,
    choices: Sequence[AttributeChoice],
    counted: Mapping[str, int],
    chosen: Sequence[str],
) -> Facet:
    is_flag = attribute.kind == AttributeKind.FLAG
    values: list[FacetValue] = []
    if is_flag:
        values = [FacetValue(FLAG_SET, counted.get(FLAG_SET, 0), is_chosen=FLAG_SET in chosen)]
    elif attribute.kind == AttributeKind.CHOICE:
        values = [
            FacetValue(
                choice.code, counted[choice.code], pick(choice.names, ask.view.chain), choice.swatch,
                is_chosen=choice.code in chosen,
            )
            for choice in choices
            if choice.code in counted
        ]  # fmt: skip
    elif len(counted) <= MOST_NUMBERS or chosen:
        values = [
            FacetValue(code, count, number=Decimal(code), is_chosen=code in chosen)
            for code, count in sorted(counted.items(), key=lambda item: Decimal(item[0]))
        ]
    return Facet(
        attribute.code, pick(attribute.names, ask.view.chain), attribute.unit, is_flag, tuple(values)
    )
