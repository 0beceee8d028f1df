from flask import Response, make_response, render_template, request

from core.switches.types import Feature
from web.shared.guard import public
from web.shared.secondary import secondary
from web.storefront.area import area
from web.storefront.catalog import suggestions

suggesting = area("suggesting", __name__)


@suggesting.get("/search/suggestions")
@public
def show() -> Response:
    """Show what may be meant by the beginning of a query, and what this browser looked for before."""
    written = request.args.get("q", "")
    found = secondary(Feature.SUGGESTIONS, lambda: suggestions.suggestions_of(written)) or suggestions.none(
        written
    )
    response = make_response(render_template("storefront/catalog/_suggestions.html", **found))
    response.headers["Cache-Control"] = "private, no-store"
    return response
