"""Flash sales in every state, reached by legal moves. Each function opens transactions of its own."""

from datetime import timedelta
from typing import Any

from core.flash_sales import queries, service
from core.flash_sales.types import FlashSale, FlashSaleId, FlashTerms
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.ids import LocationId
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.pricing import queries as pricing
from tests.factories.shop import Shop

HOUR = timedelta(hours=1)


def terms_of(
    shop: Shop,
    sku: str,
    *,
    site: str = "eu",
    home: LocationId | None = None,
    units: int = 3,
    per_shopper: int = 1,
    per_second: int = 0,
    minutes: int = 10,
    starts_in: timedelta = timedelta(0),
    lasts: timedelta = HOUR,
) -> FlashTerms:
    """Decide on terms: a tenth of each normal price, unless told otherwise from now on for an hour."""
    with reading():
        normal = pricing.list_all_prices([shop.variants[sku]])
    prices = [
        Money(max(1, price.amount.minor // 10), price.amount.currency)
        for site_id, price in normal
        if site_id == shop.sites[site].id
    ]
    begins = clock.now() + starts_in
    return FlashTerms(
        home or shop.shenzhen, units, per_shopper, per_second, minutes, begins, begins + lasts, prices
    )


def make_draft(shop: Shop, sku: str = "LAMP-BLACK", *, site: str = "eu", **terms: Any) -> FlashSale:
    """Draft a sale with terms it could be scheduled with."""
    with transaction():
        sale_id = service.draft_sale(shop.sites[site].id, shop.variants[sku], by=SYSTEM)
    decided = terms_of(shop, sku, site=site, **terms)
    with transaction():
        service.change_terms(sale_id, decided, version=1, by=SYSTEM)
    return look(sale_id)


def make_scheduled(shop: Shop, sku: str = "LAMP-BLACK", *, site: str = "eu", **terms: Any) -> FlashSale:
    """Set the units of a sale aside."""
    sale = make_draft(shop, sku, site=site, **terms)
    with transaction():
        service.schedule_sale(sale.id, version=sale.version, by=SYSTEM)
    return look(sale.id)


def make_live(shop: Shop, sku: str = "LAMP-BLACK", *, site: str = "eu", **terms: Any) -> FlashSale:
    """Let a sale begin."""
    sale = make_scheduled(shop, sku, site=site, **terms)
    with transaction():
        service.start_sale(sale.id, by=SYSTEM)
    return look(sale.id)


def end(sale: FlashSale) -> FlashSale:
    """End a sale that is on."""
    with transaction():
        service.end_sale(sale.id, by=SYSTEM)
    return look(sale.id)


def look(sale_id: FlashSaleId) -> FlashSale:
    """Read a sale anew."""
    with reading():
        return queries.get_sale(sale_id)
