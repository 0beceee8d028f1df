"""The last click, made safe to repeat: the same purchase answers with the same number, however often it is sent."""

from datetime import timedelta

from core.checkout import queries, service
from core.checkout.errors import NothingToOrder
from core.checkout.types import Entered, Placed
from core.platform import throttle
from core.platform.db import persistently, transaction
from web.shared.signed_in import actor, remote_network, shopper_id
from web.shared.site import current_ask, current_site
from web.storefront.cart.mine import my_cart_even_ordered
from web.storefront.checkout.forms import PlaceForm
from web.storefront.checkout.steps import country_of, postal_code_of
from web.storefront.flash import door

WINDOW = timedelta(minutes=10)
CLICKS_OF_ADDRESS = 120
CLICKS_OF_CART = 40


def place_once(form: PlaceForm) -> Placed:
    """Place what the shopper saw, or give the answer of the first time; raises what checkout refuses.

    Who comes too late for a flash sale is told so by its counter, and not counted as a click. Raises TooMany too.
    """
    with service.holding_units(current_site().id, form.wanted, form.key):
        _refuse_too_many(form)
        return persistently(lambda: _place(form))


def _refuse_too_many(form: PlaceForm) -> None:
    """Count this click; raises TooMany where one address or one cart sends too many."""
    with transaction():
        of_address = (CLICKS_OF_ADDRESS, "place.address", remote_network())
        throttle.refuse_beyond_any([of_address, (CLICKS_OF_CART, "place.cart", form.key)], window=WINDOW)


def _place(form: PlaceForm) -> Placed:
    cart = my_cart_even_ordered()
    if cart is None:
        raise NothingToOrder
    read = Entered(cart, queries.find_checkout(cart.id))
    return service.place_order(
        current_ask(country_of(read.entered), postal_code_of(read.entered)),
        cart.token,
        key=form.key,
        fingerprint=form.fingerprint,
        gateway=form.gateway,
        account_id=shopper_id(),
        by=actor(),
        accepted=form.accepted,
        read=read,
        let_in=door.refuse_who_must_wait,
    )
