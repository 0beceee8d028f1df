from dataclasses import dataclass
from typing import Any

from flask import Response, make_response
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.checkout.types import Quote, QuoteGroup, ShippingChoice
from core.kernel.places import spaced_phone
from core.payments.gateways import registry
from core.platform.settings import settings
from web.shared import filters
from web.shared.pages import notice_words
from web.shared.site import COUNTRY_COOKIE
from web.storefront.cart.page import ship_from
from web.storefront.checkout.steps import Way
from web.storefront.lines import Pictures, ShownLine, lines_of_group, pictures_of_quote
from web.storefront.totals import Totals, totals_of_quote

A_YEAR = 365 * 24 * 60 * 60


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
class ReviewGroup:
    """One group as it will be ordered."""

    merchant: str
    ship_from: str
    lines: list[ShownLine]
    method: str
    arrives: str
    price: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything that will be ordered, and to whom."""

    email: str
    phone: str
    address: list[str]
    groups: list[ReviewGroup]
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


def review_page(way: Way) -> ReviewPage:
    """Give everything that will be ordered."""
    assert way.entered is not None
    assert way.entered.address is not None
    address = way.entered.address
    pictures = pictures_of_quote(way.quote)
    return ReviewPage(
        email=way.entered.email,
        phone=spaced_phone(address.phone),
        address=[*address.lines(), filters.country(address.country)],
        groups=[_review_group(group, pictures) for group in way.quote.groups],
        can_place=way.quote.can_place,
    )


def gateway_choices() -> list[dict[str, Any]]:
    """List the ways to pay, the preferred one first."""
    names = {"sandbox": _("Test payment")}
    return [{"value": name, "title": names.get(name, name)} for name in registry.offered()]


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


def _review_group(group: QuoteGroup, pictures: Pictures) -> ReviewGroup:
    return ReviewGroup(
        merchant=group.merchant.name,
        ship_from=ship_from(group.location.name, group.location.country),
        lines=lines_of_group(group, pictures),
        method=group.chosen.name if group.chosen else "",
        arrives=arrives(group.chosen) if group.chosen else "",
        price=_price(group.chosen) if group.chosen else "",
    )
