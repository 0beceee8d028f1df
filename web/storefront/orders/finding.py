from dataclasses import dataclass, field
from datetime import timedelta

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.kernel.ids import tidy_number
from core.orders import queries
from core.orders.errors import OrderNotFound
from core.orders.types import PurchaseDetail
from core.platform import throttle
from core.platform.db import reading, transaction
from core.platform.throttle import TooMany
from web.shared import words
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import remote_network
from web.storefront.orders.blueprint import orders
from web.storefront.orders.opening import keep

WINDOW = timedelta(minutes=10)
TRIES_OF_ADDRESS = 20
TRIES_OF_NUMBER = 10
LENGTH_OF_NUMBER = len("ORD-7K3M9-XQ2FD")


@dataclass
class FindForm:
    """What a guest knows of an order; wrong number, wrong address and no such order are one complaint."""

    number: str = ""
    email: str = ""
    problem: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def is_filled(self) -> bool:
        """Say whether there is something to look for; what is empty is complained of."""
        if not self.number:
            self.errors["number"] = _("Enter the number from your confirmation.")
        if not self.email:
            self.errors["email"] = _("Enter the e-mail address you ordered with.")
        return not self.errors

    @property
    def listed(self) -> list[tuple[str, str]]:
        return [*self.errors.items(), *([("", self.problem)] if self.problem else [])]


@orders.get("/orders")
@public
def find() -> tuple[str, int]:
    """Ask a guest for number and e-mail address."""
    return show_form()


@orders.post("/orders")
@public
def look_up() -> Response | tuple[str, int]:
    """Open an order to who knows its number and e-mail address."""
    form = FindForm(request.form.get("number", "").strip()[:40], request.form.get("email", "").strip()[:254])
    if not form.is_filled():
        return _show(form, 422)
    try:
        purchase = _found(form)
    except (OrderNotFound, TooMany) as refusal:
        form.problem = words.sentence(refusal)
        return _show(form, 429 if isinstance(refusal, TooMany) else 422)
    keep(purchase.number)
    return see_other(href("orders.show", number=purchase.number))


def show_form(*, number: str = "", status: int = 200) -> tuple[str, int]:
    """Show the form, with a number that somebody tried to open."""
    return _show(FindForm(number=number[:40]), status)


def _show(form: FindForm, status: int) -> tuple[str, int]:
    return render_template("storefront/orders/find.html", form=form, personal=True), status


def _found(form: FindForm) -> PurchaseDetail:
    with transaction():
        throttle.refuse_beyond(TRIES_OF_ADDRESS, "order.address", remote_network(), window=WINDOW)
        throttle.refuse_beyond(TRIES_OF_NUMBER, "order.number", _purchase_number(form), window=WINDOW)
    with reading():
        return queries.get_purchase_of_guest(form.number, form.email)


def _purchase_number(form: FindForm) -> str:
    """Give the number that is counted: an order's number leads to its purchase, whatever stands after that."""
    return tidy_number(form.number)[:LENGTH_OF_NUMBER]
