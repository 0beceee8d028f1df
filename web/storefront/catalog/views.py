from datetime import timedelta
from typing import Any

from flask import make_response, redirect, render_template, request
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from core.catalog import queries as catalogs
from core.catalog.errors import ProductGone, ProductNotFound, SizeGuideNotFound
from core.catalog.types import SizeGuide
from core.kernel import clock
from core.kernel.ids import VariantId
from core.search import queries as search
from core.search.types import SoldProduct
from core.switches.types import Feature
from web.shared import made_of
from web.shared.caching import shared
from web.shared.guard import public
from web.shared.pages import href, in_my_language
from web.shared.respond import is_swap, respond
from web.shared.resting import rest
from web.shared.secondary import secondary
from web.shared.site import current_chain, current_site
from web.storefront.area import area
from web.storefront.catalog import (
    brand_page,
    category_page,
    companions_page,
    delivery_page,
    noting,
    product_page,
    search_page,
    store_page,
)
from web.storefront.catalog.listing import current_view

catalog = area("catalog", __name__)

CARDS = "storefront/catalog/_listing.html"
SEARCH_LASTS = timedelta(minutes=15)  # what else a kept search would find, nobody tells


@catalog.get("/c/<slug>")
@public
def listing(slug: str) -> BaseResponse:
    """Show what a category and all below it hold."""
    node = category_page.category_of(slug)
    if node.slug != slug:
        return _moved("catalog.listing", node.slug)
    page = category_page.page_of(node)
    return shared(respond("storefront/catalog/listing.html", fragment=CARDS, **page))


@catalog.get("/search", endpoint="search")
@public
def find() -> BaseResponse:
    """Show what holds all words of a query; a SKU or barcode leads straight to its product."""
    looked = secondary(Feature.SEARCH, lambda: search_page.look(request.args.get("q", "")))
    if looked is None:
        return search_page.without_search()
    if looked.variant is not None:
        return _straight_to(*looked.variant)
    noting.note(looked.done)
    made_of.good_until(clock.now() + SEARCH_LASTS)
    return shared(respond("storefront/catalog/search.html", fragment=CARDS, **looked.page))


@catalog.get("/m/<slug>")
@public
def store(slug: str) -> BaseResponse:
    """Show a merchant and its goods."""
    merchant, slugs = store_page.merchant_of(slug)
    if merchant.slug != slug:
        return _moved("catalog.store", merchant.slug)
    page = store_page.page_of(merchant, slugs)
    return shared(respond("storefront/catalog/store.html", fragment=CARDS, **page))


@catalog.get("/b/<slug>")
@public
def brand(slug: str) -> BaseResponse:
    """Show what there is of a brand."""
    page = brand_page.page_of(search.get_brand(current_site(), slug))
    return shared(respond("storefront/catalog/brand.html", fragment=CARDS, **page))


@catalog.get("/p/<slug>")
@public
def product(slug: str) -> BaseResponse:
    """Show a product with one of its variants chosen."""
    found = _sold(slug)
    if found.slug != slug:
        return _moved("catalog.product", found.slug)
    page = product_page.page_of(found, request.args.get("variant", ""))
    return shared(
        respond("storefront/catalog/product.html", fragment="storefront/catalog/_product_swap.html", **page)
    )


@catalog.get("/p/<slug>/companions")
@public
def companions(slug: str) -> BaseResponse:
    """Show what goes with a product; its own page has that as a live part."""
    found = _sold(slug)
    if found.slug != slug:
        return _moved("catalog.companions", found.slug)
    page = secondary(Feature.RECOMMENDATIONS, lambda: companions_page.page_of(found.id, found.merchant))
    if page is None:
        return rest(Feature.RECOMMENDATIONS)
    return shared(render_template("storefront/catalog/companions.html", product=found, **page))


@catalog.get("/p/<slug>/sizes")
@public
def sizes(slug: str) -> BaseResponse:
    """Show the table of sizes that fits a product best."""
    found = _sold(slug)
    if found.slug != slug:
        return _moved("catalog.sizes", found.slug)
    if found.size_guide is None:
        raise SizeGuideNotFound(slug=slug)
    guide = _size_guide(found.size_guide)
    page: dict[str, Any] = {
        "product": found,
        "guide": guide,
        "headings": [in_my_language(texts) for texts in guide.columns],
        "notes": in_my_language(guide.notes),
    }
    fragment = "storefront/catalog/_sizes_swap.html"
    return shared(respond("storefront/catalog/sizes.html", fragment=fragment, **page))


@catalog.get("/p/<slug>/delivery")
@public
def delivery(slug: str) -> BaseResponse:
    """Show what sending a variant to the shopper's country costs and when it would arrive."""
    product_id, _in_force = catalogs.get_product_id(slug, current_chain())
    page = secondary(
        Feature.DELIVERY, lambda: delivery_page.page_of(product_id, request.args.get("variant", ""))
    )
    if page is None:
        return rest(Feature.DELIVERY)
    if page["variant"].slug != slug:
        return _moved("catalog.delivery", page["variant"].slug)
    response = respond(
        "storefront/catalog/delivery.html", fragment="storefront/catalog/_delivery.html", **page
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _size_guide(guide_id: int) -> SizeGuide:
    """Give a size guide; over a page it is secondary, and where it does not come a script opens its own page."""
    if not is_swap():
        return catalogs.get_size_guide(guide_id)
    guide = secondary(Feature.FRAGMENTS, lambda: catalogs.get_size_guide(guide_id))
    if guide is None:
        raise ServiceUnavailable
    return guide


def _sold(slug: str) -> SoldProduct:
    """Find a product as the site sells it; raises ProductGone where its merchant has taken it away for good."""
    product_id, _in_force = catalogs.get_product_id(slug, current_chain())
    made_of.note("product-page", product_id)
    try:
        return search.get_product(current_view(), product_id)
    except ProductNotFound:
        if catalogs.was_published(product_id):
            raise ProductGone(id=product_id)
        raise


def _straight_to(slug: str, variant_id: VariantId) -> BaseResponse:
    response = make_response(redirect(href("catalog.product", slug=slug, variant=variant_id), code=302))
    response.headers["Cache-Control"] = "no-store"
    return response


def _moved(endpoint: str, slug: str) -> BaseResponse:
    """Send whoever came by an old slug, or by another language's, to the one in force."""
    query = request.query_string.decode("ascii", "ignore")
    address = href(endpoint, slug=slug) + (f"?{query}" if query else "")
    response = make_response(redirect(address, code=301))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
