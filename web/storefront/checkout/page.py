from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.checkout.types import Quote, QuoteGroup, ShippingChoice
from core.kernel.places import Address, spaced_phone
from core.platform.settings import settings
from web.shared import filters
from web.shared.page_links import PageHref, page_links
from web.shared.pages import notice_words
from web.shared.site import COUNTRY_COOKIE
from web.storefront.cart.page import ship_from
from web.storefront.checkout.steps import Way
from web.storefront.lines import ShownLine, lines_of_group, pictures_of_quote
from web.storefront.totals import Totals, totals_of_quote

A_YEAR = 365 * 24 * 60 * 60
RETURNS = "returns"  # the page that says how to withdraw from a purchase


@dataclass(frozen=True, slots=True)
class WayPage:
    """What every step shows beside its form: the goods, what they come to, and what changed meanwhile."""

    lines: list[ShownLine]
    totals: Totals
    changes: list[tuple[str, str]]
    notices: list[str]


@dataclass(frozen=True, slots=True)
class ShippingGroup:
    """The ways one group can travel, as `components/field.html` draws them."""

    name: str
    merchant: str
    ship_from: str
    choices: list[dict[str, Any]]
    chosen: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DoneGroup:
    """One group as it will travel."""

    merchant: str
    ship_from: str
    method: str
    arrives: str
    price: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was entered in the steps before the open one."""

    email: str
    phone: str
    address: list[str]
    firm: str
    billing: list[str]
    groups: list[DoneGroup]
    gift_note: str
    is_gift: bool
    can_place: bool


def way_page(way: Way) -> WayPage:
    """Sum up what is being ordered."""
    quote = way.quote
    pictures = pictures_of_quote(quote)
    changes = [(row.variant.title, notice_words(notice)) for row in quote.rows for notice in row.notices]
    return WayPage(
        lines=[line for group in quote.groups for line in lines_of_group(group, pictures)],
        totals=totals_of_quote(quote, is_estimate=not way.has_methods),
        changes=changes,
        notices=[notice_words(notice) for notice in quote.notices],
    )


def shipping_groups(quote: Quote, methods: dict[str, str]) -> list[ShippingGroup]:
    """List the ways each group can travel; where none was chosen yet, the cheapest is proposed."""
    return [_shipping_group(group, methods.get(group.key)) for group in quote.groups]


def done_page(way: Way) -> Done | None:
    """Sum up what was entered so far; None before the first step is done."""
    entered = way.entered
    if entered is None or entered.address is None:
        return None
    address, firm = entered.address, entered.firm
    return Done(
        email=entered.email,
        phone=spaced_phone(address.phone),
        address=_lines(address),
        firm=", ".join(part for part in (firm.name, firm.vat_number) if part) if firm else "",
        billing=_lines(entered.billing) if entered.billing else [],
        groups=[_done_group(group) for group in way.quote.groups],
        gift_note=entered.gift.note,
        is_gift=entered.gift.is_gift,
        can_place=way.quote.can_place,
    )


def _lines(address: Address) -> list[str]:
    return [*address.lines(), filters.country(address.country)]


def terms_links(terms: Iterable[str]) -> dict[str, PageHref]:
    """Give the pages of the texts that a shopper agrees to by ordering, and of withdrawing from it, by code."""
    codes = {*terms, RETURNS}
    return {link.code: link for link in page_links() if link.code in codes}


def follow_country(response: BaseResponse, country: str) -> Response:
    """Let prices of shipping everywhere follow the country that somebody has their parcel sent to."""
    is_secure = settings().public_url.startswith("https://")
    made = make_response(response)
    made.set_cookie(COUNTRY_COOKIE, country, max_age=A_YEAR, samesite="Lax", httponly=True, secure=is_secure)
    return made


def arrives(choice: ShippingChoice) -> str:
    """Say when a parcel comes."""
    return _("Arrives %(days)s", days=filters.days_between(choice.arrives_from, choice.arrives_to))


def _shipping_group(group: QuoteGroup, wished: str | None) -> ShippingGroup:
    offered = [choice.service_code for choice in group.choices]
    proposed = group.chosen.service_code if group.chosen else ""
    return ShippingGroup(
        name=f"method-{group.key}",
        merchant=group.merchant.name,
        ship_from=ship_from(group.location.name, group.location.country),
        choices=[_choice(choice) for choice in group.choices],
        chosen=wished if wished in offered else proposed,
        sentence=_("Nothing delivers these goods to this country.") if not offered else "",
    )


def _choice(choice: ShippingChoice) -> dict[str, Any]:
    return {
        "value": choice.service_code,
        "title": choice.name,
        "price": _price(choice),
        "note": _("%(carrier)s. %(arrives)s", carrier=choice.carrier, arrives=arrives(choice)),
    }


def _price(choice: ShippingChoice) -> str:
    return _("Free") if choice.is_free else filters.money(choice.price)


def _done_group(group: QuoteGroup) -> DoneGroup:
    return DoneGroup(
        merchant=group.merchant.name,
        ship_from=ship_from(group.location.name, group.location.country),
        method=group.chosen.name if group.chosen else "",
        arrives=arrives(group.chosen) if group.chosen else "",
        price=_price(group.chosen) if group.chosen else "",
    )
