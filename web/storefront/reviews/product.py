"""The product that something is said about."""

from flask import redirect
from werkzeug.wrappers import Response

from core.catalog import queries as catalog
from core.catalog.errors import ProductNotFound
from core.catalog.types import ProductName
from core.search import queries as search
from core.search.types import SoldProduct
from web.shared.pages import href
from web.shared.respond import is_swap
from web.shared.site import current_chain
from web.storefront.catalog.listing import current_view

Named = ProductName | SoldProduct


def named(slug: str) -> ProductName:
    """Give the live product of a slug, in force or not; raises ProductNotFound."""
    product_id, _in_force = catalog.get_product_id(slug, current_chain())
    name = catalog.list_names([product_id], current_chain())[product_id]
    if not name.is_live:
        raise ProductNotFound(slug=slug)
    return name


def sold(slug: str) -> Named:
    """Give the product of a page; a fragment belongs to a page that has asked whether this site sells it."""
    name = named(slug)
    return name if is_swap() else search.get_product(current_view(), name.id)


def moved(endpoint: str, product: Named) -> Response:
    """Send whoever came by an old slug, or by another language's, to the one in force."""
    return redirect(href(endpoint, slug=product.slug), code=301)
