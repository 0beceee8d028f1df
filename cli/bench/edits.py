"""Edits of what generated pages show, by the doors that merchants and operators use, and how each is seen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

from cli.bench.pages import HOME_PAGE, MANY, categories, on_sale
from cli.bench.rush import set_stock
from cli.bench.stage import Stage
from cli.bench.windows import kept_on_file
from core.kernel.actor import SYSTEM
from core.kernel.ids import MerchantId, ProductId, SiteId, VariantId
from core.kernel.money import Money

GOODS = 40
COPIES = 100_000_000  # their ids begin here: see `cli/bench/world/copies.py`
PLENTY = 500
TRANSLATED = "de"
ON_CARD = re.compile(r'<a href="/en/p/([^"]+)">')
LONGEST_CARD = 4000  # bytes from the address on a card to its price
GONE = b"schema.org/OutOfStock"


@dataclass(frozen=True, slots=True)
class Seen:
    """Where an edit has to be seen, and whether a page's bytes show it."""

    path: str
    is_in: Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Edit:
    """A kind of edit: made under a number of its own, committed when it returns; `undo` leaves no trace in words."""

    name: str
    make: Callable[[int], Seen]
    undo: Callable[[], None] = lambda: None


def kinds(stage: Stage) -> Sequence[Edit]:
    """Give all kinds of edits, with the pages of each on file."""
    stage.enter()
    goods, named = on_sale(stage, MANY), _named_by_title(stage)
    return (
        _price(stage, goods[:GOODS]),
        _price_on_card(stage),
        _stock(stage, goods),
        _words(stage, "text", "en", named[0::2]),
        _words(stage, "translation", TRANSLATED, named[1::2]),
        _block(stage),
    )


def set_prices(stage: Stage, variant: int, minor: int) -> None:
    """Set one price in dollars for all variants of a product: its page shows that of whichever stands first."""
    from core.platform.db import transaction
    from core.pricing import service as pricing

    rows = _rows(
        stage, "select o.id from variants v join variants o using (product_id) where v.id = %s", variant
    )
    site_id = _site(stage)
    with transaction():
        pricing.set_prices([((site_id, VariantId(one)), Money(minor, "USD")) for (one,) in rows])


# --- prices -----------------------------------------------------------------------------------------------


def _price(stage: Stage, goods: Sequence[tuple[str, int]]) -> Edit:
    paths = kept_on_file(stage, [f"/en/p/{quote(slug)}" for slug, _ in goods])

    def make(number: int) -> Seen:
        _, variant = goods[number % len(goods)]
        set_prices(stage, variant, _minor(number))
        wanted = _written(number)
        return Seen(paths[number % len(paths)], lambda body: wanted in body)

    return Edit("price", make)


def _price_on_card(stage: Stage) -> Edit:
    """Change prices of products that a category's first page shows."""
    shown = _on_first_page(stage)

    def make(number: int) -> Seen:
        path, slug, variant = shown[number % len(shown)]
        set_prices(stage, variant, _minor(number))
        wanted, card = _written(number), f'href="/en/p/{quote(slug)}"'.encode()
        return Seen(path, lambda body: wanted in body.partition(card)[2][:LONGEST_CARD])

    return Edit("price on a listing", make)


def _on_first_page(stage: Stage) -> list[tuple[str, str, int]]:
    """List (page, slug, variant) of the first product on each category's first page."""
    found = []
    for path in kept_on_file(stage, categories(stage)):
        card = ON_CARD.search(stage.shop().get(path)[1].decode())
        if card is not None:
            slug = unquote(card[1])
            found.append((path, slug, _first_variant(stage, slug)))
    return found


def _first_variant(stage: Stage, slug: str) -> int:
    ((variant,),) = _rows(
        stage,
        "select min(v.id) from slugs s join variants v on v.product_id = s.entity_id"
        " where s.kind = 'product' and s.language = 'en' and s.slug = %s",
        slug,
    )
    return int(variant)


def _minor(number: int) -> int:
    return 4001 + number


def _written(number: int) -> bytes:
    return f"{_minor(number) // 100}.{_minor(number) % 100:02}".encode()


# --- stock ------------------------------------------------------------------------------------------------


