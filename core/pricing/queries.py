from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, any_, bindparam, func, select, union
from sqlalchemy.dialects.postgresql import ARRAY

from core.kernel.ids import SiteId, VariantId
from core.kernel.money import Money
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.pricing import policy
from core.pricing.models import BasePrice, ListPriceRow, PriceChange, PriceRow, WaitingPrice
from core.pricing.types import PastPrice, Price, PriceOrigin, Reduction
from core.sites.types import SiteDetail


def list_prices(site_id: SiteId, currency: str, variant_ids: Iterable[VariantId]) -> dict[VariantId, Price]:
    """Give the prices in force of variants on a site in a currency; variants without one are missing."""
    asked = {"site": site_id, "currency": currency, "ids": sorted(set(variant_ids))}
    return {VariantId(row.variant_id): _price(row) for row in read_rows(_IN_FORCE, asked)}


def list_all_prices(variant_ids: Iterable[VariantId]) -> list[tuple[SiteId, Price]]:
    """List every price of variants on every site, for the merchant's page."""
    rows = select(PriceRow).where(PriceRow.variant_id.in_(set(variant_ids)))
    ordered = rows.order_by(PriceRow.variant_id, PriceRow.site_id, PriceRow.currency)
    return [(SiteId(row.site_id), _price(row)) for row in session().scalars(ordered)]


def list_base_prices(variant_ids: Iterable[VariantId]) -> dict[VariantId, Money]:
    """Give the base prices (net) of variants."""
    rows = session().scalars(select(BasePrice).where(BasePrice.variant_id.in_(set(variant_ids))))
    return {VariantId(row.variant_id): Money(row.amount_minor, row.currency) for row in rows}


def list_reductions(
    variant_ids: Iterable[VariantId], site: SiteDetail, currency: str
) -> dict[VariantId, Reduction]:
    """Give the reductions of variants that a site may announce; others are missing. Two statements at most.

    A merchant declares one by a list price above the price in force. Where the law asks for the prior price
    (Directive 98/6/EC, Art. 6a) that one is struck through instead, and what was as cheap before is no reduction.
    """
    declared = _declared(set(variant_ids), site.id, currency)
    is_needed = needs_history(site) and bool(declared)
    histories = _histories(declared, site.id, currency) if is_needed else {}
    found = (
        reduction_of(id, now, was, histories.get(id, []) if is_needed else None)
        for id, (now, was) in declared.items()
    )
    return {one.variant_id: one for one in found if one is not None}


def declared_price() -> ColumnElement[int]:
    """Give what counts as the list price of a `PriceRow` beside its `ListPriceRow`: the usual price where that waits.

    A price that is in force for a while only has its own reduction declared by what it displaces.
    """
    waiting = select(WaitingPrice.amount_minor).where(
        WaitingPrice.variant_id == PriceRow.variant_id,
        WaitingPrice.site_id == PriceRow.site_id,
        WaitingPrice.currency == PriceRow.currency,
    )
    return func.greatest(ListPriceRow.amount_minor, waiting.correlate(PriceRow).scalar_subquery())


def list_declared_places(variant_ids: Iterable[VariantId]) -> set[tuple[SiteId, str]]:
    """Give the sites and currencies in which any of the variants has a list price, or a price that waits."""
    ids = set(variant_ids)
    rows = union(
        select(ListPriceRow.site_id, ListPriceRow.currency).where(ListPriceRow.variant_id.in_(ids)),
        select(WaitingPrice.site_id, WaitingPrice.currency).where(WaitingPrice.variant_id.in_(ids)),
    )
    return {(SiteId(site_id), currency) for site_id, currency in session().execute(rows)}


def needs_history(site: SiteDetail) -> bool:
    """Say whether a site may announce a reduction only by what a price was before."""
    return site.tax_country in policy.PRIOR_PRICE_COUNTRIES


def reduction_of(
    variant_id: VariantId, now: Money, declared: Money, history: Sequence[PastPrice] | None
) -> Reduction | None:
    """Say which reduction may be announced, for rooms that read prices and history in a statement of their own.

    `declared` is the merchant's list price; `history`, oldest first, is None where the site needs none.
    """
    if declared.minor <= now.minor:
        return None
    if history is None:
        return Reduction(variant_id, now, declared, is_prior_price=False)
    prior = policy.prior_price(history)
    return (
        None if prior is None else Reduction(variant_id, now, Money(prior, now.currency), is_prior_price=True)
    )


def list_list_prices(variant_ids: Iterable[VariantId]) -> dict[tuple[VariantId, SiteId, str], Money]:
    """Give the list prices that a merchant set, by variant, site and currency."""
    rows = session().scalars(select(ListPriceRow).where(ListPriceRow.variant_id.in_(set(variant_ids))))
    return {
        (VariantId(row.variant_id), SiteId(row.site_id), row.currency): Money(row.amount_minor, row.currency)
        for row in rows
    }


def unit_price(price: Money, content: Decimal, unit: str) -> tuple[Money, str] | None:
    """Give what one kilogram, liter, meter, square meter or piece costs, and of what; None where that says nothing."""
    return policy.unit_price(price, content, unit)


def charm(raw: Decimal, currency: str) -> Money:
    """Give the charm price nearest to an unrounded amount, as proposals take it."""
    return policy.charm(raw, currency)[0]


_IN_FORCE = Composed(
    select(
        PriceRow.variant_id,
        PriceRow.amount_minor,
        PriceRow.currency,
        PriceRow.origin,
        PriceRow.fx,
        PriceRow.rule,
    ).where(
        PriceRow.site_id == bindparam("site"),
        PriceRow.currency == bindparam("currency"),
        PriceRow.variant_id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
    )
)


def _price(row: Any) -> Price:
    amount = Money(row.amount_minor, row.currency)
    return Price(VariantId(row.variant_id), amount, PriceOrigin(row.origin), row.fx, row.rule)


def _declared(ids: set[VariantId], site_id: SiteId, currency: str) -> dict[VariantId, tuple[Money, Money]]:
    """Give price and list price of the variants whose list price is the higher one."""
    was = declared_price()
    same_place = and_(
        ListPriceRow.variant_id == PriceRow.variant_id,
        ListPriceRow.site_id == PriceRow.site_id,
        ListPriceRow.currency == PriceRow.currency,
    )
    rows = (
        select(PriceRow.variant_id, PriceRow.amount_minor, was)
        .outerjoin(ListPriceRow, same_place)
        .where(PriceRow.site_id == site_id, PriceRow.currency == currency, PriceRow.variant_id.in_(ids))
        .where(was > PriceRow.amount_minor)
    )
    return {
        VariantId(id): (Money(now, currency), Money(declared, currency))
        for id, now, declared in session().execute(rows)
    }


def _histories(ids: Iterable[VariantId], site_id: SiteId, currency: str) -> dict[VariantId, list[PastPrice]]:
    rows = (
        select(PriceChange.variant_id, PriceChange.at, PriceChange.amount_minor)
        .where(PriceChange.variant_id.in_(set(ids)))
        .where(PriceChange.site_id == site_id, PriceChange.currency == currency)
        .order_by(PriceChange.variant_id, PriceChange.id)
    )
    found: dict[VariantId, list[PastPrice]] = {}
    for id, at, minor in session().execute(rows):
        found.setdefault(VariantId(id), []).append(PastPrice(at, minor))
    return found
