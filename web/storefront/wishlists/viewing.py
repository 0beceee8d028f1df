from flask import Response, flash, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.kernel.ids import ProductId
from core.platform.db import transaction
from core.search import queries as search
from core.wishlists import queries, service
from web.shared.consent import Category, allows
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import is_swap, see_other
from web.shared.visitor import VIEWED, keep_token, new_viewer, viewer, wisher
from web.storefront.catalog.listing import current_view
from web.storefront.wishlists.page import cards_of
from web.storefront.wishlists.views import wishlists

IN_A_ROW = 8


@wishlists.get("/recently-viewed")
@public
def recent() -> Response:
    """Show what was looked at last: a page, or the block of the home page, which is empty where there is nothing."""
    is_allowed = allows(Category.FUNCTIONAL)
    ids = queries.list_viewed_of(viewer()) if is_allowed else []
    if is_swap():
        return _fragment(ids)
    page = "storefront/wishlists/recent.html"
    return make_response(render_template(page, cards=cards_of(ids), is_allowed=is_allowed))


@wishlists.post("/recently-viewed")
@public(shared=True)
def look() -> Response:
    """Remember that a product is looked at, where that was agreed to, and show what was looked at before it."""
    product_id, keeper = ProductId(request.form.get("product", 0, type=int)), new_viewer()
    before = [] if keeper.is_nobody else queries.list_viewed_of(keeper)
    is_wished = product_id in queries.list_wished_products(wisher(), [product_id])
    card = search.list_cards_by_ids(current_view(), [product_id]).get(product_id)
    response = _fragment([seen for seen in before if seen != product_id], heart=card if is_wished else None)
    if card is not None and not keeper.is_nobody:
        with transaction():
            service.note_view(keeper, product_id)
        keep_token(response, VIEWED, keeper.token)
    return response


@wishlists.post("/recently-viewed/removal")
@public
def forget() -> BaseResponse:
    """Forget everything that was looked at."""
    with transaction():
        service.forget_views(viewer())
    flash(_("We have forgotten what you looked at."), "success")
    return see_other(href("wishlists.recent"))


def _fragment(ids: list[ProductId], heart: object = None) -> Response:
    cards = cards_of(ids[: IN_A_ROW + 4])[:IN_A_ROW]
    return make_response(render_template("storefront/wishlists/_recent.html", cards=cards, heart=heart))