def _stock(stage: Stage, goods: Sequence[tuple[str, int]]) -> Edit:
    """Sell out what comes in one form only, and have it in stock again."""
    alone = {
        variant
        for (variant,) in _rows(
            stage, "select max(id) from variants where id >= %s group by product_id having count(*) = 1", 0
        )
    }
    chosen = [(slug, variant) for slug, variant in goods if variant in alone][:GOODS]
    paths = kept_on_file(stage, [f"/en/p/{quote(slug)}" for slug, _ in chosen])

    def make(number: int) -> Seen:
        at, is_gone = number // 2 % len(chosen), not number % 2
        set_stock(stage, chosen[at][1], 0 if is_gone else PLENTY)
        return Seen(paths[at], lambda body: (GONE in body) == is_gone)

    def undo() -> None:
        for _, variant in chosen:
            set_stock(stage, variant, PLENTY)

    return Edit("stock state", make, undo)


# --- words ------------------------------------------------------------------------------------------------


def _named_by_title(stage: Stage) -> list[int]:
    """List products whose addresses are their titles, as with copies of seeds they are not: texts leave them there."""
    rows = _rows(
        stage,
        "select p.id from products p join search_facts f on f.product_id = p.id"
        " join sites on sites.id = f.site_id and sites.is_default where p.id < %s order by p.id limit %s",
        COPIES,
        2 * GOODS,
    )
    return [int(product) for (product,) in rows]


def _words(stage: Stage, name: str, language: str, products: Sequence[int]) -> Edit:
    """Describe products otherwise, in one language."""
    places = [_described(stage, product, language) for product in products]
    paths = kept_on_file(stage, [f"/{language}/p/{quote(slug)}" for *_, slug in places])
    changed = set[int]()

    def make(number: int) -> Seen:
        at, said = number % len(places), f"Described anew, {number} times or so."
        product, merchant, texts, _ = places[at]
        changed.add(at)
        _describe(stage, product, merchant, {**texts, language: said})
        return Seen(paths[at], lambda body: said.encode() in body)

    def undo() -> None:
        for at in changed:
            _describe(stage, *places[at][:3])

    return Edit(name, make, undo)


def _described(stage: Stage, product: int, language: str) -> tuple[int, int, dict[str, str], str]:
    """Give a product, its merchant, its descriptions and its slug in a language."""
    ((merchant, texts, slug),) = _rows(
        stage,
        "select p.merchant_id, p.descriptions, coalesce(max(s.slug) filter (where s.language = %s),"
        " max(s.slug) filter (where s.language = 'en')) from products p"
        " join slugs s on s.kind = 'product' and s.entity_id = p.id and s.current"
        " where p.id = %s group by p.id",
        language,
        product,
    )
    return product, merchant, texts, slug


def _describe(stage: Stage, product: int, merchant: int, descriptions: dict[str, str]) -> None:
    from core.catalog import service as catalog
    from core.platform.db import transaction

    ((titles, version),) = _rows(stage, "select titles, version from products where id = %s", product)
    with transaction():
        catalog.edit_texts(
            ProductId(product),
            MerchantId(merchant),
            titles=titles,
            descriptions=descriptions,
            version=version,
            by=SYSTEM,
        )


def _block(stage: Stage) -> Edit:
    """Change the title of the home page's first block that has one."""
    from core.content import queries as content
    from core.platform.db import reading

    with reading():
        home = content.find_home(_site(stage))
    if home is None:
        raise ValueError("the bench's shop has no home page of its own")
    block = next(one for one in home.blocks if "title" in one.texts)
    titles = block.texts["title"]
    (path,) = kept_on_file(stage, [HOME_PAGE])

    def make(number: int) -> Seen:
        said = f"Something new, number {number}"
        _entitle(block.id, {**titles, "en": said})
        return Seen(path, lambda body: said.encode() in body)

    return Edit("block", make, lambda: _entitle(block.id, titles))


def _entitle(block_id: Any, titles: Any) -> None:
    from core.content import queries as content
    from core.content import service
    from core.platform.db import transaction

    with transaction():
        block, _ = content.get_block(block_id)
        service.change_block(
            block_id,
            version=block.version,
            texts={**block.texts, "title": titles},
            settings=replace(block.settings),
            by=SYSTEM,
            languages=block.languages,
            starts_at=block.starts_at,
            ends_at=block.ends_at,
            media_id=block.media_id,
        )


def _site(stage: Stage) -> SiteId:
    ((site,),) = _rows(stage, "select id from sites where is_default")
    return SiteId(site)


def _rows(stage: Stage, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with stage.worlds.door(stage.shop().world) as door:
        return door.execute(statement.encode(), values).fetchall()
