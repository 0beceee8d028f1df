from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, Row, any_, bindparam, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Brand, Product, ProductPicture
from core.catalog.queries import PRODUCT_SLUG
from core.kernel.ids import ProductId
from core.kernel.money import Money
from core.kernel.page import Page, PageAsk
from core.kernel.texts import pick
from core.media import queries as media
from core.media.models import Medium
from core.media.types import MediaFace
from core.merchants.models import Merchant
from core.platform import slugs
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.search import policy
from core.search.models import Fact, ShownPrice
from core.search.queries.assortment import is_sold
from core.search.queries.facets import Counted, count_facets
from core.search.queries.narrowing import AnySelect, beyond_of, filters_of, grounded, known_filters, walked
from core.search.queries.paging import cut, key_of, order_of, unordered
from core.search.types import Facets, Found, ListingAsk, ProductCard, Sort, Spot, View
from core.sites.types import SiteDetail

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
FEW = 5_000
RARE = 10  # fewer than one in so many
BY_NEWNESS = {Sort.RELEVANCE, Sort.NEWEST}
BY_PRICE = {Sort.PRICE_UP, Sort.PRICE_DOWN}
Placed: TypeAlias = list[tuple[AnyRow, Spot]]
COLUMNS = (
    Fact.product_id, Fact.newness, Fact.available, Fact.rating, Fact.reviews,
    ShownPrice.lowest_minor, ShownPrice.highest_minor, ShownPrice.was_minor, ShownPrice.discount,
)  # fmt: skip
_CHOSEN = table(
    "chosen", *(column(one.key, one.type) for one in COLUMNS), column("key", BigInteger)
)  # what is shown, whatever it was chosen by: what describes it is composed once


def look(ask: ListingAsk) -> Found:
    """List a page of what is asked for with all it can be narrowed by; four statements whatever the size.

    What a filter names and does not exist is left out; `filters` are those that count.
    """
    ask = replace(ask, filters=known_filters(ask.filters))
    counting = _counting(ask)
    counted = count_facets(counting)
    has_spots = ask.finding is not None and counting is ask
    kept = counted if ask.finding is None else None
    rows = _rows_at(ask.view, counted.spots) if has_spots else _page_of(ask, kept)
    is_back = ask.before is not None
    more = len(counted.spots if has_spots else rows) > ask.page.size
    shown = rows[: ask.page.size]
    if is_back:
        shown = shown[::-1]
    beyond = beyond_of(ask)
    return Found(
        cards=tuple(_cards([row for row, _ in shown], ask.view)),
        total=counted.total,
        facets=counted.facets,
        filters=ask.filters,
        has_previous=more if is_back else ask.page.number > 1,
        has_next=is_back or more,
        first=shown[0][1] if shown else None,
        last=shown[-1][1] if shown else None,
        is_part=beyond_of(counting) is not None,
        beyond=Spot(beyond.key, beyond.id + 1) if beyond else None,
    )


def _counting(ask: ListingAsk) -> ListingAsk:
    """Give the ask whose numbers stand beside a page: by sales, what finds very much is counted as by best match.

    The page itself is of everything.
    """
    matches = replace(ask, sort=Sort.RELEVANCE, page=PageAsk(), after=None, before=None)
    return matches if ask.sort == Sort.BEST_SELLING and beyond_of(matches) else ask


def list_cards(ask: ListingAsk, *, is_counted: bool = True) -> Page[ProductCard]:
    """List what the site sells of what is asked for; `is_counted=False` saves a statement where no pager stands.

    Two statements whatever the size. Ties are settled by id, so that no product is on two pages.
    """
    cards = _cards([row for row, _ in _page_of(ask)[: ask.page.size]], ask.view)
    return Page(cards, ask.page, _count(ask) if is_counted else len(cards))


