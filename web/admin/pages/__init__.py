"""Generated pages: how many there are, what waits, what takes long, and what an address is made of."""

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.platform.db import transaction
from core.publishing import queries, service
from core.publishing.types import GeneratedPageId, PageKind, PageRow, PageState
from core.sites.types import SiteDetail
from web.release import template_release
from web.shared.asking import page_ask
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.site import known_sites, site_of_host, site_url

ROWS = 30


def register(admin: Blueprint) -> None:
    """Open this area."""
    rule = admin.add_url_rule
    rule("/generated-pages", "pages_list", list_pages)
    rule("/generated-pages/<int:page_id>", "pages_show", show)
    rule("/generated-pages/<int:page_id>/drawing", "pages_draw", draw, methods=["POST"])


@operators
def list_pages() -> str:
    """Show how the registry stands, the pages of one group, and the one at an address that was typed."""
    group = request.args.get("group", "")
    chosen = group if group in queries.GROUPS else "stale"
    address = request.args.get("address", "").strip()
    return render_template(
        "admin/pages/list.html",
        standing=queries.look(template_release()),
        kinds=list(PageKind),
        states=list(PageState),
        group=chosen,
        page=queries.list_rows(page_ask(ROWS), group=chosen),
        address=address,
        found=_at(address) if address else [],
        address_of=_address_of,
    )


@operators
def show(page_id: int) -> str:
    """Show a page: what it is made of, and which of that has changed since."""
    row = queries.get_row(GeneratedPageId(page_id))
    return render_template(
        "admin/pages/show.html",
        row=row,
        entities=queries.list_entities(row.id),
        is_current=row.release == template_release(),
        address_of=_address_of,
    )


@operators
def draw(page_id: int) -> Response:
    """Have a page drawn anew at once."""
    with transaction():
        service.mark_page(GeneratedPageId(page_id))
    flash(_("The page is being drawn anew."), "success")
    return see_other(url_for("admin.pages_show", page_id=page_id))


def _at(address: str) -> list[PageRow]:
    """Find the pages at an address in every currency; one without a host belongs to the first site."""
    parts = urlsplit(address)
    site: SiteDetail = site_of_host(parts.netloc) if parts.netloc else known_sites()[0]
    asked = f"{parts.path}?{parts.query}"
    path = asked if queries.kind_of(asked) is PageKind.SEARCH else unquote(parts.path)
    found: list[Any] = [queries.find_row(site.id, currency, path) for currency in site.currencies]
    return [row for row in found if row is not None]


def _address_of(row: PageRow) -> str:
    site = next(one for one in known_sites() if one.code == row.address.site)
    return f"{site_url(site)}{row.address.path}"
