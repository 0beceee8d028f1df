from flask import Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from core.cart import service
from core.cart.types import CartDetail, CartLine
from core.checkout import service as checkout
from core.checkout.types import CartRow
from core.kernel.ids import VariantId
from core.kernel.refusal import Refusal
from core.platform.db import reading, transaction
from web.shared import words
from web.shared.cart_cookie import keep_cart
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import is_swap, respond, see_other
from web.shared.signed_in import shopper_id
from web.shared.site import current_ask, current_site
from web.storefront.area import area
from web.storefront.cart.forms import AddForm, QuantityForm
from web.storefront.cart.mine import my_cart
from web.storefront.cart.page import Complaint, Complaints, cart_page
from web.storefront.cart.seen import read_seen, seen_field
from web.storefront.checkout.usual import book_of_shopper
from web.storefront.flash import door

cart = area("cart", __name__)


@cart.after_request
def keep_private(response: Response) -> Response:
    """Keep a cart out of every cache: it is one person's."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@cart.get("/cart")
@public
def show() -> BaseResponse:
    """Show the cart with everything that changed since the shopper looked."""
    return _show()


@cart.post("/cart")
@public(shared=True)
def add() -> BaseResponse:
    """Put units of a variant into the cart, from a product's page."""
    form = AddForm.read(request.form)
    turned_away = door.turn_away(form.variant_id, form.quantity)
    if turned_away is not None:
        return turned_away
    row = _offered(form.variant_id)
    mine = my_cart()
    complaint = form.complaint(row, _held(mine, row.variant.id))
    if complaint:
        return _refused(complaint)
    try:
        kept = _add(mine, row, form.quantity or 0)
    except Refusal as refusal:
        return _refused(words.sentence(refusal))
    return keep_cart(_added(row, kept), kept.token)


@cart.get("/cart/lines/<int:variant_id>")
@cart.get("/cart/lines/<int:variant_id>/removal")
@public
def go_back(variant_id: int) -> BaseResponse:
    """Show the cart to who changed the language on a page that answered a form."""
    return see_other(href("cart.show"))


@cart.post("/cart/lines/<int:variant_id>")
@public
def set_quantity(variant_id: int) -> BaseResponse:
    """Change how many units of a variant are wanted; none takes it out."""
    form = QuantityForm.read(request.form)
    row = _row(VariantId(variant_id))
    complaint = form.complaint(row.available, row.most)
    if complaint:
        return _show({VariantId(variant_id): Complaint(form.typed, complaint)}, status=422)
    return _change(VariantId(variant_id), form.quantity)


@cart.post("/cart/lines/<int:variant_id>/removal")
@public
def remove(variant_id: int) -> BaseResponse:
    """Take a variant out of the cart."""
    return _change(VariantId(variant_id), 0)


def _show(complaints: Complaints | None = None, *, problem: str = "", status: int = 200) -> BaseResponse:
    with reading():
        mine = my_cart()
        page = cart_page(mine, complaints or {}) if mine and mine.lines else None
        response = respond(
            "storefront/cart/cart.html",
            fragment="storefront/cart/_cart_swap.html",
            status=status,
            cart=page,
            seen=seen_field(page.quote) if page else "",
            returned_of=mine.returned_of if mine else "",
            has_usual=page is not None and bool(book_of_shopper(current_site().countries)),
            problem=problem,
            personal=True,
        )
    return keep_cart(make_response(response), mine.token) if mine else response


def _change(variant_id: VariantId, quantity: int) -> BaseResponse:
    mine = my_cart()
    if mine is not None:
        seen = read_seen(request.form)
        with transaction():
            service.set_quantity(current_site().id, mine.token, variant_id, quantity)
            service.note_seen(mine, seen)
    return see_other(href("cart.show"))


def _row(variant_id: VariantId) -> CartRow:
    """Give how a variant stands on this site and in this currency; 404 where there is no such thing."""
    rows = checkout.quote(current_ask(), [CartLine(variant_id, 1, None)]).rows
    return rows[0] if rows else abort(404)


def _offered(variant_id: int | None) -> CartRow:
    row = _row(VariantId(variant_id or 0))
    return row if row.unit is not None else abort(404)


def _held(mine: CartDetail | None, variant_id: VariantId) -> int:
    lines = mine.lines if mine else ()
    return sum(line.quantity for line in lines if line.variant_id == variant_id)


def _add(mine: CartDetail | None, row: CartRow, quantity: int) -> CartDetail:
    assert row.unit is not None
    token = mine.token if mine else None
    with transaction():
        return service.add_to_cart(
            current_site().id, token, row.variant.id, quantity, seen=row.unit, account_id=shopper_id()
        )


def _added(row: CartRow, kept: CartDetail) -> Response:
    if not is_swap():
        return make_response(see_other(href("cart.show")))
    context = {"title": row.variant.title, "count": kept.units, "complaint": ""}
    return make_response(render_template("storefront/cart/_added.html", **context))


def _refused(complaint: str) -> BaseResponse:
    if not is_swap():
        return _show(problem=complaint, status=422)
    mine = my_cart()
    context = {"title": "", "count": mine.units if mine else 0, "complaint": complaint}
    return make_response(render_template("storefront/cart/_added.html", **context), 422)
