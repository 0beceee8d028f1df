from typing import Any

from core.merchants import queries as merchants
from core.merchants.errors import MerchantNotFound
from core.merchants.types import MerchantFace
from core.search import queries as search
from core.search.types import Sort
from web.shared import linked_data, made_of
from web.shared.alternates import addresses
from web.shared.pages import href
from web.shared.site import current_chain, current_site
from web.storefront.catalog import asking
from web.storefront.catalog.listing import (
    current_view,
    listing_of,
    page_query,
    trail_to,
)


def merchant_of(slug: str) -> tuple[MerchantFace, dict[str, str]]:
    """Give the merchant of a slug if it sells on the site, with its slugs by language; raises MerchantNotFound."""
    face, slugs = merchants.get_merchant_by_slug(slug, current_chain())
    made_of.note("merchant", face.id)
    if face.code in current_site().excluded_merchants:
        raise MerchantNotFound(slug=slug)
    return face, slugs


def page_of(merchant: MerchantFace, slugs: dict[str, str]) -> dict[str, Any]:
    """Give what a merchant's store shows."""
    made_of.note("store", merchant.id)
    asked = asking.read(Sort.NEWEST)
    ask = asked.within(current_view(), "merchants", merchant_id=merchant.id)
    page = listing_of(
        search.look(ask),
        asked,
        lambda **way: href("catalog.store", slug=merchant.slug, **way),
        nodes=asking.offered_categories(asked.filters),
        of_merchant=True,
    )
    places = addresses("catalog.store", slugs, **page_query(page))
    trail = trail_to(None, merchant.name)
    return {
        "merchant": merchant,
        "listing": page,
        "here": href("catalog.store", slug=merchant.slug),
        "trail": trail,
        "addresses": places,
        "linked_data": linked_data.script(
            _organization(merchant, places.canonical),
            linked_data.item_list(merchant.name, [card.href for card in page.cards], page.first),
            linked_data.breadcrumb_list(trail, places.canonical),
        ),
    }


def _organization(merchant: MerchantFace, here: str) -> linked_data.Thing:
    return linked_data.thing(
        "Organization",
        name=merchant.name,
        legalName=merchant.legal_name,
        description=merchant.about,
        url=here,
        address={"@type": "PostalAddress", "addressCountry": merchant.country},
    )
