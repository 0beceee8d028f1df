from typing import Any

from core.kernel.page import PageAsk
from core.search import queries as search
from core.search.types import ListingAsk, MerchantCard, Sort, View
from web.shared import linked_data
from web.shared.alternates import addresses
from web.shared.pages import href
from web.shared.pictures import card_picture_of
from web.shared.site import current_language, view_of
from web.storefront.catalog.listing import Card, card_of, current_view
from web.storefront.catalog.tiles import category_tiles

GRID = PageAsk(1, 8)
BAR = PageAsk(1, 4)


def page_of() -> dict[str, Any]:
    """Give what the home page shows; the template leaves out a part with nothing in it."""
    view = current_view()
    places = addresses("home.show")
    small = search.small_price(view.currency)
    return {
        "categories": category_tiles(),
        "newest": _cards(ListingAsk(view, is_varied=True, page=GRID)),
        "small": small,
        "bargains": _bargains(view),
        "merchants": [_merchant(one) for one in search.list_merchants(view)],
        "addresses": places,
        "linked_data": linked_data.script(
            linked_data.thing(
                "WebSite", name=view_of(view.site, current_language()).name, url=places.canonical
            )
        ),
    }


def _cards(ask: ListingAsk) -> list[Card]:
    return [card_of(card) for card in search.list_cards(ask, is_counted=False).items]


def _bargains(view: View) -> list[Card]:
    """Show the dearest of what costs little: good things, not the cheapest."""
    small = search.small_price(view.currency)
    if small is None:
        return []
    dearest = Sort.PRICE_DOWN
    return _cards(ListingAsk(view, at_most=small, is_in_stock=True, is_varied=True, sort=dearest, page=BAR))


def _merchant(one: MerchantCard) -> dict[str, Any]:
    return {
        "name": one.name,
        "href": href("catalog.store", slug=one.slug),
        "products": one.products,
        "pic": card_picture_of(one.picture),
    }
