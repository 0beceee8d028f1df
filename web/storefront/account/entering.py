from flask import Response, flash, make_response, request
from flask_babel import gettext as _

from core.accounts import queries, service
from core.cart import service as carts
from core.platform.db import transaction
from core.wishlists import service as wishlists
from web.shared.cart_cookie import cart_token, keep_cart
from web.shared.choices import keep_choices
from web.shared.respond import see_other
from web.shared.signed_in import actor, session_token, shopper, start_session
from web.shared.site import current_site
from web.shared.visitor import VIEWED, WISHES


def enter(token: str, address: str) -> Response:
    """Begin the session of somebody who has just proven to be its shopper, and send them on.

    The browser's cart, wish lists and looks become the account's, and the session before, if there was one,
    ends. What the account knows of language, currency and country holds where the browser chose none itself.
    An account that was to be deleted stays.
    """
    previous = session_token()
    start_session(token)
    account_id = shopper().account_id
    with transaction():
        if previous is not None:
            service.log_out(previous)
        kept = carts.merge_at_log_in(current_site().id, cart_token() or None, account_id)
        wishlists.merge_at_log_in(
            account_id, request.cookies.get(WISHES, ""), request.cookies.get(VIEWED, "")
        )
        stays = service.keep_account(account_id, by=actor())
    if stays:
        flash(_("Your account stays: it is not deleted any more."), "success")
    return _with_cookies(make_response(see_other(address)), kept)


def _with_cookies(response: Response, cart: str | None) -> Response:
    own = queries.get_account(shopper().account_id)
    for name in (WISHES, VIEWED):
        if name in request.cookies:
            response.delete_cookie(name)
    keep_choices(response, own.language, own.currency, own.country, only_missing=True)
    return keep_cart(response, cart)
