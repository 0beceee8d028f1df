"""What search engines ask for, per site: which addresses are no use to them, and which ones there are."""

from flask import Blueprint, Response, abort, make_response, render_template

from web.shared.caching import for_an_hour
from web.shared.guard import public
from web.shared.site import current_site, site_url
from web.storefront.seo import sitemap

seo = Blueprint("seo", __name__)


@seo.get("/robots.txt")
@public
def robots() -> Response:
    """Name the personal pages of every language, and the sitemap."""
    return _file("robots.txt", "text/plain", languages=current_site().languages)


@seo.get("/sitemap.xml")
@public
def index() -> Response:
    """List the site's sitemaps."""
    return _file("sitemap_index.xml", "application/xml", parts=sitemap.count_parts())


@seo.get("/sitemap-pages.xml")
@public
def pages() -> Response:
    """List everything but products."""
    return _file("sitemap.xml", "application/xml", entries=sitemap.pages())


@seo.get("/sitemap-products-<int:part>.xml")
@public
def products(part: int) -> Response:
    """List a part of the products."""
    entries = sitemap.products(part) if 1 <= part <= sitemap.MOST_PARTS else []
    return _file("sitemap.xml", "application/xml", entries=entries) if entries else abort(404)


def _file(name: str, kind: str, **context: object) -> Response:
    written = render_template(f"storefront/seo/{name}", root=site_url(current_site()), **context)
    response = make_response(written)
    response.content_type = f"{kind}; charset=utf-8"
    return for_an_hour(response)
