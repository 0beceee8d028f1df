from typing import Any

from core.catalog.types import CategoryNode
from core.kernel.page import PageAsk
from core.media import queries as media
from core.search import queries as search
from core.search.types import ListingAsk, MerchantCard, Sort, View
from web.shared import linked_data
from web.shared.alternates import addresses
from web.shared.pages import category_tree, href
from web.shared.pictures import picture_of
from web.shared.site import current_language, view_of
from web.storefront.catalog.listing import Card, card_of, current_view

GRID = PageAsk(1, 8)
BAR = PageAsk(1, 4)


def page_of() -> dict[str, Any]:
    """Give what the home page shows; the template leaves out a part with nothing in it."""
    view = current_view()
    places = addresses("home.show")
    small = search.small_price(view.currency)
    return {
        "categories": _tiles(category_tree()),
        "newest": _cards(ListingAsk(view, page=GRID)),
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
    return _cards(ListingAsk(view, at_most=small, is_in_stock=True, sort=Sort.PRICE_DOWN, page=BAR))


def _tiles(tree: tuple[CategoryNode, ...]) -> list[dict[str, Any]]:
    faces = media.list_by_ids(node.media_id for node in tree if node.media_id is not None)
    return [
        {
            "name": node.name,
            "href": href("catalog.listing", slug=node.slug),
            "pic": picture_of(faces.get(node.media_id) if node.media_id else None, ""),
        }
        for node in tree
    ]


def _merchant(one: MerchantCard) -> dict[str, Any]:
    return {
        "name": one.name,
        "href": href("catalog.store", slug=one.slug),
        "products": one.products,
        "pic": picture_of(one.picture, ""),
    }
