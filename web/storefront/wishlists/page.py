from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from core.cart.types import CartLine
from core.checkout import service as checkout
from core.checkout.types import CartRow
from core.kernel.ids import ProductId, VariantId
from core.kernel.money import Money
from core.search import queries as search
from core.wishlists.types import Wish, WishId, WishlistCard, WishlistDetail
from web.shared.pictures import Picture
from web.shared.site import current_ask
from web.storefront.catalog.listing import Card, card_of, current_view
from web.storefront.lines import product_page


@dataclass(frozen=True, slots=True)
class WishView:
    """A wish as its row shows it; without an address it is not offered here any more, without a price not now."""

    id: WishId
    title: str
    label: str
    href: str
    pic: Picture | None
    price: Money | None
    is_from: bool
    can_buy: bool
    note: str


@dataclass(frozen=True, slots=True)
class ListView:
    """A list with its rows, in the words of the page."""

    card: WishlistCard
    name: str
    rows: list[WishView]


def list_view(found: WishlistDetail) -> ListView:
    """Give a list with prices and stock as they are on this site now."""
    cards = search.list_cards_by_ids(current_view(), {wish.product_id for wish in found.wishes})
    variants = _variants(found.wishes)
    rows = []
    for wish in found.wishes:
        card = cards.get(wish.product_id)
        rows.append(_row(wish, None if card is None else card_of(card), variants.get(wish.variant_id)))
    return ListView(found.card, name_of(found.card), rows)


def name_of(card: WishlistCard) -> str:
    """Say what a list is called; the first one needs no name."""
    return card.name or _("My wish list")


def cards_of(ids: Iterable[ProductId]) -> list[Card]:
    """Give the cards of products in the order of their ids, without those that are not sold here."""
    wanted = list(ids)
    found = search.list_cards_by_ids(current_view(), wanted)
    return [card_of(found[product_id]) for product_id in wanted if product_id in found]


def _variants(wishes: Iterable[Wish]) -> dict[VariantId | None, CartRow]:
    lines = [CartLine(id_, 1, None) for id_ in {wish.variant_id for wish in wishes} if id_ is not None]
    return {row.variant.id: row for row in checkout.quote(current_ask(), lines).rows} if lines else {}


def _row(wish: Wish, card: Card | None, row: CartRow | None) -> WishView:
    if card is None:
        return WishView(
            wish.id, row.variant.title if row else "", "", "", None, None, False, False, wish.note
        )
    if row is None:
        return WishView(
            wish.id, card.title, "", card.href, card.pic, card.now, card.from_price, False, wish.note
        )
    address = product_page(row.variant)
    return WishView(
        wish.id, card.title, row.variant.label, address, card.pic, row.unit, False, row.can_buy, wish.note
    )
