from flask import Response, make_response, render_template

from core.cart import queries as carts
from web.shared.cart_cookie import cart_token
from web.shared.guard import public
from web.shared.signed_in import note_sighting, signed_in
from web.shared.site import current_country, current_site
from web.storefront.area import area

me = area("me", __name__)


@me.get("/me")
@public
def show() -> Response:
    """Give what is personal on a shared page: name, cart count, ship-to country and messages."""
    note_sighting()
    token = cart_token()
    count = carts.count_units(current_site().id, token) if token else 0
    page = render_template(
        "storefront/me/_me.html", person=signed_in(), count=count, country=current_country()
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response
