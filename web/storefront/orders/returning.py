from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.kernel.ids import OrderLineId
from core.kernel.refusal import Refusal
from core.orders.errors import OrderNotFound
from core.orders.types import OrderDetail, PurchaseDetail
from core.platform import throttle
from core.platform.db import reading, transaction
from core.returns import queries, service
from core.returns.errors import TooManyPhotos
from core.returns.types import MOST_PHOTOS, Reason, Returnable, Wish
from web.shared import words
from web.shared.asking import page_ask
from web.shared.guard import public, shoppers
from web.shared.pages import href
from web.shared.private_photo import as_private_photo
from web.shared.respond import see_other
from web.shared.return_words import REASONS, timeline_of
from web.shared.signed_in import actor, shopper
from web.storefront.account.blueprint import account_nav
from web.storefront.lines import pictures_of
from web.storefront.orders.blueprint import orders
from web.storefront.orders.finding import show_form
from web.storefront.orders.opening import open_purchase, order_of
from web.storefront.orders.showing import line_of

ON_A_PAGE = 20
ABOUT_PHOTOS = ("images.", "returns.too_many_photos")
TRIES = 20
WINDOW = timedelta(hours=1)


@dataclass
class ReturnForm:
    """What a shopper wants to send back, as typed: units and reason by line, and a comment."""

    units: dict[OrderLineId, str] = field(default_factory=dict)
    reasons: dict[OrderLineId, str] = field(default_factory=dict)
    comment: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @classmethod
    def read(cls, lines: Iterable[Returnable]) -> "ReturnForm":
        """Read the form for these lines."""
        form = cls(comment=request.form.get("comment", ""))
        for one in lines:
            form.units[one.line.id] = request.form.get(f"units-{one.line.id}", "0").strip()[:4]
            form.reasons[one.line.id] = request.form.get(f"reason-{one.line.id}", "")[:32]
        return form

    def wishes(self, lines: Iterable[Returnable]) -> list[Wish]:
        """Give what is wished; what can't be is complained of beside its field."""
        wished = []
        for one in lines:
            id, typed = one.line.id, self.units[one.line.id]
            count = int(typed) if typed.isascii() and typed.isdigit() else -1
            if not 0 <= count <= one.units:
                self.errors[f"units-{id}"] = _("Choose a number between 0 and %(most)s.", most=one.units)
            elif count and self.reasons[id] not in set(Reason):
                self.errors[f"reason-{id}"] = _("Choose a reason.")
            elif count:
                wished.append(Wish(id, count, Reason(self.reasons[id])))
        return wished

    def take(self, refusal: Refusal, *, has_photos: bool) -> None:
        """Say what was refused: beside the photos what is about them, else at the head of the form."""
        if refusal.code.startswith(ABOUT_PHOTOS):
            self.errors["photos"] = words.sentence(refusal)
            return
        self.problem = words.sentence(refusal)
        self.ask_again_for_photos(has_photos=has_photos)

    def ask_again_for_photos(self, *, has_photos: bool) -> None:
        """Say that a browser never sends the same files again by itself."""
        if has_photos:
            self.errors.setdefault("photos", _("Please choose your photos again."))

    @property
    def listed(self) -> list[tuple[str, str]]:
        return [*self.errors.items(), *([("", self.problem)] if self.problem else [])]


@orders.get("/orders/<number>/returns")
@public
def ask_return(number: str) -> Response | tuple[str, int]:
    """Show what of an order can be sent back, and until when."""
    try:
        purchase = open_purchase(number)
    except OrderNotFound:
        return show_form(number=number[:15], status=404)
    order = order_of(purchase, number)
    return _form(purchase, order, queries.list_returnable(order), ReturnForm())


