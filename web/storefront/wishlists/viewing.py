from flask import Response, flash, make_response, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.platform.db import transaction
from core.wishlists import queries, service
from web.shared.consent import Category, allows
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.visitor import viewer
from web.storefront.wishlists.page import cards_of
from web.storefront.wishlists.views import wishlists

IN_A_ROW = 8


@wishlists.get("/recently-viewed")
@public
def recent() -> Response:
    """Show what was looked at last."""
    is_allowed = allows(Category.FUNCTIONAL)
    ids = queries.list_viewed_of(viewer()) if is_allowed else []
    page = "storefront/wishlists/recent.html"
    return make_response(render_template(page, cards=cards_of(ids), is_allowed=is_allowed))


@wishlists.post("/recently-viewed/removal")
@public
def forget() -> BaseResponse:
    """Forget everything that was looked at."""
    with transaction():
        service.forget_views(viewer())
    flash(_("We have forgotten what you looked at."), "success")
    return see_other(href("wishlists.recent"))
