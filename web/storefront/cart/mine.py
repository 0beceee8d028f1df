"""Whose cart a request is about: the browser's, unless it belongs to somebody who is not logged in here now."""

from flask import g

from core.cart import queries as carts
from core.cart.types import CartDetail
from web.shared.cart_cookie import cart_token
from web.shared.signed_in import shopper_id
from web.shared.site import current_site


def my_cart() -> CartDetail | None:
    """Give the open cart of this browser, or else of the shopper's account, as it was when first asked for."""
    if "cart" not in g:
        g.cart = _my_cart()
    found: CartDetail | None = g.cart
    return found


def _my_cart() -> CartDetail | None:
    site_id = current_site().id
    cart = carts.find_cart(site_id, cart_token()) if cart_token() else None
    if cart is not None and is_mine(cart):
        return cart
    account_id = shopper_id()
    return carts.find_cart_of_account(site_id, account_id) if account_id else None


def my_cart_even_ordered() -> CartDetail | None:
    """Give the cart of this browser whatever became of it: one that was ordered still knows its purchase."""
    cart = carts.find_cart_by_token(current_site().id, cart_token()) if cart_token() else None
    return cart if cart is not None and is_mine(cart) else my_cart()


def is_mine(cart: CartDetail) -> bool:
    """Say whether a cart is nobody's in particular or the shopper's own."""
    return cart.account_id is None or cart.account_id == shopper_id()
