from collections.abc import Iterable

from flask import Response, g, request

from core.switches import queries as switches
from core.switches.types import Feature, Level
from web.shared.caching import alike_for_strangers
from web.shared.compression import takes_gzip
from web.shared.guard import public
from web.shared.respond import is_swap
from web.shared.site import current_site
from web.storefront.area import area
from web.storefront.live import parts
from web.storefront.live.pieces import joined

live = area("live", __name__)

SECONDS = 5  # that a browser may keep what is the same for everybody in its country
VARY = ("Cookie", "HX-Request", "Accept-Encoding")


@live.get("/live")
@public
def show() -> Response:
    """Give the parts that a page names, `me&delivery=12&recent=7`, each as an element to be swapped in by its id.

    A part that fails is left out, and the page keeps what it has in that place. It is only ever asked for by a
    page of ours: htmx's header cannot be sent from elsewhere.
    """
    level = switches.level(current_site().id, Feature.FRAGMENTS)
    asked, response = request.args if is_swap() else {}, Response()
    wanted = [one for one in parts.PARTS if one.name in asked and one.is_left_at(level)]
    drawn = [one.draw(asked[one.name][: parts.LONGEST], response) for one in wanted]
    body, is_shrunk = joined(drawn, shrinks=takes_gzip(request.headers.get("Accept-Encoding", "")))
    response.set_data(body)
    response.status_code = 200 if body else 204
    response.headers["Cache-Control"] = "private, no-store" if level is not Level.NORMAL else rule_of(wanted)
    if is_shrunk:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.update(VARY)
    g.pop("made_of", None)  # time alone ends what is kept of it
    alike_for_strangers()
    return response


def rule_of(wanted: Iterable[parts.Part]) -> str:
    """Give for how long a browser may keep these parts."""
    return "private, no-store" if any(one.is_personal for one in wanted) else f"private, max-age={SECONDS}"
