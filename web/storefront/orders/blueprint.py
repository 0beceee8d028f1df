from flask import Response

from web.storefront.area import area

orders = area("orders", __name__)


@orders.after_request
def keep_private(response: Response) -> Response:
    """Keep what somebody ordered out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
