"""The way from cart to order: what is known so far, and which step is missing."""

from dataclasses import dataclass
from typing import NoReturn

from flask import Response, abort

from core.cart.types import CartDetail
from core.checkout import queries, service
from core.checkout.types import CheckoutDetail, Quote
from core.orders import queries as orders
from web.shared.pages import href
from web.shared.respond import is_swap, see_other
from web.shared.site import current_ask, current_country, current_site
from web.storefront.cart.mine import my_cart, my_cart_even_ordered
from web.storefront.orders.opening import keep, may_open


@dataclass(frozen=True, slots=True)
class Way:
    """How far a shopper has come; the quote is for the country that was entered."""

    cart: CartDetail
    entered: CheckoutDetail | None
    quote: Quote

    @property
    def has_contact(self) -> bool:
        entered, countries = self.entered, self.quote.ask.site.countries
        address = entered.address if entered and entered.email else None
        return address is not None and address.country in countries

    @property
    def has_methods(self) -> bool:
        methods = self.entered.methods if self.entered else {}
        return all(
            group.chosen is not None and methods.get(group.key) == group.chosen.service_code
            for group in self.quote.groups
        )

    @property
    def is_orderable(self) -> bool:
        return bool(self.quote.groups) and all(row.can_buy for row in self.quote.rows)


def find_way(country: str = "") -> Way | None:
    """Give how far the shopper has come with the open cart, for another country than entered where one is named."""
    cart = my_cart()
    if cart is None or not cart.lines:
        return None
    entered = queries.find_checkout(cart.id)
    ask = current_ask(country or country_of(entered), "" if country else postal_code_of(entered))
    return Way(cart, entered, service.quote(ask, cart.lines, entered.methods if entered else None))


def to_contact(country: str = "") -> Way:
    """Give the way where there is something to order; else go to where that can be mended."""
    way = find_way(country)
    if way is None:
        _go(order_of_this_cart() or href("cart.show"))
    if not way.is_orderable:
        _go(href("cart.show"))
    return way


def to_shipping() -> Way:
    """Give the way where it is known who buys and where to send; else go there first."""
    way = to_contact()
    return way if way.has_contact else _go(href("checkout.start"))


def to_review() -> Way:
    """Give the way where it is known how every group travels; else go there first."""
    way = to_shipping()
    return way if way.has_methods else _go(href("checkout.shipping"))


def postal_code_of(entered: CheckoutDetail | None) -> str:
    """Give the postal code that was entered, where the country is the one entered with it."""
    address = entered.address if entered else None
    return address.postal_code if address and address.country == country_of(entered) else ""


def country_of(entered: CheckoutDetail | None) -> str:
    """Give the country that tax and shipping follow."""
    country = entered.address.country if entered and entered.address else ""
    return country if country in current_site().countries else current_country()


def order_of_this_cart() -> str:
    """Give the page of the order that this browser's cart became, or nothing."""
    cart = my_cart_even_ordered()
    purchase = orders.find_purchase_of_cart(cart.id) if cart else None
    if purchase is None or not may_open(purchase):
        return ""
    if purchase.account_id is None:
        keep(purchase.number)
    return href("orders.show", number=purchase.number)


def _go(address: str) -> NoReturn:
    abort(Response(status=204, headers={"HX-Redirect": address}) if is_swap() else see_other(address))
