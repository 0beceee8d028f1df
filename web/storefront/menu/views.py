"""What the menu shows of a top category beside its links: fetched when somebody opens it."""

from flask import Response, abort, render_template

from core.media import queries as media
from core.search import queries as search
from web.shared.caching import shared
from web.shared.guard import public
from web.shared.pages import category_tree, href
from web.shared.pictures import card_picture_of
from web.storefront.area import area
from web.storefront.catalog.listing import current_view

menu = area("menu", __name__)

MOST_BRANDS = 6


@menu.get("/menu/<slug>")
@public
def feature(slug: str) -> Response:
    """Show a top category's picture and its brands."""
    node = next((top for top in category_tree() if top.slug == slug), None)
    if node is None:
        abort(404)
    face = media.list_by_ids([node.media_id]).get(node.media_id) if node.media_id else None
    brands = search.list_brands(current_view(), category_id=node.id, limit=MOST_BRANDS)
    return shared(
        render_template(
            "storefront/menu/_feature.html",
            node=node,
            pic=card_picture_of(face),
            address=href("catalog.listing", slug=node.slug),
            brands=[
                (brand.name, href("catalog.listing", slug=node.slug, brand=brand.code)) for brand in brands
            ],
        )
    )