def list_cards_by_ids(view: View, ids: Iterable[ProductId]) -> dict[ProductId, ProductCard]:
    """Give the cards of products by id; what the site does not sell is missing. One statement whatever the size."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {card.id: card for card in _cards(_rows_of(view, wanted), view)}


def _count(ask: ListingAsk) -> int:
    inner = grounded(ask, Fact.product_id).rows.where(*filters_of(ask.filters).values()).subquery()
    return session().scalar(select(func.count()).select_from(inner)) or 0


def _page_of(ask: ListingAsk, counted: Counted | None = None) -> Placed:
    """Read a page, and one more.

    Many are read in the order of an index until the page is full; by price only from where theirs begin. Few are all
    read and sorted: where they stand together far down, nearly everything else would be walked over first. Not so the
    newest of a category, which has an index of its own, as long as they are not rare there. Where none were counted
    none are looked for, which would take as long as to look at all.
    """
    if counted is not None and not counted.total:
        return []
    ground = walked(ask, *COLUMNS) if _counting(ask) is not ask else grounded(ask, *COLUMNS)
    key = key_of(ground, ask)
    rows = ground.rows.where(*filters_of(ask.filters).values()).add_columns(key.label("key"))
    sorted_by = key
    if counted is not None and counted.total <= FEW and not _is_strewn(ask, counted):
        sorted_by = unordered(key)
    elif counted is not None and ask.sort in BY_PRICE:
        rows = rows.where(*_between(counted.facets))
    chosen = cut(rows, ask, sorted_by, Fact.product_id).cte(_CHOSEN.name)
    order = order_of(ask, _CHOSEN.c.key, _CHOSEN.c.product_id)
    page = _described(ask.view.site).add_columns(_CHOSEN.c.key).add_cte(chosen).order_by(*order)
    return [(row, Spot(int(row.key), int(row.product_id))) for row in session().execute(page)]


def _is_strewn(ask: ListingAsk, counted: Counted) -> bool:
    """Say whether what is listed will soon be met by who reads a category in the order of its index."""
    is_indexed = ask.level > 0 and ask.finding is None and ask.sort in BY_NEWNESS
    return is_indexed and counted.total * RARE >= counted.within > 0


def _between(facets: Facets) -> list[ColumnElement[bool]]:
    """Say between which prices all that was counted lies."""
    price = ShownPrice.lowest_minor
    least = [] if facets.cheapest is None else [price >= facets.cheapest.minor]
    return least + ([] if facets.dearest is None else [price <= facets.dearest.minor])


def _rows_at(view: View, spots: Sequence[Spot]) -> Placed:
    """Read what stands at spots that were found before, as it is now."""
    found = {row.product_id: row for row in _rows_of(view, [spot.id for spot in spots])} if spots else {}
    return [(found[spot.id], spot) for spot in spots if spot.id in found]


def _rows_of(view: View, ids: Iterable[int]) -> Sequence[AnyRow]:
    return read_rows(_chosen_by_id(view.site, view.currency), {"ids": list(ids)})


@lru_cache(maxsize=64)
def _chosen_by_id(site: SiteDetail, currency: str) -> Composed:
    ground = grounded(ListingAsk(View(site, (), currency)), *COLUMNS)
    chosen = ground.rows.where(Fact.product_id == any_(cast(bindparam("ids"), ARRAY(BigInteger))))
    return Composed(_described(site).add_cte(chosen.cte(_CHOSEN.name)))


@lru_cache(maxsize=64)
def _described(site: SiteDetail) -> AnySelect:
    """Select what was chosen with the words of cards; what was taken off sale this very moment is left out."""
    return (
        select(*(_CHOSEN.c[one.key] for one in COLUMNS), *_words_of_card())
        .select_from(_CHOSEN)
        .join(Product, Product.id == _CHOSEN.c.product_id)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .outerjoin(Brand, Brand.id == Product.brand_id)
        .where(*is_sold(site))
    )


@cache
def _words_of_card() -> tuple[Any, ...]:
    return (
        Product.titles, Merchant.name.label("merchant"), Brand.name.label("brand"),
        slugs.all_json(PRODUCT_SLUG, Product.id).label("slugs"), _face().label("face"),
    )  # fmt: skip


def _face() -> Any:
    """Give the face of the first picture, which is found first: putting faces into words takes the longest of all."""
    first = (
        select(ProductPicture.media_id)
        .where(ProductPicture.product_id == Product.id)
        .order_by(ProductPicture.position, ProductPicture.id)
        .limit(1)
    )
    picture = Medium.id == first.correlate(Product).scalar_subquery()
    return select(media.face_json(Medium)).where(picture).correlate(Product).scalar_subquery()


def _cards(rows: Sequence[AnyRow], view: View) -> list[ProductCard]:
    return [
        ProductCard(
            id=ProductId(row.product_id),
            slug=pick(row.slugs, view.chain),
            title=pick(row.titles, view.chain),
            merchant=row.merchant,
            brand=row.brand or "",
            lowest=Money(row.lowest_minor, view.currency),
            is_from=row.lowest_minor != row.highest_minor,
            stock=policy.stock_of(int(row.available)),
            picture=media.face_from(row.face) if row.face else None,
            was=None if row.was_minor is None else Money(row.was_minor, view.currency),
            discount=row.discount,
            rating=row.rating,
            reviews=row.reviews,
        )
        for row in rows
    ]


def pictures_of(product_ids: Sequence[int]) -> dict[int, MediaFace]:
    """Give the first picture of each product."""
    first = (
        select(ProductPicture.product_id, Medium)
        .join(Medium, Medium.id == ProductPicture.media_id)
        .where(ProductPicture.product_id.in_(product_ids))
        .ext(distinct_on(ProductPicture.product_id))
        .order_by(ProductPicture.product_id, ProductPicture.position, ProductPicture.id)
    )
    return {product_id: media.face_of(medium) for product_id, medium in session().execute(first)}
