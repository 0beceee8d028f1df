from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.content import queries, service
from core.content.errors import CodeTaken, ContentOutdated, TitleMissing
from core.content.types import BlockKind, Column, Page, PageId, PageKind
from core.kernel import clock
from core.kernel.refusal import Refusal
from core.kernel.texts import pick
from core.platform.db import transaction
from core.sites import queries as sites
from core.sites.types import SiteDetail
from web.admin.content import words as content_words
from web.admin.content.forms import local, read_moment, read_writing
from web.shared import words
from web.shared.guard import operators
from web.shared.preview import ARGUMENT, Preview, permission
from web.shared.respond import see_other
from web.shared.signed_in import actor
from web.shared.site import LANGUAGES, current_language, current_site, site_url

Answer = Response | tuple[str, int]


@operators
def list_pages() -> str:
    """List the pages of a site."""
    return render_template("admin/content/list.html", **_list())


@operators
def open_page() -> Answer:
    """Open a new page as a draft."""
    site = _asked_site()
    written, code = request.form.get("title", "").strip()[:200], request.form.get("code", "").strip()
    kind = request.form.get("kind", "")
    try:
        with transaction():
            page_id = service.open_page(
                site.id,
                PageKind(kind) if kind in set(PageKind) else PageKind.TEXT,
                read_writing({f"title-{site.default_language}": written}, site.languages),
                code=code,
                by=actor(),
            )
    except (CodeTaken, TitleMissing) as refusal:
        context = _list() | {"problem": words.sentence(refusal), "typed": request.form}
        return render_template("admin/content/list.html", **context), refusal.status
    flash(_("The page is there as a draft. Nobody sees it yet."), "success")
    return see_other(url_for("admin.content_show", page_id=page_id))


@operators
def show(page_id: int) -> str:
    """Show one page: its words, its blocks, its versions, and the way to a preview."""
    return render_template("admin/content/page.html", **context_of(PageId(page_id)))


@operators
def write(page_id: int) -> Answer:
    """Change a page's words; what was typed stays where somebody was faster."""
    page = queries.get_page(PageId(page_id))
    site = sites.get_site(page.site_id)
    writing, column = read_writing(request.form, site.languages), request.form.get("column", "")
    try:
        with transaction():
            service.write_page(
                page.id,
                writing,
                version=request.form.get("version", 0, type=int),
                column=Column(column) if column in set(Column) else None,
                position=max(0, min(request.form.get("position", page.position, type=int), 999)),
                by=actor(),
            )
    except (ContentOutdated, TitleMissing) as refusal:
        context = context_of(page.id) | {"typed": request.form, "problem": words.sentence(refusal)}
        return render_template("admin/content/page.html", **context), refusal.status
    return _done(page_id, _("The texts are saved."))


@operators
def publish(page_id: int) -> Response:
    """Show a page to everybody."""
    with transaction():
        service.publish_page(PageId(page_id), by=actor())
    return _done(page_id, _("The page is published."))


@operators
def withdraw(page_id: int) -> Response:
    """Take a page back into drafts."""
    with transaction():
        service.withdraw_page(PageId(page_id), by=actor())
    return _done(page_id, _("The page is a draft again."))


@operators
def restore(page_id: int) -> Response:
    """Say again what a page said before."""
    wanted, version = (request.form.get(name, 0, type=int) for name in ("wanted", "version"))
    with transaction():
        service.restore_page(PageId(page_id), wanted, version=version, by=actor())
    return _done(page_id, _("The page says what it said in version %(number)s.", number=wanted))


def context_of(page_id: PageId) -> dict[str, Any]:
    """Give what the page of a page shows."""
    page = queries.get_page(page_id)
    site = sites.get_site(page.site_id)
    at = read_moment(request.args.get("at", ""), ZoneInfo(site.time_zone)) or clock.now()
    with_drafts = bool(request.args.get("drafts"))
    return {
        "page": page,
        "site_name": pick(site.names, site.chain(current_language())),
        "title": pick(page.writing.titles, site.chain(current_language())),
        "languages_of_site": [(code, LANGUAGES[code][2]) for code in site.languages],
        "chain_of": site.chain,
        "pick": pick,
        "versions": queries.list_versions(page.id),
        "previews": _previews(page, site, at, with_drafts=with_drafts),
        "preview_at": local(at, ZoneInfo(site.time_zone)),
        "with_drafts": with_drafts,
        "zone": site.time_zone,
        "block_kinds": list(BlockKind),
        "columns": list(Column),
        "said": content_words,
        "typed": None,
        "problem": "",
    }


def _previews(page: Page, site: SiteDetail, at: datetime, *, with_drafts: bool) -> list[tuple[str, str]]:
    """Give the addresses of a preview as (language, address)."""
    slugs = queries.list_slugs(site.id, page.id)
    query: dict[str, Any] = {ARGUMENT: permission(Preview(page.id, at, with_drafts))}
    return [
        (LANGUAGES[code][2], site_url(site) + _path(page, code, pick(slugs, site.chain(code)), query))
        for code in site.languages
    ]


def _path(page: Page, language: str, slug: str, query: dict[str, Any]) -> str:
    if page.kind == PageKind.HOME:
        return url_for("home.show", lang=language, **query)
    endpoint = "content.channel" if page.kind == PageKind.CHANNEL else "content.text"
    return url_for(endpoint, lang=language, slug=slug, **query)


def _list() -> dict[str, Any]:
    site = _asked_site()
    everywhere = sites.list_sites()
    return {
        "here": site,
        "all_sites": [(one, pick(one.names, one.chain(current_language()))) for one in everywhere],
        "pages": queries.list_pages(site.id),
        "pick": pick,
        "chain": site.chain(current_language()),
        "kinds": list(PageKind),
        "said": content_words,
        "problem": "",
        "typed": {},
    }


def _asked_site() -> SiteDetail:
    return sites.find_site_by_code(request.values.get("site", "")[:64]) or current_site()


def _done(page_id: int, said: str) -> Response:
    flash(said, "success")
    return see_other(url_for("admin.content_show", page_id=page_id))


def refused(page_id: int, refusal: Refusal) -> Response:
    """Say on the page why something was not done."""
    flash(words.sentence(refusal), "error")
    return see_other(url_for("admin.content_show", page_id=page_id))
