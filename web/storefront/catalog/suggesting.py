from typing import Any

from flask import Response, make_response, render_template, request

from core.switches import queries as switches
from core.switches.types import Feature
from web.shared.caching import alike_for_strangers
from web.shared.guard import public
from web.shared.secondary import secondary
from web.shared.short_cache import ShortCache
from web.shared.site import current_currency, current_language, current_site
from web.storefront.area import area
from web.storefront.catalog import suggestions

suggesting = area("suggesting", __name__)

SECONDS = 30.0
_drawn: ShortCache[str] = ShortCache(5000)


@suggesting.get("/search/suggestions")
@public
def show() -> Response:
    """Show what may be meant by the beginning of a query, and what this browser looked for before."""
    typed = suggestions.cleaned(request.args.get("q", ""))
    response = make_response(_lines(typed) or _draw(suggestions.none(typed)))
    response.headers["Cache-Control"] = "private, no-store"
    alike_for_strangers()
    return response


def _lines(typed: str) -> str | None:
    """Draw what is suggested; who has looked for nothing of the kind before is shown what others were just now."""
    lately = suggestions.recent_of(typed)

    def draw() -> str | None:
        found = secondary(Feature.SUGGESTIONS, lambda: suggestions.suggestions_of(typed, lately))
        return _draw(found) if found else None

    if lately or not switches.is_on(Feature.SUGGESTIONS, current_site().id):
        return draw()
    return _drawn.get((current_site().id, current_language(), current_currency(), typed), SECONDS, draw)


def _draw(found: dict[str, Any]) -> str:
    return render_template("storefront/catalog/_suggestions.html", **found)
