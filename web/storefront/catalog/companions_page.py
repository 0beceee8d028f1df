"""What goes with a product: what others bought with it, what resembles it, what else its merchant has."""

from typing import Any

from flask_babel import gettext as _

from core.catalog import queries as catalogs
from core.catalog.errors import ProductNotFound
from core.kernel.ids import ProductId
from core.kernel.page import PageAsk
from core.merchants import queries as merchants
from core.merchants.types import MerchantFace
from core.recommendations import queries as recommendations
from core.recommendations.types import Companion
from core.search import queries as search
from core.search.types import ListingAsk, ProductCard, Stock
from web.shared.site import current_chain
from web.storefront.catalog.listing import card_of, current_view

SHOWN = 4


def page_of(product_id: ProductId, merchant: MerchantFace) -> dict[str, Any]:
    """Give rows of cards, each empty where there is nothing honest to show; no product is in both."""
    view = current_view()
    together = recommendations.list_bought_together(product_id)
    related = recommendations.list_related(product_id)
    found = search.list_cards_by_ids(view, {one.product_id for one in (*together, *related)})
    first = _row(together, found, set())
    second = _row(related, found, set(first))
    shelves = [(_("Often bought together"), first), (_("You may also like"), second)]
    ask = ListingAsk(view, merchant_id=merchant.id, without=product_id, page=PageAsk(1, 2 * SHOWN))
    mine = [
        card for card in search.list_cards(ask, is_counted=False).items if card.id not in {*first, *second}
    ]
    return {
        "merchant": merchant,
        "more": [card_of(card) for card in mine[:SHOWN]],
        "shelves": [(title, [card_of(found[id]) for id in ids]) for title, ids in shelves],
    }


def page_beside(product_id: ProductId) -> dict[str, Any]:
    """Give the same by the product's number alone; raises ProductNotFound where nobody sells it."""
    merchant_id = catalogs.find_merchant_of(product_id)
    faces = {} if merchant_id is None else merchants.list_by_ids([merchant_id], current_chain())
    if merchant_id not in faces:
        raise ProductNotFound(id=product_id)
    return page_of(product_id, faces[merchant_id])


def _row(
    companions: list[Companion], found: dict[ProductId, ProductCard], taken: set[ProductId]
) -> list[ProductId]:
    """Take what the site sells and has, not all of one merchant."""
    shown = [
        one
        for one in companions
        if one.product_id in found
        and one.product_id not in taken
        and found[one.product_id].stock is not Stock.SOLD_OUT
    ]
    return recommendations.varied(shown, SHOWN)
