"""Putting units into a cart: the act that shoppers do most often, so it is one statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from core.cart.errors import CartFull
from core.cart.queries import lines_of, made_of
from core.cart.types import MOST_LINES, MOST_OF_ONE, CartDetail, CartLine
from core.kernel import clock
from core.kernel.ids import SiteId, VariantId, new_token
from core.kernel.money import Money
from core.platform.composed import Composed
from core.platform.db import write

_HELD = """
    update carts set touched_at = :now
    where site_id = :site and token = :token and state = 'open'
    returning id, token, site_id, account_id, returned_of
"""
_MADE = """
    insert into carts (token, site_id, touched_at) values (:token, :site, :now)
    returning id, token, site_id, account_id, returned_of
"""
_PUT = """
with held as (%s), put as (
    insert into cart_lines as line (cart_id, variant_id, quantity, seen_minor, seen_currency)
    select held.id, :variant, :quantity, :minor, :currency from held
    where (select count(*) from cart_lines where cart_id = held.id and variant_id <> :variant) < :most_lines
    on conflict (cart_id, variant_id) do update set
        quantity = least(line.quantity + excluded.quantity, :most_of_one),
        seen_minor = excluded.seen_minor, seen_currency = excluded.seen_currency
    returning quantity
)
select held.*, put.quantity as put, line.variant_id, line.quantity, line.seen_minor, line.seen_currency
from held left join put on true left join cart_lines line on line.cart_id = held.id order by line.id
"""
_PUT_INTO_HELD, _PUT_INTO_NEW = Composed(text(_PUT % _HELD)), Composed(text(_PUT % _MADE))


def put_line(
    site_id: SiteId, token: str, variant_id: VariantId, quantity: int, seen: Money
) -> CartDetail | None:
    """Add units to the open cart of a token, and give the cart with them; None where there is no such cart.

    The cart's row is locked by the change, so that two clicks add up. Raises CartFull; of clicks in the very same
    moment each may bring the last line there is room for.
    """
    line = _line(site_id, token, variant_id, quantity, seen)
    rows = write(_PUT_INTO_HELD, line)
    return _cart_of(rows, variant_id, seen) if rows else None


def put_first_line(site_id: SiteId, variant_id: VariantId, quantity: int, seen: Money) -> CartDetail:
    """Make a cart that is nobody's in particular with its first line, and give it."""
    line = _line(site_id, new_token(24), variant_id, quantity, seen)
    return _cart_of(write(_PUT_INTO_NEW, line), variant_id, seen)


def _line(site_id: SiteId, token: str, variant_id: VariantId, quantity: int, seen: Money) -> dict[str, Any]:
    return {
        "site": site_id, "token": token, "now": clock.now(), "variant": variant_id, "quantity": quantity,
        "minor": seen.minor, "currency": seen.currency, "most_lines": MOST_LINES, "most_of_one": MOST_OF_ONE,
    }  # fmt: skip


def _cart_of(rows: Sequence[Any], variant_id: VariantId, seen: Money) -> CartDetail:
    cart = rows[0]
    if cart.put is None:
        raise CartFull(most=MOST_LINES)
    lines = {line.variant_id: line for line in lines_of(rows)}
    return made_of(cart, (lines | {variant_id: CartLine(variant_id, cart.put, seen)}).values())
