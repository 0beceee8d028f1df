from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from core.checkout.models import Checkout
from core.kernel.ids import CartId, new_token
from core.kernel.places import Address
from core.platform.db import session


def save_contact(cart_id: CartId, *, email: str, address: Address) -> None:
    """Keep who buys and where to send."""
    _save(cart_id, email=email, address=address.as_dict())


def save_methods(cart_id: CartId, methods: Mapping[str, str]) -> None:
    """Keep the shipping service chosen for each group (by its key)."""
    _save(cart_id, methods=dict(methods))


def _save(cart_id: CartId, **values: Any) -> None:
    entered = insert(Checkout).values(cart_id=cart_id, key=new_token(24), **values)
    session().execute(entered.on_conflict_do_update(index_elements=["cart_id"], set_=values))
