"""Pricing the demo goods: base prices, those their merchants set, and proposals for all the others."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cli.demo.frame import Frame
from cli.demo.listing import Listed
from cli.demo.reading import SetPrice
from core.catalog import queries as catalog
from core.fx import queries as fx
from core.kernel import clock
from core.kernel.ids import VariantId
from core.kernel.money import BASIS_POINTS, Money
from core.pricing import queries as pricing_queries
from core.pricing import service as pricing
from core.sites.types import SiteDetail
from core.taxes import queries as tax_queries
from core.taxes import service as taxes

BASE_CURRENCY = "USD"


def set_prices(everything: Sequence[Listed], frame: Frame) -> None:
    """Set all base prices and the merchants' own, then have every other shown price proposed."""
    variant_ids = [variant_id for listed in everything for _, variant_id in listed.variants]
    pricing.set_base_prices(
        {
            variant_id: Money.of(listed.item.base_price + form.price_plus, BASE_CURRENCY)
            for listed in everything
            for form, variant_id in listed.variants
        }
    )
    tax_categories = catalog.tax_categories_of(variant_ids)
    for listed in everything:
        for price in listed.item.set_prices:
            _set_price(listed, price, frame.sites[price.site], tax_categories)
    taxes.propose_shown_prices(variant_ids)


def _set_price(
    listed: Listed, price: SetPrice, site: SiteDetail, tax_categories: Mapping[VariantId, str]
) -> None:
    """Set what a merchant asks: the given amount for the cheapest form, in proportion more for the others."""
    least = min(form.price_plus for form, _ in listed.variants)
    for form, variant_id in listed.variants:
        amount = Money.of(price.amount, price.currency)
        if form.price_plus > least:
            plus = (form.price_plus - least) * _dearness(site, price.currency, tax_categories[variant_id])
            amount = pricing_queries.charm(price.amount + plus, price.currency)
        pricing.set_price(site.id, variant_id, amount)


def _dearness(site: SiteDetail, currency: str, tax_category: str) -> Decimal:
    """Give what one net unit of the base currency is on a site: at the rate, with tax where it is shown."""
    rate = fx.get_quote(BASE_CURRENCY, currency).rate
    if not site.prices_include_tax:
        return rate
    tax = tax_queries.list_rates(site.tax_country, [tax_category], clock.today())[tax_category]
    return rate * (BASIS_POINTS + tax.rate_bp) / BASIS_POINTS
