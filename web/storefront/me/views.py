from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request

from web.shared.consent import is_decided
from web.shared.guard import public
from web.shared.signed_in import note_sighting, signed_in
from web.shared.site import current_country
from web.storefront.area import area
from web.storefront.cart.mine import my_cart

me = area("me", __name__)


@me.get("/me")
@public
def show() -> Response:
    """Give what is personal on a shared page: name, cart count, ship-to country and messages."""
    note_sighting()
    cart = my_cart()
    count = cart.units if cart else 0
    page = render_template(
        "storefront/me/_me.html",
        person=signed_in(),
        count=count,
        country=current_country(),
        asks_consent=not is_decided() and not _is_asked_on_page(),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_asked_on_page() -> bool:
    """Say whether the page around this fragment is the one that asks about cookies at length."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path.endswith("/cookies")
