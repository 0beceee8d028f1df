"""What a listing is narrowed to, as conditions: the ground it stands on, and each filter by itself."""

import re
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import Select, Text, and_, cast, func, literal, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Brand
from core.catalog.queries import list_vocabulary
from core.catalog.types import AttributeKind, Descriptor
from core.kernel.money import Money
from core.merchants.models import Merchant
from core.platform.db import session
from core.search.models import Fact, ShownPrice
from core.search.queries.matching import is_before, is_match, matches_of
from core.search.types import Filters, ListingAsk, Sort, Spot

Condition: TypeAlias = ColumnElement[bool]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
ATTRIBUTE = "a:"
FLAG_SET = "yes"
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a listing stands on before any filter, and how well each product fits the query, if there is one."""

    rows: AnySelect
    rank: ColumnElement[int] | None = None


def grounded(ask: ListingAsk, *columns: Any) -> Ground:
    """Select from the facts and prices of what is sold here and asked for."""
    rows = _sold(ask, *columns)
    if ask.finding is None:
        return Ground(rows)
    beyond = beyond_of(ask)
    matches = matches_of(ask.view, replace(ask.finding, beyond=beyond))
    rows = rows.join(matches, matches.c.product_id == Fact.product_id)
    if beyond is not None:
        rows = rows.where(is_before(beyond))
    return Ground(rows, _rank(matches))


def walked(ask: ListingAsk, *columns: Any) -> Ground:
    """Select the same of what a finding leads to, asking product by product: for who reads a few of very many in the
    order of an index."""
    finding = ask.finding
    return (
        Ground(_sold(ask, *columns).where(is_match(ask.view, finding)))
        if finding
        else grounded(ask, *columns)
    )


def _sold(ask: ListingAsk, *columns: Any) -> AnySelect:
    priced = and_(
        ShownPrice.product_id == Fact.product_id,
        ShownPrice.site_id == ask.view.site.id,
        ShownPrice.currency == ask.view.currency,
    )
    rows = select(*columns).select_from(Fact).join(ShownPrice, priced)
    return rows.where(Fact.site_id == ask.view.site.id, *_wanted(ask))


def beyond_of(ask: ListingAsk) -> Spot | None:
    """Give what is sold too seldom for an ask to rank it; None where it looks at everything that was found.

    Only the best matches of a query alone are sought among the best-selling: what somebody narrows or sorts otherwise
    is about every product.
    """
    alone = ListingAsk(ask.view, finding=ask.finding, sort=Sort.RELEVANCE)
    is_alone = replace(ask, page=alone.page, after=None, before=None) == alone
    return ask.finding.beyond if ask.finding and is_alone else None


def filters_of(filters: Filters) -> dict[str, Condition]:
    """Give a condition for each filter in use, by the name of its facet."""
    found: dict[str, Condition] = {}
    if filters.categories:
        found["category"] = Fact.category_ids.overlap(list(filters.categories))
    if filters.brands:
        found["brand"] = Fact.brand_id.in_(select(Brand.id).where(Brand.code.in_(filters.brands)))
    if filters.merchants:
        found["merchant"] = Fact.merchant_id.in_(
            select(Merchant.id).where(Merchant.code.in_(filters.merchants))
        )
    if filters.ships_from:
        found["from"] = Fact.ships_from.overlap(list(filters.ships_from))
    if filters.is_in_stock:
        found["stock"] = Fact.available > 0
    if filters.discount:
        found["discount"] = ShownPrice.discount >= filters.discount
    if filters.rating:
        found["rating"] = Fact.rating >= filters.rating * 10
    price = _price_within(filters.least, filters.most)
    if price is not None:
        found["price"] = price
    return found | {f"{ATTRIBUTE}{code}": _has(code, values) for code, values in filters.attributes.items()}


def known_filters(filters: Filters) -> Filters:
    """Leave out brands, merchants and values that there are none of; one statement for brands and merchants."""
    parts: list[Any] = []
    if filters.brands:
        parts.append(_coded("brand", Brand.code).where(Brand.code.in_(filters.brands)))
    if filters.merchants:
        parts.append(_coded("merchant", Merchant.code).where(Merchant.code.in_(filters.merchants)))
    known = {(kind, code) for kind, code in session().execute(union_all(*parts))} if parts else set()
    vocabulary = list_vocabulary() if filters.attributes else {}
    return replace(
        filters,
        brands=tuple(code for code in filters.brands if ("brand", code) in known),
        merchants=tuple(code for code in filters.merchants if ("merchant", code) in known),
        attributes={
            code: kept
            for code, values in filters.attributes.items()
            if (kept := tuple(value for value in values if _is_value(vocabulary.get(code), value)))
        },
    )


def _is_value(attribute: Descriptor | None, value: str) -> bool:
    if attribute is None:
        return False
    if attribute.kind == AttributeKind.NUMBER:
        return _NUMBER.fullmatch(value) is not None
    if attribute.kind == AttributeKind.FLAG:
        return value == FLAG_SET
    return value in {choice.code for choice in attribute.choices}


def _coded(kind: str, code: Any) -> AnySelect:
    return select(literal(kind, Text), cast(code, Text))


def _has(code: str, values: tuple[str, ...]) -> Condition:
    return Fact.attributes.overlap(cast([f"{code}={value}" for value in values], ARRAY(Text)))


def _wanted(ask: ListingAsk) -> list[Condition]:
    conditions: list[Condition] = []
    if ask.category_id is not None:
        conditions.append(_is_in(ask.category_id, ask.level))
    if ask.merchant_id is not None:
        conditions.append(Fact.merchant_id == ask.merchant_id)
    if ask.brand:
        conditions.append(Fact.brand_id.in_(select(Brand.id).where(Brand.code == ask.brand)))
    if ask.without is not None:
        conditions.append(Fact.product_id != ask.without)
    if ask.at_most is not None:
        conditions.append(ShownPrice.lowest_minor <= ask.at_most.minor)
    if ask.is_in_stock:
        conditions.append(Fact.available > 0)
    return conditions


def _is_in(category_id: int, level: int) -> Condition:
    """Say that a product is in a category or below; what is written at its level has an index of its own."""
    path = Fact.category_ids
    # The number as a literal, because an expression with a parameter is not that of the index.
    return path[literal_column(str(level))] == category_id if level else path.contains([category_id])


def _price_within(least: Money | None, most: Money | None) -> Condition | None:
    bounds = []
    if least is not None:
        bounds.append(ShownPrice.lowest_minor >= least.minor)
    if most is not None:
        bounds.append(ShownPrice.lowest_minor <= most.minor)
    return and_(*bounds) if bounds else None


def _rank(matches: Any) -> ColumnElement[int]:
    """Put what fits better first; what sells, and what is there at all, a little before the rest."""
    sells = func.least(Fact.sold, 100) * literal(500)
    is_there = func.least(func.greatest(Fact.available, 0), 1) * literal(100_000)
    rank: ColumnElement[int] = matches.c.rank + sells + is_there
    return rank
