from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.catalog import queries as catalog
from core.catalog.types import CategoryNode
from core.content import queries, service
from core.content.errors import ContentOutdated, LinkUnknown, PageFull, TimesCrossed
from core.content.types import COUNTS, FIELDS, Block, BlockId, BlockKind, Page, PageId, Rule, Size, Tone
from core.kernel.ids import MediaId
from core.kernel.refusal import Refusal
from core.kernel.texts import pick
from core.media import queries as media
from core.media import service as pictures
from core.merchants import queries as merchants
from core.platform.db import transaction
from core.sites import queries as sites
from core.sites.types import SiteDetail
from web.admin.content import words as content_words
from web.admin.content.forms import BlockForm, read_block, values_of
from web.admin.content.pages import refused
from web.shared import words
from web.shared.guard import operators
from web.shared.pictures import picture_of
from web.shared.respond import see_other
from web.shared.signed_in import actor
from web.shared.site import LANGUAGES, current_language

Answer = Response | tuple[str, int]

# Which parts of the form each kind of block has besides its words.
PARTS: dict[BlockKind, set[str]] = {
    BlockKind.HERO: {"picture", "link", "tone", "size"},
    BlockKind.BANNER: {"picture", "link", "tone"},
    BlockKind.TILES: {"codes"},
    BlockKind.GRID: {"rule", "link"},
    BlockKind.COUNTDOWN: {"until", "link", "tone"},
    BlockKind.BRANDS: {"codes"},
}
FIELD_OF: dict[type[Refusal], str] = {TimesCrossed: "ends_at", LinkUnknown: "link"}


@operators
def add(page_id: int) -> Response:
    """Put a new block at the end of a page."""
    kind = request.form.get("kind", "")
    try:
        with transaction():
            block_id = service.add_block(
                PageId(page_id), BlockKind(kind) if kind in set(BlockKind) else BlockKind.TEXT, by=actor()
            )
    except PageFull as refusal:
        return refused(page_id, refusal)
    return see_other(url_for("admin.content_block", block_id=block_id))


@operators
def show(block_id: int) -> str:
    """Show what a block says and what it is set to."""
    return render_template("admin/content/block.html", **_context(*queries.get_block(BlockId(block_id))))


@operators
def change(block_id: int) -> Answer:
    """Set a block; what was typed stays where something is wrong with it or somebody was faster."""
    block, page = queries.get_block(BlockId(block_id))
    site = sites.get_site(page.site_id)
    form = read_block(request.form, request.form.getlist("languages"), block.kind, site)
    media_id = _picture(block, form)
    if form.errors:
        return _again(block, page, form.errors)
    try:
        _change(block.id, form, media_id)
    except (ContentOutdated, TimesCrossed, LinkUnknown) as refusal:
        errors = {FIELD_OF.get(type(refusal), "version"): words.sentence(refusal)}
        return _again(block, page, errors, refusal.status)
    flash(_("The block is saved."), "success")
    return see_other(url_for("admin.content_show", page_id=page.id))


@operators
def move(block_id: int) -> Response:
    """Move a block up or down."""
    steps = 1 if request.form.get("way") == "down" else -1
    return _do(
        block_id, lambda: service.move_block(BlockId(block_id), steps, by=actor()), _("The block is moved.")
    )


@operators
def publish(block_id: int) -> Response:
    """Publish a block."""
    act = _versioned(service.show_block, block_id)
    return _do(block_id, act, _("The block is published."))


@operators
def hide(block_id: int) -> Response:
    """Take a block back into drafts."""
    act = _versioned(service.hide_block, block_id)
    return _do(block_id, act, _("The block is hidden."))


@operators
def remove(block_id: int) -> Response:
    """Take a block off its page."""
    act = _versioned(service.remove_block, block_id)
    return _do(block_id, act, _("The block is removed."))


def _versioned(verb: Callable[..., None], block_id: int) -> Callable[[], None]:
    version = request.form.get("version", 0, type=int)
    return lambda: verb(BlockId(block_id), version=version, by=actor())


def _do(block_id: int, act: Callable[[], None], said: str) -> Response:
    _block, page = queries.get_block(BlockId(block_id))
    try:
        with transaction():
            act()
    except ContentOutdated as refusal:
        return refused(page.id, refusal)
    flash(said, "success")
    return see_other(url_for("admin.content_show", page_id=page.id, _anchor=f"block-{block_id}"))


def _change(block_id: BlockId, form: BlockForm, media_id: MediaId | None) -> None:
    with transaction():
        service.change_block(
            block_id,
            version=request.form.get("version", 0, type=int),
            texts=form.texts,
            settings=form.settings,
            languages=form.languages,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            media_id=media_id,
            by=actor(),
        )


def _picture(block: Block, form: BlockForm) -> MediaId | None:
    """Take an uploaded picture, or none, or keep the one there is."""
    upload = request.files.get("picture")
    if upload is None or not upload.filename:
        return None if request.form.get("without_picture") else block.media_id
    try:
        stored = pictures.store_picture(upload.read())
    except Refusal as refusal:
        form.errors["picture"] = words.sentence(refusal)
        return block.media_id
    with transaction():
        return pictures.accept_picture(stored, by=actor())


def _again(block: Block, page: Page, errors: dict[str, str], status: int = 422) -> tuple[str, int]:
    context = _context(block, page) | {
        "values": request.form,
        "chosen": request.form.getlist("languages"),
        "errors": errors,
    }
    return render_template("admin/content/block.html", **context), status


def _context(block: Block, page: Page) -> dict[str, Any]:
    site = sites.get_site(page.site_id)
    face = media.list_by_ids([block.media_id]).get(block.media_id) if block.media_id else None
    return {
        "block": block,
        "page": page,
        "title": pick(page.writing.titles, site.chain(current_language())),
        "values": values_of(block, site),
        "chosen": list(block.languages) or list(site.languages),
        "fields": FIELDS[block.kind],
        "parts": PARTS.get(block.kind, set()),
        "languages_of_site": [(code, LANGUAGES[code][2]) for code in site.languages],
        "chain_of": site.chain,
        "pick": pick,
        "pic": picture_of(face, ""),
        "zone": site.time_zone,
        "rules": list(Rule),
        "tones": list(Tone),
        "sizes": list(Size),
        "counts": COUNTS,
        "said": content_words,
        "errors": {},
        **_suggestions(site),
    }


def _suggestions(site: SiteDetail) -> dict[str, list[tuple[str, str]]]:
    """Give what the fields of codes propose, as (code, name)."""
    chain = site.chain(current_language())
    categories = _flat(catalog.list_category_tree(chain, without=site.excluded_categories))
    sellers = [(face.code, face.name) for face in merchants.list_active(chain)]
    texts = [(page.code, pick(page.writing.titles, chain)) for page in queries.list_pages(site.id)]
    links = [
        *((f"category:{code}", name) for code, name in categories),
        *((f"merchant:{code}", name) for code, name in sellers),
        *((f"page:{code}", name) for code, name in texts),
    ]
    return {"links": links, "codes": [*categories, *sellers]}


def _flat(nodes: tuple[CategoryNode, ...]) -> list[tuple[str, str]]:
    return [pair for node in nodes for pair in ((node.code, node.name), *_flat(node.children))]
