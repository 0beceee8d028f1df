from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from core.checkout.models import Checkout
from core.checkout.types import NO_GIFT, Gift
from core.kernel.ids import CartId, new_token
from core.kernel.places import Address
from core.orders.types import Firm
from core.platform.composed import Composed
from core.platform.db import session, write

_CHECKOUTS = Checkout.metadata.tables[Checkout.__tablename__]


def save_contact(
    cart_id: CartId,
    *,
    email: str,
    address: Address,
    firm: Firm | None = None,
    billing: Address | None = None,
) -> None:
    """Keep who buys, where to send, which company the invoice is for and, where not there too, where it goes."""
    _save(
        cart_id,
        email=email,
        address=address.as_dict(),
        firm=firm.as_dict() if firm else None,
        billing=billing.as_dict() if billing else None,
    )


def save_methods(cart_id: CartId, methods: Mapping[str, str], *, gift: Gift = NO_GIFT) -> None:
    """Keep the shipping service chosen for each group (by its key), and whether it is a gift."""
    _save(cart_id, methods=dict(methods), is_gift=gift.is_gift, gift_note=gift.note)


def carry_over(before: CartId, now: CartId) -> None:
    """Keep what was entered for one cart for another too, unless something was entered for that already."""
    entered = session().scalar(select(Checkout).where(Checkout.cart_id == before))
    if entered is None:
        return
    again = insert(Checkout).values(
        cart_id=now,
        key=new_token(24),
        email=entered.email,
        address=entered.address,
        methods=entered.methods,
        is_gift=entered.is_gift,
        gift_note=entered.gift_note,
        firm=entered.firm,
        billing=entered.billing,
    )
    session().execute(again.on_conflict_do_nothing(index_elements=["cart_id"]))


def _save(cart_id: CartId, **values: Any) -> None:
    write(_saving(tuple(values)), {"cart_id": cart_id, "key": new_token(24), **values})


@lru_cache
def _saving(names: tuple[str, ...]) -> Composed:
    """Write the statement that keeps these columns of a cart's checkout, whether it has a row or not."""
    entered = insert(_CHECKOUTS).values({name: bindparam(name) for name in ("cart_id", "key", *names)})
    kept = {name: entered.excluded[name] for name in names}
    return Composed(entered.on_conflict_do_update(index_elements=["cart_id"], set_=kept))
