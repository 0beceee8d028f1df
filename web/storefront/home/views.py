from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from web.shared.guard import public
from web.shared.respond import see_other
from web.shared.site import best_language
from web.storefront.area import area
from web.storefront.content.page import answer
from web.storefront.home.page import find_page, page_of

root = Blueprint("root", __name__)
home = area("home", __name__)


@root.get("/")
@public
def choose_language() -> BaseResponse:
    """Send a visitor to the home page in the language that fits best."""
    response = see_other(f"/{best_language()}/")
    response.vary.update(("Cookie", "Accept-Language"))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@home.get("/")
@public
def show() -> Response:
    """Show the home page."""
    page = find_page()
    return answer("storefront/home/home.html", page, **page_of(page))
