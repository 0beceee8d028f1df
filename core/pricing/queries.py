from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select

from core.kernel.ids import SiteId, VariantId
from core.kernel.money import Money
from core.platform.db import session
from core.pricing import policy
from core.pricing.models import BasePrice, PriceRow
from core.pricing.types import Price, PriceOrigin


def list_prices(site_id: SiteId, currency: str, variant_ids: Iterable[VariantId]) -> dict[VariantId, Price]:
    """Give the prices in force of variants on a site in a currency; variants without one are missing."""
    rows = select(PriceRow).where(
        PriceRow.site_id == site_id, PriceRow.currency == currency, PriceRow.variant_id.in_(set(variant_ids))
    )
    return {VariantId(row.variant_id): _price(row) for row in session().scalars(rows)}


def list_all_prices(variant_ids: Iterable[VariantId]) -> list[tuple[SiteId, Price]]:
    """List every price of variants on every site, for the merchant's page."""
    rows = select(PriceRow).where(PriceRow.variant_id.in_(set(variant_ids)))
    ordered = rows.order_by(PriceRow.variant_id, PriceRow.site_id, PriceRow.currency)
    return [(SiteId(row.site_id), _price(row)) for row in session().scalars(ordered)]


def list_base_prices(variant_ids: Iterable[VariantId]) -> dict[VariantId, Money]:
    """Give the base prices (net) of variants."""
    rows = session().scalars(select(BasePrice).where(BasePrice.variant_id.in_(set(variant_ids))))
    return {VariantId(row.variant_id): Money(row.amount_minor, row.currency) for row in rows}


def charm(raw: Decimal, currency: str) -> Money:
    """Give the charm price nearest to an unrounded amount, as proposals take it."""
    return policy.charm(raw, currency)[0]


def _price(row: PriceRow) -> Price:
    amount = Money(row.amount_minor, row.currency)
    return Price(VariantId(row.variant_id), amount, PriceOrigin(row.origin), row.fx, row.rule)
