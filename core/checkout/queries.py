from sqlalchemy import select

from core.checkout.models import Checkout
from core.checkout.types import CheckoutDetail
from core.kernel.ids import CartId
from core.kernel.places import Address
from core.platform.db import session


def find_checkout(cart_id: CartId) -> CheckoutDetail | None:
    """Give what was entered for a cart so far."""
    row = session().scalar(select(Checkout).where(Checkout.cart_id == cart_id))
    if row is None:
        return None
    address = Address(**row.address) if row.address else None
    return CheckoutDetail(CartId(row.cart_id), row.email, address, dict(row.methods), row.key)
