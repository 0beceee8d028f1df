from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.cart.models import Cart, Line
from core.cart.types import CartDetail, CartLine, CartState
from core.kernel.ids import AccountId, CartId, SiteId, VariantId
from core.kernel.money import Money
from core.platform.db import session


def find_cart(site_id: SiteId, token: str) -> CartDetail | None:
    """Give the open cart of a browser on a site."""
    found = select(Cart).where(Cart.site_id == site_id, Cart.token == token, Cart.state == CartState.OPEN)
    return _with_lines(found)


def find_cart_by_token(site_id: SiteId, token: str) -> CartDetail | None:
    """Give a browser's cart on a site whatever its state, for placing: an ordered one still knows its purchase."""
    return _with_lines(select(Cart).where(Cart.site_id == site_id, Cart.token == token))


def find_cart_of_account(site_id: SiteId, account_id: AccountId) -> CartDetail | None:
    """Give the open cart of an account on a site."""
    found = select(Cart).where(
        Cart.site_id == site_id, Cart.account_id == account_id, Cart.state == CartState.OPEN
    )
    return _with_lines(found)


def count_units(site_id: SiteId, token: str) -> int:
    """Count the units in a browser's open cart."""
    units = (
        select(func.coalesce(func.sum(Line.quantity), 0))
        .join(Cart, Cart.id == Line.cart_id)
        .where(Cart.site_id == site_id, Cart.token == token, Cart.state == CartState.OPEN)
    )
    return session().scalar(units) or 0


def _with_lines(wanted: Select[Cart]) -> CartDetail | None:
    found = session().scalars(wanted.options(joinedload(Cart.lines)))
    cart = found.unique().one_or_none()
    return None if cart is None else detail_of(cart)


def detail_of(cart: Cart) -> CartDetail:
    """Give a cart row as others may hold it."""
    lines = tuple(
        CartLine(
            VariantId(line.variant_id),
            line.quantity,
            Money(line.seen_minor, line.seen_currency)
            if line.seen_minor is not None and line.seen_currency
            else None,
        )
        for line in cart.lines
    )
    account_id = None if cart.account_id is None else AccountId(cart.account_id)
    return CartDetail(CartId(cart.id), cart.token, SiteId(cart.site_id), account_id, lines, cart.returned_of)
