from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from web.shared.guard import public
from web.shared.pages import category_tree
from web.shared.respond import see_other
from web.shared.site import best_language
from web.storefront.area import area

root = Blueprint("root", __name__)
home = area("home", __name__)


@root.get("/")
@public
def choose_language() -> Response:
    """Send a visitor to the home page in the language that fits best."""
    response = see_other(f"/{best_language()}/")
    response.vary.update(("Cookie", "Accept-Language"))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@home.get("/")
@public
def show() -> str:
    """Show the home page."""
    return render_template("storefront/home/home.html", categories=category_tree())
