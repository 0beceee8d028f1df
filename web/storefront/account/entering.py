from flask import Response, make_response

from core.accounts import service
from core.cart import service as carts
from core.platform.db import transaction
from web.shared.cart_cookie import cart_token, keep_cart
from web.shared.respond import see_other
from web.shared.signed_in import session_token, shopper, start_session
from web.shared.site import current_site


def enter(token: str, address: str) -> Response:
    """Begin the session of somebody who has just proven to be its shopper, and send them on.

    The browser's cart becomes the account's, and the session before, if there was one, ends.
    """
    previous = session_token()
    start_session(token)
    with transaction():
        if previous is not None:
            service.log_out(previous)
        kept = carts.merge_at_log_in(current_site().id, cart_token() or None, shopper().account_id)
    return keep_cart(make_response(see_other(address)), kept)
