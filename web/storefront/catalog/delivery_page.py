from typing import Any

from core.cart.types import CartLine
from core.catalog.errors import ProductNotFound
from core.checkout import service as checkout
from core.checkout.types import Quote
from core.kernel.ids import ProductId, VariantId
from core.search import queries as search
from web.shared.filters import country
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
    return {
        "variant": row.variant,
        "country_name": country(quote.ask.country),
        "group": next(iter(quote.groups), None),
        "back": href("catalog.product", slug=row.variant.slug, variant=row.variant.id),
    }


def _quote(variant_id: int) -> Quote:
    return checkout.quote(current_ask(), [CartLine(VariantId(variant_id), 1, None)])
