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
    site = current_site()
    return _file(
        "sitemap_index.xml", "application/xml", languages=site.languages, parts=sitemap.count_parts()
    )


@seo.get("/sitemap-<language>-pages.xml")
@public
def pages(language: str) -> Response:
    """List everything but products in a language."""
    _refuse_unspoken(language)
    return _file("sitemap.xml", "application/xml", entries=sitemap.pages(language))


@seo.get("/sitemap-<language>-products-<int:part>.xml")
@public
def products(language: str, part: int) -> Response:
    """List a part of the products in a language."""
    _refuse_unspoken(language)
    if not 1 <= part <= max(1, min(sitemap.count_parts(), sitemap.MOST_PARTS)):
        abort(404)
    return _file("sitemap.xml", "application/xml", entries=sitemap.products(language, part))


def _refuse_unspoken(language: str) -> None:
    if language not in current_site().languages:
        abort(404)


def _file(name: str, kind: str, **context: object) -> Response:
    written = render_template(f"storefront/seo/{name}", root=site_url(current_site()), **context)
    response = make_response(written)
    response.content_type = f"{kind}; charset=utf-8"
    return for_an_hour(response)
