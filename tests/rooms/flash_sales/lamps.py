"""The lamps that flash sales are tried with: what is there, what it costs, and who buys."""

from dataclasses import replace

from core.flash_sales import queries
from core.flash_sales.types import FlashSale
from core.inventory import queries as inventory
from core.inventory.types import PoolFigures
from core.platform.db import reading
from core.pricing import queries as pricing
from tests.factories import purchases
from tests.factories.places import AT_HOME_IN
from tests.factories.shop import Shop

LAMP = "LAMP-BLACK"


def price(shop: Shop, sku: str = LAMP, site: str = "eu", currency: str = "EUR") -> tuple[int, str]:
    with reading():
        found = pricing.list_prices(shop.sites[site].id, currency, [shop.variants[sku]])[shop.variants[sku]]
    return found.amount.minor, found.origin


def available(shop: Shop, sku: str = LAMP, site: str = "eu") -> int:
    with reading():
        levels = inventory.list_levels([shop.variants[sku]], shop.sites[site].id)
    return sum(level.available for level in levels.get(shop.variants[sku], []))


def at_home(shop: Shop, sku: str = LAMP) -> tuple[int, int]:
    with reading():
        (level,) = inventory.list_levels_everywhere([shop.variants[sku]])
    return level.on_hand, level.reserved


def figures(sale: FlashSale) -> PoolFigures:
    with reading():
        assert inventory.list_unproven() == []
        assert queries.list_unproven() == []
        return queries.count_units([sale])[sale.id]


def buy(shop: Shop, units: int = 1, *, who: str = "robin", site: str = "eu", country: str = "DE") -> str:
    address = replace(AT_HOME_IN[country], street_address=f"{who} 1")
    ready = purchases.make_ready(shop, {LAMP: units}, site=site, email=f"{who}@cast.example", address=address)
    return purchases.place(ready).number
