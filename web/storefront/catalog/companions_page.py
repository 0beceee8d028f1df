"""What goes with a product: what others bought with it, what resembles it, what else its merchant has."""

from typing import Any

from flask_babel import gettext as _

from core.kernel.ids import ProductId
from core.kernel.page import PageAsk
from core.recommendations import queries as recommendations
from core.recommendations.types import Companion
from core.search import queries as search
from core.search.types import ListingAsk, ProductCard, SoldProduct, Stock
from web.storefront.catalog.listing import card_of, current_view

SHOWN = 4


def page_of(product: SoldProduct) -> dict[str, Any]:
    """Give rows of cards, each empty where there is nothing honest to show; no product is in both."""
    view = current_view()
    together = recommendations.list_bought_together(product.id)
    related = recommendations.list_related(product.id)
    found = search.list_cards_by_ids(view, {one.product_id for one in (*together, *related)})
    first = _row(together, found, set())
    second = _row(related, found, set(first))
    shelves = [(_("Often bought together"), first), (_("You may also like"), second)]
    ask = ListingAsk(view, merchant_id=product.merchant.id, without=product.id, page=PageAsk(1, 2 * SHOWN))
    mine = [
        card for card in search.list_cards(ask, is_counted=False).items if card.id not in {*first, *second}
    ]
    return {
        "product": product,
        "more": [card_of(card) for card in mine[:SHOWN]],
        "shelves": [(title, [card_of(found[id]) for id in ids]) for title, ids in shelves],
    }


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
