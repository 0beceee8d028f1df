from typing import Any

from core.cart.types import CartLine
from core.checkout import service as checkout
from core.checkout.types import QuoteGroup
from core.search.types import SoldProduct, SoldVariant
from web.shared.filters import country
from web.shared.pages import href
from web.shared.site import current_ask
from web.storefront.catalog.product_page import choose


def page_of(product: SoldProduct, wanted: str) -> dict[str, Any]:
    """Give the ways one unit travels to the shopper's country, as a cart with it alone would be quoted."""
    chosen, ask = choose(product, wanted), current_ask()
    group = _group(chosen)
    return {
        "product": product,
        "chosen": chosen,
        "country_name": country(ask.country),
        "group": group,
        "back": href("catalog.product", slug=product.slug, variant=chosen.id),
    }


def _group(chosen: SoldVariant) -> QuoteGroup | None:
    if not chosen.can_buy:
        return None
    quote = checkout.quote(current_ask(), [CartLine(chosen.id, 1, None)])
    return next(iter(quote.groups), None)
