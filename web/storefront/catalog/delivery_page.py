from typing import Any

from flask_babel import gettext as _

from core.cart.types import CartLine
from core.catalog.errors import ProductNotFound
from core.checkout import service as checkout
from core.checkout.types import Quote, QuoteGroup
from core.kernel.customs import crosses_customs
from core.kernel.ids import ProductId, VariantId
from core.search import queries as search
from core.taxes.types import TaxLine
from web.shared.filters import country, money, percent
from web.shared.pages import href
from web.shared.site import current_ask
from web.storefront.catalog.listing import current_view
from web.storefront.catalog.product_page import choose


def page_of(product_id: ProductId | None, wanted: str) -> dict[str, Any]:
    """Give the ways one unit travels to the shopper's country, as a cart with it alone would be quoted.

    The product's page names the variant; where an address does not, the one its page would start with is meant.
    Raises ProductNotFound where the site does not sell it.
    """
    quote = _quote(int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    if product_id is None:
        if quote is None or not quote.rows:
            raise ProductNotFound(variant=wanted)
    elif quote is None or not quote.rows or quote.rows[0].variant.product_id != product_id:
        quote = _quote(choose(search.get_product(current_view(), product_id), "").id)
    row = quote.rows[0]
    if row.unit is None:
        raise ProductNotFound(id=product_id)
    group = next(iter(quote.groups), None)
    return {
        "variant": row.variant,
        "country_name": country(quote.ask.country),
        "group": group,
        "taxes": _taxes(group, quote) if group and group.chosen else [],
        "back": href("catalog.product", slug=row.variant.slug, variant=row.variant.id),
    }


def _taxes(group: QuoteGroup, quote: Quote) -> list[str]:
    """Say which tax and duty come at the destination, as far as the shop knows."""
    tax, name = group.lines[0].tax, country(quote.ask.country)
    is_abroad = crosses_customs(group.location.country, quote.ask.country)
    duty = _("The parcel crosses a customs border. Where duty is due, it is paid on arrival.")
    if tax.rate.rate_bp:
        return [_tax(tax, group, name), duty] if is_abroad else [_tax(tax, group, name)]
    if tax.rate.reason in {"not_collected", "export"}:
        nothing = _("No tax is charged here. Import tax, where it is due, is paid on arrival.")
        both = _("No tax is charged here. Import tax and duty, where they are due, are paid on arrival.")
        return [both if is_abroad else nothing]
    return [_("There is no tax on this (%(country)s).", country=name), *([duty] if is_abroad else [])]


def _tax(tax: TaxLine, group: QuoteGroup, name: str) -> str:
    rate = percent(tax.rate.rate_bp)
    if tax.included:
        return _("The price includes tax at %(rate)s (%(country)s).", rate=rate, country=name)
    return _(
        "Tax at %(rate)s (%(country)s) comes on top: %(amount)s for one piece and its delivery.",
        rate=rate, country=name, amount=money(group.tax),
    )  # fmt: skip


def _quote(variant_id: int) -> Quote:
    return checkout.quote(current_ask(), [CartLine(VariantId(variant_id), 1, None)])
