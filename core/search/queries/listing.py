from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql import ColumnElement, SQLColumnExpression

from core.catalog.models import Brand, Category, Product, ProductPicture, Variant
from core.catalog.queries import PRODUCT_SLUG
from core.kernel.ids import ProductId
from core.kernel.money import Money
from core.kernel.page import Page
from core.kernel.texts import pick
from core.media import queries as media
from core.media.models import Medium
from core.media.types import MediaFace
from core.merchants.models import Merchant
from core.platform import slugs
from core.platform.db import session
from core.search import policy
from core.search.queries.assortment import below, has_price, is_sold, offers, spoken
from core.search.types import ListingAsk, ProductCard, Sort, View

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


def list_cards(ask: ListingAsk, *, is_counted: bool = True) -> Page[ProductCard]:
    """List what the site sells of what is asked for; `is_counted=False` saves a statement where no pager stands.

    Five statements whatever the size. Ties are settled by id, so that no product is on two pages.
    """
    found = _matching(ask)
    counted = found.with_only_columns(func.count(Product.id), maintain_column_froms=True)
    total = session().scalar(counted) if is_counted else None
    rows = session().execute(_sorted(found, ask).offset(ask.page.offset).limit(ask.page.size)).all()
    cards = _cards(rows, ask.view)
    return Page(cards, ask.page, len(cards) if total is None else total)


def _matching(ask: ListingAsk) -> AnySelect:
    rows = (
        select(Product.id, Product.titles, Merchant.name, Brand.name)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .outerjoin(Brand, Brand.id == Product.brand_id)
        .where(*is_sold(ask.view.site), *_wanted(ask))
    )
    if _weighs_prices(ask):
        prices = offers(ask.view)
        rows = rows.join(prices, prices.c.product_id == Product.id).add_columns(prices.c.lowest)
        if ask.at_most is not None:
            rows = rows.where(prices.c.lowest <= ask.at_most.minor)
        return rows.where(prices.c.available > 0) if ask.is_in_stock else rows
    return rows.where(has_price(ask.view.site, ask.view.currency))


def _wanted(ask: ListingAsk) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_holds(word, ask.view) for word in ask.words]
    if ask.category_id is not None:
        conditions.append(Product.category_id.in_(below(Category.id == ask.category_id)))
    if ask.merchant_id is not None:
        conditions.append(Product.merchant_id == ask.merchant_id)
    if ask.without is not None:
        conditions.append(Product.id != ask.without)
    return conditions


def _weighs_prices(ask: ListingAsk) -> bool:
    return ask.sort in {Sort.PRICE_UP, Sort.PRICE_DOWN} or ask.at_most is not None or ask.is_in_stock


def _holds(word: str, view: View) -> ColumnElement[bool]:
    """Ask for a word anywhere in title and brand, at a word's beginning in the description, or as the SKU."""
    title, description = spoken(Product.titles, view.chain), spoken(Product.descriptions, view.chain)
    has_sku = exists(select(Variant.id).where(Variant.product_id == Product.id, _is_sku(word)))
    return or_(has_sku, _within(title, word), _within(Brand.name, word), _begins(description, word))


def _within(text: SQLColumnExpression[str], word: str) -> ColumnElement[bool]:
    return text.icontains(word, autoescape=True)


def _begins(text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    start = policy.word_start(word)
    return _within(text, word) if start is None else text.regexp_match(start, flags="i")


def _is_sku(word: str) -> ColumnElement[bool]:
    return func.lower(Variant.sku) == word.lower()


def _sorted(rows: AnySelect, ask: ListingAsk) -> AnySelect:
    order = [*_order(rows, ask), Product.published_at.desc(), Product.id.desc()]
    if ask.is_varied:
        place = func.row_number().over(partition_by=Product.category_id, order_by=order)
        order.insert(0, place)
    return rows.order_by(*order)


def _order(rows: AnySelect, ask: ListingAsk) -> list[ColumnElement[Any]]:
    if ask.sort == Sort.PRICE_UP:
        return [rows.selected_columns.lowest.asc()]
    if ask.sort == Sort.PRICE_DOWN:
        return [rows.selected_columns.lowest.desc()]
    return [_rank(ask).desc()] if ask.sort == Sort.RELEVANCE and ask.words else []


def _rank(ask: ListingAsk) -> ColumnElement[int]:
    """Put titles whose words begin as asked first, then those that hold every word somewhere, then the rest."""
    title = spoken(Product.titles, ask.view.chain)
    begins = and_(*(_begins(title, word) for word in ask.words))
    within = and_(*(_within(title, word) for word in ask.words))
    return case((begins, 2), (within, 1), else_=0)


def _cards(rows: Sequence[AnyRow], view: View) -> list[ProductCard]:
    ids = [row[0] for row in rows]
    if not ids:
        return []
    prices = {row.product_id: row for row in session().execute(select(offers(view, ids)))}
    names = slugs.current(PRODUCT_SLUG, ids, view.chain)
    faces = pictures_of(ids)
    return [
        ProductCard(
            id=ProductId(id),
            slug=names.get(id, ""),
            title=pick(titles, view.chain),
            merchant=merchant,
            brand=brand or "",
            lowest=Money(int(prices[id].lowest), view.currency),
            is_from=prices[id].lowest != prices[id].highest,
            stock=policy.stock_of(int(prices[id].available)),
            picture=faces.get(id),
        )
        for id, titles, merchant, brand, *_ in rows
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
