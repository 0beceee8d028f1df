from typing import Any

from core.catalog import queries as catalogs
from core.catalog.errors import CategoryNotFound
from core.catalog.types import CategoryNode
from core.search import queries as search
from core.search.types import Sort
from web.shared import linked_data, made_of
from web.shared.alternates import addresses
from web.shared.pages import category_tree, href
from web.shared.site import current_chain
from web.storefront.catalog import asking
from web.storefront.catalog.listing import (
    current_view,
    listing_of,
    page_query,
    trail_to,
)


def category_of(slug: str) -> CategoryNode:
    """Give the category of a slug if the site has it; raises CategoryNotFound."""
    category_id, _ = catalogs.get_category_id(slug, current_chain())
    node = catalogs.find_category(category_tree(), category_id)
    if node is None:
        raise CategoryNotFound(slug=slug)
    return node


def page_of(node: CategoryNode) -> dict[str, Any]:
    """Give what the page of a category shows."""
    made_of.note("category", node.id)
    made_of.note("listing", node.id)
    asked = asking.read(Sort.NEWEST)
    ask = asked.within(current_view(), "categories", category_id=node.id, level=node.level)
    found = search.look(ask)
    page = listing_of(found, asked, lambda **way: href("catalog.listing", slug=node.slug, **way))
    slugs = catalogs.list_slugs_of_category(node.id)
    places = addresses("catalog.listing", slugs, **page_query(page))
    trail = trail_to(node)
    items = linked_data.item_list(node.name, [card.href for card in page.cards], page.first)
    return {
        "node": node,
        "narrower": [(child, found.facets.categories.get(child.id, 0)) for child in node.children],
        "listing": page,
        "here": href("catalog.listing", slug=node.slug),
        "trail": trail,
        "addresses": places,
        "linked_data": linked_data.script(items, linked_data.breadcrumb_list(trail, places.canonical)),
    }
