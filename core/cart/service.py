from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import bindparam, delete, update

from core.cart.errors import QuantityOutOfRange
from core.cart.models import Cart, Line
from core.cart.putting import put_first_line, put_line
from core.cart.queries import detail_of
from core.cart.types import MOST_LINES, MOST_OF_ONE, CartDetail, CartState
from core.kernel import clock
from core.kernel.ids import AccountId, CartId, SiteId, VariantId, new_token
from core.kernel.money import Money
from core.platform import locks
from core.platform.composed import Composed
from core.platform.db import session, write


def add_to_cart(
    site_id: SiteId,
    token: str | None,
    variant_id: VariantId,
    quantity: int,
    *,
    seen: Money,
    account_id: AccountId | None,
) -> CartDetail:
    """Put units of a variant into the browser's cart, making one where it has none.

    The same variant again adds up, to 99 at most. Raises CartFull and QuantityOutOfRange.
    """
    _refuse_odd(quantity)
    kept = put_line(site_id, token, variant_id, quantity, seen) if token else None
    if kept is None and not account_id:
        return put_first_line(site_id, variant_id, quantity, seen)
    if kept is None:
        new = _new_cart(site_id, account_id)
        kept = put_line(site_id, new.token, variant_id, quantity, seen)
        session().expire(new)
        assert kept is not None
    return kept


def set_quantity(site_id: SiteId, token: str, variant_id: VariantId, quantity: int) -> CartDetail | None:
    """Change how many of a variant are wanted; 0 takes it out. None where the cart is gone."""
    if quantity:
        _refuse_odd(quantity)
    cart = _open_cart(site_id, token)
    if cart is None:
        return None
    line = _line(cart, variant_id)
    if line is not None and quantity:
        line.quantity = quantity
    elif line is not None:
        cart.lines.remove(line)
    return _touched(cart)


def note_seen(cart: CartDetail, prices: Mapping[VariantId, Money]) -> None:
    """Remember the prices that the shopper has been shown, where the cart does not say so already."""
    known = {line.variant_id: line.seen for line in cart.lines}
    for variant_id, price in prices.items():
        if known.get(variant_id) == price:
            continue
        session().execute(
            update(Line)
            .where(Line.cart_id == cart.id, Line.variant_id == variant_id)
            .values(seen_minor=price.minor, seen_currency=price.currency)
        )


def merge_at_log_in(site_id: SiteId, token: str | None, account_id: AccountId) -> str | None:
    """Make the browser's cart the account's; gives the token of the cart that stays, if any.

    Where both have one, lines are joined: of a variant in both the larger quantity stays, and the
    browser's cart is closed as merged.
    """
    _hold_account(site_id, account_id)
    mine = _cart_of_account(site_id, account_id)
    guests = _open_cart(site_id, token)
    if guests is None or (mine is not None and guests.id == mine.id):
        return mine.token if mine else None
    if guests.account_id not in {None, account_id}:
        return mine.token if mine else None
    if mine is None:
        guests.account_id = account_id
        return guests.token
    for line in guests.lines:
        _join(mine, line)
    guests.state = CartState.MERGED
    return mine.token


_CLOSED = Composed(
    update(Cart)
    .where(Cart.id == bindparam("cart"), Cart.state == CartState.OPEN)
    .values(state=CartState.ORDERED)
    .returning(Cart.id)
)


def close_cart(cart_id: CartId) -> bool:
    """Close a cart because it was ordered; False where it was closed before."""
    return bool(write(_CLOSED, {"cart": cart_id}))


def refill(
    site_id: SiteId, token: str | None, wanted: Mapping[VariantId, int], *, account_id: AccountId | None
) -> CartDetail:
    """Put the goods of a purchase that came to nothing back into the browser's cart."""
    cart = _open_cart(site_id, token) or _new_cart(site_id, account_id)
    for variant_id, quantity in wanted.items():
        _join(cart, Line(variant_id=variant_id, quantity=quantity))
    return _touched(cart)


def bring_back(cart_id: CartId, number: str) -> CartId | None:
    """Let the browser of an ordered cart find the goods again, because purchase `number` came to nothing.

    Its cookie leads to a new open cart from now on; an account with one already finds them in that. Gives the
    cart they are in now, or None where they came back before.
    """
    ordered = locks.row(Cart, cart_id)
    if ordered is None or ordered.state != CartState.ORDERED or ordered.returned_of == number:
        return None
    mine = _cart_of_somebody(ordered)
    token, ordered.token, ordered.returned_of = ordered.token, new_token(24), number
    session().flush()
    if mine is None:
        mine = Cart(token=token, site_id=ordered.site_id, account_id=ordered.account_id)
        session().add(mine)
        session().flush()
    for line in ordered.lines:
        _join(mine, line)
    mine.returned_of = number
    return _touched(mine).id


