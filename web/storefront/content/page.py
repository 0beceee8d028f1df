from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Response, abort, make_response, render_template

from core.content import queries
from core.content.types import BlockKind, Column, Page, PageKind
from core.kernel import clock
from core.kernel.texts import pick
from core.switches.types import Feature, Level
from web.shared import made_of
from web.shared.alternates import addresses
from web.shared.caching import shared
from web.shared.page_links import page_links
from web.shared.pages import href
from web.shared.preview import Preview, asked_preview
from web.shared.prose import plain, prose
from web.shared.site import current_chain, current_language, current_site
from web.shared.switched import level_on_page
from web.storefront.catalog.listing import trail_to
from web.storefront.content.blocks import Part, parts_of

DESCRIPTION_LETTERS = 160
ADS = {BlockKind.BANNER}  # what a page advertises with, and the switch of that name takes away


def find(kind: PageKind, slug: str) -> tuple[Page, str]:
    """Give a page of this site by its slug, and the slug in force; a draft only to who may preview it."""
    preview = asked_preview()
    site = current_site()
    made_of.note("links", site.id)
    page, is_current = queries.get_page_by_slug(
        site.id, kind, slug, current_chain(), with_drafts=preview is not None
    )
    if page.state == "draft" and (preview is None or preview.page_id != page.id):
        abort(404)
    if is_current:
        return page, slug
    return page, pick(queries.list_slugs(site.id, page.id), current_chain())


def frame_of(page: Page) -> dict[str, Any]:
    """Give what the templates of channels and texts share."""
    chain = current_chain()
    title, description = pick(page.writing.titles, chain), pick(page.writing.descriptions, chain)
    endpoint = "content.channel" if page.kind == PageKind.CHANNEL else "content.text"
    body = pick(page.writing.bodies, chain)
    return {
        "title": title,
        "description": description or plain(body)[:DESCRIPTION_LETTERS],
        "lead": description,
        "addresses": addresses(endpoint, queries.list_slugs(page.site_id, page.id)),
        "trail": trail_to(None, title),
        "changed_at": page.changed_at,
        **body_of(page),
    }


def body_of(page: Page) -> dict[str, Any]:
    """Give what stands on a page at this moment, or at the one that is previewed."""
    preview = preview_of(page)
    at = preview.at if preview else clock.now()
    made_of.note("content", page.id)
    made_of.good_until(_next_turn(page, at))
    parts = shown_parts(page, at, with_drafts=bool(preview and preview.with_drafts))
    return {
        "groups": groups_of(parts),
        "has_heading": any(part.kind == BlockKind.HERO for part in parts),
        "body": prose(pick(page.writing.bodies, current_chain())),
        "preview": preview,
    }


def _next_turn(page: Page, at: datetime) -> datetime | None:
    """Give when the next block begins, ends or stops counting down."""
    instants = [(one.starts_at, one.ends_at, one.settings.until) for one in page.blocks]
    return min((one for turn in instants for one in turn if one is not None and one > at), default=None)


def shown_parts(page: Page, at: datetime, *, with_drafts: bool) -> list[Part]:
    """Draw the blocks that are on a page at an instant."""
    language = current_language()
    blocks = [block for block in page.blocks if block.is_shown(at, language, with_drafts=with_drafts)]
    return parts_of([block for block in blocks if block.kind not in ADS or _has_ads()], at)


def _has_ads() -> bool:
    return level_on_page(Feature.ADS) is not Level.OFF


def groups_of(parts: Sequence[Part]) -> list[tuple[BlockKind, list[Part]]]:
    """Put neighbors of one kind together: banners stand side by side."""
    return [(kind, list(same)) for kind, same in groupby(parts, key=lambda part: part.kind)]


def preview_of(page: Page) -> Preview | None:
    """Give the permission to preview this very page, if the request has one."""
    preview = asked_preview()
    return preview if preview is not None and preview.page_id == page.id else None


def siblings(page: Page) -> list[tuple[str, str, bool]]:
    """List the texts of the same column as (title, address, is this one)."""
    same = [one for one in page_links() if one.column == page.column and one.column != Column.NONE]
    return [(one.title, one.href, one.code == page.code) for one in same]


def answer(template: str, page: Page | None, **context: Any) -> Response:
    """Answer with a page that everybody shares, or with a preview that nobody may keep."""
    written = render_template(template, **context)
    if page is None or preview_of(page) is None:
        return shared(written)
    response = make_response(written)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def address_of_page(page: Page, slug: str) -> str:
    """Give the address of a page of this site."""
    endpoint = "content.channel" if page.kind == PageKind.CHANNEL else "content.text"
    return href("home.show") if page.kind == PageKind.HOME else href(endpoint, slug=slug)
