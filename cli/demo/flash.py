"""A flash sale that is on when the demo world opens."""

from collections.abc import Sequence
from datetime import timedelta

from cli.demo.frame import DEMO, Frame
from cli.demo.listing import Listed
from core.flash_sales import service
from core.flash_sales.types import FlashTerms
from core.kernel import clock
from core.pricing import queries as pricing

SITE = "global"
UNITS = 24
PER_SHOPPER = 2
PER_SECOND = 20
LASTS = timedelta(days=3)
PERCENT = 70  # of the usual price


def begin_sale(everything: Sequence[Listed], frame: Frame) -> None:
    """Begin a sale of the goods in one form of which one place has the most, of half of them at most."""
    listed, place, there = max(
        (
            (listed, place, units)
            for listed in everything
            for place, units in sorted(listed.item.stock.items())
        ),
        key=lambda one: (len(one[0].variants) == 1, one[2]),
    )
    units = min(UNITS, there // 2)
    site, variant_id = frame.sites[SITE], listed.variants[0][1]
    usual = [price.amount for site_id, price in pricing.list_all_prices([variant_id]) if site_id == site.id]
    prices = [pricing.charm(price.decimal * PERCENT / 100, price.currency) for price in usual]
    now = clock.now()
    terms = FlashTerms(
        frame.locations[place], units, min(PER_SHOPPER, units), PER_SECOND, 10, now, now + LASTS, prices
    )
    sale_id = service.draft_sale(site.id, variant_id, by=DEMO)
    service.change_terms(sale_id, terms, version=1, by=DEMO)
    service.schedule_sale(sale_id, version=2, by=DEMO)
    service.start_sale(sale_id, by=DEMO)