def take_out_again(cart_id: CartId, number: str) -> None:
    """Take goods that were brought back out again, because purchase `number` was paid late after all."""
    ordered = locks.row(Cart, cart_id)
    if ordered is None or ordered.returned_of != number:
        return
    bought = {line.variant_id: line.quantity for line in ordered.lines}
    back = locks.matching(
        Cart, Cart.site_id == ordered.site_id, Cart.returned_of == number, Cart.state == CartState.OPEN
    )
    for cart in back:
        for line in [line for line in cart.lines if line.quantity <= bought.get(line.variant_id, 0)]:
            cart.lines.remove(line)
        cart.returned_of = ""
        _touched(cart)


def _cart_of_somebody(ordered: Cart) -> Cart | None:
    if ordered.account_id is None:
        return None
    _hold_account(SiteId(ordered.site_id), AccountId(ordered.account_id))
    return _cart_of_account(SiteId(ordered.site_id), AccountId(ordered.account_id))


def hold_abandoned_carts(older_than: timedelta, limit: int = 1000) -> list[CartId]:
    """Lock guests' open carts that nobody touched for long, so that they can be dropped; gives their ids."""
    old = Cart.touched_at < clock.now() - older_than
    guests = Cart.state == CartState.OPEN, Cart.account_id.is_(None)
    return [CartId(cart.id) for cart in locks.matching(Cart, *guests, old, limit=limit, skip_locked=True)]


def hold_merged_carts(older_than: timedelta, limit: int = 1000) -> list[CartId]:
    """Lock carts that went into an account's long ago, so that they can be dropped; gives their ids."""
    old = Cart.touched_at < clock.now() - older_than
    merged = Cart.state == CartState.MERGED
    return [CartId(cart.id) for cart in locks.matching(Cart, merged, old, limit=limit, skip_locked=True)]


def hold_ordered_carts(older_than: timedelta, limit: int = 1000) -> list[CartId]:
    """Lock carts with lines that were ordered long ago, so that they can be emptied; gives their ids."""
    old = Cart.touched_at < clock.now() - older_than
    ordered = Cart.state == CartState.ORDERED, Cart.lines.any()
    return [CartId(cart.id) for cart in locks.matching(Cart, *ordered, old, limit=limit, skip_locked=True)]


def empty_carts(ids: Sequence[CartId]) -> None:
    """Drop the lines of carts that are held; the carts stay, because their purchases name them."""
    session().execute(delete(Line).where(Line.cart_id.in_(ids)))


def drop_open_carts_of(account_id: AccountId) -> None:
    """Drop the open carts of an account on every site."""
    mine = locks.matching(Cart, Cart.account_id == account_id, Cart.state == CartState.OPEN)
    drop_carts([CartId(cart.id) for cart in mine])


def drop_carts(ids: Sequence[CartId]) -> None:
    """Drop carts that are held, with their lines."""
    empty_carts(ids)
    session().execute(delete(Cart).where(Cart.id.in_(ids)))


def _open_cart(site_id: SiteId, token: str | None) -> Cart | None:
    if not token:
        return None
    found = locks.matching(Cart, Cart.site_id == site_id, Cart.token == token, Cart.state == CartState.OPEN)
    return found[0] if found else None


def _cart_of_account(site_id: SiteId, account_id: AccountId) -> Cart | None:
    found = locks.matching(
        Cart, Cart.site_id == site_id, Cart.account_id == account_id, Cart.state == CartState.OPEN
    )
    return found[0] if found else None


def _hold_account(site_id: SiteId, account_id: AccountId) -> None:
    # An account has one open cart on a site, but there is no row to lock before the first one.
    locks.advisory(f"cart of account {account_id} on site {site_id}")


def _new_cart(site_id: SiteId, account_id: AccountId | None) -> Cart:
    if account_id:
        _hold_account(site_id, account_id)
        mine = _cart_of_account(site_id, account_id)
        if mine is not None:
            return mine
    cart = Cart(token=new_token(24), site_id=site_id, account_id=account_id)
    session().add(cart)
    session().flush()
    return cart


def _line(cart: Cart, variant_id: VariantId) -> Line | None:
    return next((line for line in cart.lines if line.variant_id == variant_id), None)


def _join(cart: Cart, other: Line) -> None:
    mine = _line(cart, VariantId(other.variant_id))
    if mine is not None:
        mine.quantity = max(mine.quantity, other.quantity)
    elif len(cart.lines) < MOST_LINES:
        cart.lines.append(
            Line(
                variant_id=other.variant_id,
                quantity=other.quantity,
                seen_minor=other.seen_minor,
                seen_currency=other.seen_currency,
            )
        )


def _touched(cart: Cart) -> CartDetail:
    cart.touched_at = clock.now()
    session().flush()
    return detail_of(cart)


def _refuse_odd(quantity: int) -> None:
    if not 1 <= quantity <= MOST_OF_ONE:
        raise QuantityOutOfRange(most=MOST_OF_ONE)
