from typing import Any

from flask_babel import gettext as _

from core.content import queries
from core.content.types import BlockKind, Page
from core.kernel import clock
from core.kernel.texts import pick
from web.assets import release
from web.shared import linked_data, made_of
from web.shared.alternates import absolute, addresses
from web.shared.pages import href
from web.shared.site import (
    SiteView,
    current_chain,
    current_language,
    current_site,
    page_language,
    view_of,
)
from web.storefront.content import page as pages
from web.storefront.content.blocks import parts_of
from web.storefront.home import default


def page_of(page: Page | None) -> dict[str, Any]:
    """Give what the home page shows; parts with nothing in them are left out."""
    view = view_of(current_site(), current_language())
    places = addresses("home.show")
    return {
        **_said(page),
        **_body(page),
        "addresses": places,
        "linked_data": linked_data.script(*_things(view, places.canonical)),
    }


def _things(view: SiteView, here: str) -> tuple[linked_data.Thing, linked_data.Thing]:
    """Say what the shop is, how it is searched and who runs it."""
    search = f"{absolute(href('catalog.search'))}?q={{query}}"
    return (
        linked_data.web_site(view.name, here, search, page_language(current_language()).html),
        linked_data.organization(
            view.name,
            view.legal_name,
            absolute("/"),
            absolute(f"/static/{release()}/img/mark.svg"),
            view.tax_id,
        ),
    )


def find_page() -> Page | None:
    """Give the site's home page, if somebody made one and published it, or is looking at its draft."""
    page = queries.find_home(current_site().id)
    is_public = page is not None and (page.state == "published" or pages.preview_of(page) is not None)
    return page if is_public else None


def _body(page: Page | None) -> dict[str, Any]:
    made_of.note("links", current_site().id)
    if page is None:
        parts = parts_of(default.BLOCKS, clock.now())
        body: dict[str, Any] = {"groups": pages.groups_of(parts), "has_heading": True, "preview": None}
    else:
        body = pages.body_of(page)
    return body | {"is_bare": not any(kind == BlockKind.GRID for kind, _parts in body["groups"])}


def _said(page: Page | None) -> dict[str, str]:
    chain = current_chain()
    title = pick(page.writing.titles, chain) if page else ""
    lead = pick(page.writing.descriptions, chain) if page else ""
    return {"claim": title or default_claim(), "lead": lead or default_lead()}


def default_claim() -> str:
    """Say what the shop is, where nobody has said it better."""
    return _("The world’s small shops, one harbor")


def default_lead() -> str:
    """Say what a shopper has of it."""
    return _(
        "Choose from independent merchants, pay in your own currency, and know the cost to your door before you order."
    )
