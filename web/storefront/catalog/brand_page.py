from typing import Any

from flask_babel import ngettext

from core.search import queries as search
from core.search.types import BrandCard, Sort
from web.shared import linked_data, made_of
from web.shared.alternates import addresses
from web.shared.pages import href
from web.storefront.catalog import asking
from web.storefront.catalog.listing import current_view, listing_of, page_query, trail_to


def page_of(brand: BrandCard) -> dict[str, Any]:
    """Give what the page of a brand shows."""
    made_of.note("brand", brand.id)
    made_of.note("brand-name", brand.code)
    asked = asking.read(Sort.NEWEST)
    ask = asked.within(current_view(), "brands", brand=brand.code)
    page = listing_of(
        search.look(ask),
        asked,
        lambda **way: href("catalog.brand", slug=brand.code, **way),
        nodes=asking.offered_categories(asked.filters),
        of_brand=True,
    )
    places = addresses("catalog.brand", slug=brand.code, **page_query(page))
    trail = trail_to(None, brand.name)
    things = (
        linked_data.thing("Brand", name=brand.name, url=places.canonical),
        linked_data.item_list(brand.name, [card.href for card in page.cards], page.first),
        linked_data.breadcrumb_list(trail, places.canonical),
    )
    return {
        "brand": brand,
        "summary": _summary(brand),
        "listing": page,
        "here": href("catalog.brand", slug=brand.code),
        "trail": trail,
        "addresses": places,
        "linked_data": linked_data.script(*things),
    }


def _summary(brand: BrandCard) -> str:
    return ngettext(
        "%(num)s product of %(brand)s from independent merchants, with delivery to your door.",
        "%(num)s products of %(brand)s from independent merchants, with delivery to your door.",
        brand.products,
        brand=brand.name,
    )
