from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from core.cart.types import MOST_OF_ONE, CartDetail
from core.checkout import service as checkout
from core.checkout.types import CartRow, Quote, QuoteGroup
from core.kernel.ids import VariantId
from core.kernel.money import Money
from web.shared import filters
from web.shared.pages import href, notice_words
from web.shared.site import current_ask
from web.storefront.flash.face import ends_at
from web.storefront.lines import Pictures, ShownLine, lines_of_group, pictures_of_quote, product_page
from web.storefront.totals import Totals, totals_of_quote


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a quantity that was typed."""

    typed: str
    sentence: str


Complaints = Mapping[VariantId, Complaint]


@dataclass(frozen=True, slots=True)
class CartLineView:
    """A line of the cart; a part of one that ships from several places may be changed at its first part only."""

    shown: ShownLine
    variant_id: VariantId
    wanted: str
    most: int
    is_editable: bool
    error: str
    warning: str
    note: str


@dataclass(frozen=True, slots=True)
class CartGroupView:
    """What one merchant ships from one place."""

    merchant: str
    merchant_href: str
    ship_from: str
    lines: list[CartLineView]
    goods: Money
    shipping: str


@dataclass(frozen=True, slots=True)
class CartPage:
    """The cart as its page shows it; `stuck` are lines that can't be ordered as they are."""

    quote: Quote
    groups: list[CartGroupView]
    stuck: list[CartLineView]
    totals: Totals
    notices: list[str]
    units: int = field(default=0)

    @property
    def can_go_on(self) -> bool:
        return bool(self.groups) and not self.stuck


def cart_page(cart: CartDetail, complaints: Complaints) -> CartPage:
    """Price a cart for the site, currency and country of the page."""
    quote = checkout.quote(current_ask(), cart.lines)
    pictures = pictures_of_quote(quote)
    told: set[VariantId] = set()
    groups = [_group(quote, group, pictures, complaints, told) for group in quote.groups]
    return CartPage(
        quote=quote,
        groups=groups,
        stuck=[_stuck(row, pictures, complaints) for row in quote.rows if not row.can_buy],
        totals=totals_of_quote(quote, is_estimate=True),
        notices=[notice_words(notice) for notice in quote.notices],
        units=cart.units,
    )


def ship_from(name: str, country: str) -> str:
    """Say where goods come from."""
    return _("Ships from %(place)s, %(country)s", place=name, country=filters.country(country))


def _group(
    quote: Quote, group: QuoteGroup, pictures: Pictures, complaints: Complaints, told: set[VariantId]
) -> CartGroupView:
    rows = {row.variant.id: row for row in quote.rows}
    lines = []
    for shown, line in zip(lines_of_group(group, pictures), group.lines, strict=True):
        row = rows[line.variant.id]
        lines.append(_line(shown, row, complaints.get(row.variant.id), is_first=row.variant.id not in told))
        told.add(row.variant.id)
    return CartGroupView(
        merchant=group.merchant.name,
        merchant_href=href("catalog.store", slug=group.merchant.slug),
        ship_from=ship_from(group.location.name, group.location.country),
        lines=lines,
        goods=group.goods,
        shipping=_shipping(group),
    )


def _line(shown: ShownLine, row: CartRow, complaint: Complaint | None, *, is_first: bool) -> CartLineView:
    return CartLineView(
        shown=shown,
        variant_id=row.variant.id,
        wanted=complaint.typed if complaint else str(row.quantity),
        most=max(row.quantity, min(row.available, row.most or MOST_OF_ONE, MOST_OF_ONE)),
        is_editable=is_first,
        error=complaint.sentence if complaint and is_first else "",
        warning=_warning(row) if is_first else "",
        note=_note(shown, row),
    )


def _stuck(row: CartRow, pictures: Pictures, complaints: Complaints) -> CartLineView:
    complaint = complaints.get(row.variant.id)
    return CartLineView(
        shown=ShownLine(
            id=f"{row.variant.id}-stuck",
            title=row.variant.title,
            label=row.variant.label,
            href=product_page(row.variant),
            picture=pictures.get(row.variant.media_id) if row.variant.media_id else None,
            unit=row.unit,
            total=row.total,
            count=row.quantity,
        ),
        variant_id=row.variant.id,
        wanted=complaint.typed if complaint else str(row.quantity),
        most=max(row.quantity, min(row.available, row.most or MOST_OF_ONE, MOST_OF_ONE)),
        is_editable=row.available > 0,
        error=complaint.sentence if complaint else "",
        warning=_warning(row),
        note="",
    )


def _note(shown: ShownLine, row: CartRow) -> str:
    """Say which part of the line this is, and until when its price holds in a flash sale."""
    part = "" if shown.count == row.quantity else _part(shown.count, row.quantity)
    end = ends_at(row.variant.id)
    return " ".join(
        filter(None, (part, _("Flash sale until %(moment)s.", moment=filters.moment(end)) if end else ""))
    )


def _warning(row: CartRow) -> str:
    return " ".join(notice_words(notice) for notice in row.notices)


def _part(count: int, of: int) -> str:
    return ngettext(
        "%(num)s of %(all)s units ships from here.", "%(num)s of %(all)s units ship from here.", count, all=of
    )


def _shipping(group: QuoteGroup) -> str:
    chosen = group.chosen
    if chosen is None:
        return ""
    days = filters.days_between(chosen.arrives_from, chosen.arrives_to)
    if chosen.is_free:
        return _("Free shipping with %(method)s, arrives %(days)s", method=chosen.name, days=days)
    price = filters.money(chosen.price)
    return _("Shipping from %(price)s, arrives %(days)s", price=price, days=days)
