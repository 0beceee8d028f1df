from flask import Response, request

from core.switches import queries as switches
from core.switches.types import Feature, Level
from web.shared.caching import alike_for_strangers
from web.shared.guard import public
from web.shared.respond import is_swap
from web.shared.site import current_site
from web.storefront.area import area
from web.storefront.live import parts

live = area("live", __name__)

SECONDS = 5  # that a browser may keep what is the same for everybody in its country


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
    response.set_data("".join(drawn))
    response.status_code = 200 if any(drawn) else 204
    is_mine = level is not Level.NORMAL or any(one.is_personal for one in wanted)
    response.headers["Cache-Control"] = "private, no-store" if is_mine else f"private, max-age={SECONDS}"
    response.vary.update(("Cookie", "HX-Request"))
    alike_for_strangers()
    return response
