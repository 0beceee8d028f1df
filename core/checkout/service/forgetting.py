from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete

from core.cart import service as carts
from core.checkout.models import Checkout
from core.kernel.ids import CartId
from core.platform.db import session


def forget_abandoned_carts(older_than: timedelta) -> int:
    """Drop guests' carts that nobody touched for long, and what was entered on the way; gives how many carts."""
    ids = carts.hold_abandoned_carts(older_than)
    _forget_entered(ids)
    carts.drop_carts(ids)
    return len(ids)


def forget_closed_carts(older_than: timedelta) -> int:
    """Drop merged carts and empty ordered ones, and what was entered on the way; gives how many carts.

    Their purchases keep everything that was sold, so nothing is lost.
    """
    merged, ordered = carts.hold_merged_carts(older_than), carts.hold_ordered_carts(older_than)
    _forget_entered([*merged, *ordered])
    carts.drop_carts(merged)
    carts.empty_carts(ordered)
    return len(merged) + len(ordered)


def _forget_entered(ids: Sequence[CartId]) -> None:
    session().execute(delete(Checkout).where(Checkout.cart_id.in_(ids)))
