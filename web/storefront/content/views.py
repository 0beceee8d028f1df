"""Pages that people of the shop write: channels made of blocks, and texts."""

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from core.content.types import PageKind
from web.shared.guard import public
from web.storefront.area import area
from web.storefront.content import page as pages

content = area("content", __name__)


@content.get("/e/<slug>")
@public
def channel(slug: str) -> BaseResponse:
    """Show a channel: a page of blocks with a name of its own."""
    return _show(PageKind.CHANNEL, slug)


@content.get("/pages/<slug>")
@public
def text(slug: str) -> BaseResponse:
    """Show a page of text, such as how delivery works."""
    return _show(PageKind.TEXT, slug)


def _show(kind: PageKind, slug: str) -> Response | BaseResponse:
    page, in_force = pages.find(kind, slug)
    if in_force != slug:
        return redirect(pages.address_of_page(page, in_force), code=301)
    context = pages.frame_of(page)
    if kind == PageKind.TEXT:
        context["siblings"] = pages.siblings(page)
    return pages.answer(f"storefront/content/{kind}.html", page, **context)
