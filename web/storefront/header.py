"""What the header says of its reader. Shared pages get it as a live part; personal pages say it at once."""

from dataclasses import dataclass

from core.accounts.types import SignedIn
from web.shared.signed_in import signed_in
from web.shared.site import current_country
from web.storefront.cart.mine import my_cart


@dataclass(frozen=True, slots=True)
class Mine:
    """Who is logged in, how many units are in the cart, and where parcels go."""

    person: SignedIn | None
    count: int
    country: str


def mine() -> Mine:
    """Read what the header says of whoever sends this request."""
    cart = my_cart()
    return Mine(signed_in(), cart.units if cart else 0, current_country())