@orders.post("/orders/<number>/returns")
@public
def request_return(number: str) -> Response | tuple[str, int]:
    """Ask to send goods back."""
    with reading():
        purchase = open_purchase(number)
        order = order_of(purchase, number)
        lines = queries.list_returnable(order)
    form = ReturnForm.read(lines)
    wishes = form.wishes(lines)
    uploads = [upload for upload in request.files.getlist("photos") if upload.filename]
    if form.errors:
        form.ask_again_for_photos(has_photos=bool(uploads))
        return _form(purchase, order, lines, form, 422)
    try:
        with transaction():
            throttle.refuse_beyond(TRIES, "return", purchase.number, window=WINDOW)
        return_number = _request(order, wishes, form.comment, uploads)
    except Refusal as refusal:
        form.take(refusal, has_photos=bool(uploads))
        with reading():
            return _form(purchase, order, queries.list_returnable(order), form, refusal.status)
    flash(_("Your return is noted. The merchant answers next."), "success")
    return see_other(href("orders.show_return", number=order.number, return_number=return_number))


def _request(order: OrderDetail, wishes: list[Wish], comment: str, uploads: list[FileStorage]) -> str:
    """Ask with photos: checked and stored before, and taken away again where the return is refused."""
    if len(uploads) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    photos = service.store_photos([upload.read() for upload in uploads])
    try:
        with transaction():
            _id, number = service.request_return(order.id, wishes, comment=comment, photos=photos, by=actor())
    except Refusal:
        service.drop_files([photo.name for photo in photos])
        raise
    return number


@orders.get("/orders/<number>/returns/<return_number>/photos/<int:photo_id>")
@public
def show_return_photo(number: str, return_number: str, photo_id: int) -> Response:
    """Give a photo of a return to who may see its order."""
    order = order_of(open_purchase(number), number)
    found = queries.get_return_of_order(order.id, return_number)
    return as_private_photo(queries.read_photo(found, photo_id))


@orders.get("/orders/<number>/returns/<return_number>")
@public
def show_return(number: str, return_number: str) -> str | tuple[str, int]:
    """Show a return and what happened to it."""
    try:
        order = order_of(open_purchase(number), number)
    except OrderNotFound:
        return show_form(number=number[:15], status=404)
    found = queries.get_return_of_order(order.id, return_number)
    pictures = pictures_of(line.line.media_id for line in found.lines)
    return render_template(
        "storefront/orders/return.html",
        order=order,
        found=found,
        lines=[(line_of(one.line, pictures), one.quantity, REASONS[one.reason]) for one in found.lines],
        timeline=timeline_of(found),
        personal=True,
    )


@orders.post("/orders/<number>/returns/<return_number>/withdrawal")
@public
def withdraw_return(number: str, return_number: str) -> Response:
    """Keep what was to be sent back."""
    with reading():
        order = order_of(open_purchase(number), number)
        found = queries.get_return_of_order(order.id, return_number)
    try:
        with transaction():
            service.withdraw_return(found.id, version=request.form.get("version", type=int), by=actor())
    except Refusal as refusal:
        flash(words.sentence(refusal), "warning")
    else:
        flash(_("Your return is withdrawn."), "success")
    return see_other(href("orders.show_return", number=order.number, return_number=found.number))


@orders.get("/orders/<number>/returns/<return_number>/withdrawal")
@public
def go_back_to_return(number: str, return_number: str) -> Response:
    """Show the return to who changed the language on a page that answered a form."""
    return see_other(href("orders.show_return", number=number, return_number=return_number))


@orders.get("/account/returns")
@shoppers
def my_returns() -> str:
    """List what the shopper has sent back or wants to, the newest first."""
    found = queries.list_returns_of_account(shopper().account_id, page_ask(ON_A_PAGE))
    return render_template(
        "storefront/orders/my_returns.html", found=found, account_nav=account_nav, personal=True
    )


def _form(
    purchase: PurchaseDetail, order: OrderDetail, lines: list[Returnable], form: ReturnForm, status: int = 200
) -> tuple[str, int]:
    with reading():
        open_until = queries.find_window(order, purchase)
        pictures = pictures_of(one.line.media_id for one in lines)
    if open_until is None:
        abort(404)
    context: dict[str, Any] = {
        "order": order,
        "window": open_until,
        "lines": [(line_of(one.line, pictures), one.line.id, one.units) for one in lines],
        "form": form,
        "most_photos": MOST_PHOTOS,
        "reasons": [(code.value, words) for code, words in REASONS.items()],
    }
    return render_template("storefront/orders/ask_return.html", personal=True, **context), status
