from typing import Any

from flask import Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from core.accounts import queries as accounts
from core.accounts.types import SavedAddress
from core.cart import service as carts
from core.checkout import service
from core.checkout.errors import CheckoutIncomplete, KeyReused, LineShort, NothingToOrder, QuoteChanged
from core.kernel.ids import PaymentId
from core.kernel.refusal import Refusal
from core.platform.db import reading, transaction
from web.shared import words
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import respond, see_other
from web.shared.signed_in import is_shopper, shopper
from web.shared.site import current_country, current_site
from web.storefront.area import area
from web.storefront.cart.seen import read_seen, seen_field
from web.storefront.checkout import steps
from web.storefront.checkout.forms import ContactForm, MethodsForm, PlaceForm
from web.storefront.checkout.page import (
    follow_country,
    gateway_choices,
    review_page,
    shipping_groups,
    way_page,
)
from web.storefront.checkout.placing import place_once, refuse_too_many
from web.storefront.checkout.steps import Way
from web.storefront.orders.opening import keep
from web.storefront.paying.starting import start_payment

checkout = area("checkout", __name__)


@checkout.after_request
def keep_private(response: Response) -> Response:
    """Keep what somebody enters out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@checkout.get("/checkout")
@public
def start() -> BaseResponse:
    """Ask who buys and where to send."""
    way = steps.to_contact()
    return _show_contact(way, _offered_form(way))


@checkout.post("/checkout")
@public
def save_contact() -> BaseResponse:
    """Keep who buys and where to send, or draw the form of another country or address."""
    form = ContactForm.read(request.form, current_site().countries, _book())
    way = steps.to_contact(form.address.country if form.address.country in current_site().countries else "")
    entered = None if form.is_redrawn else form.check()
    if entered is None:
        return _show_contact(way, form, status=200 if form.is_redrawn else 422)
    email, address = entered
    with transaction():
        service.save_contact(way.cart.id, email=email, address=address)
        carts.note_seen(way.cart.id, read_seen(request.form))
    return follow_country(see_other(href("checkout.shipping")), address.country)


@checkout.get("/checkout/shipping")
@public
def shipping() -> str:
    """Ask how the goods of each merchant travel."""
    way = steps.to_shipping()
    return _show_shipping(way, MethodsForm(dict(way.entered.methods) if way.entered else {}))


@checkout.post("/checkout/shipping")
@public
def save_methods() -> BaseResponse | tuple[str, int]:
    """Keep the shipping methods."""
    way = steps.to_shipping()
    form = MethodsForm.read(request.form, way.quote)
    if not form.check(way.quote):
        return _show_shipping(way, form), 422
    with transaction():
        service.save_methods(way.cart.id, form.methods)
        carts.note_seen(way.cart.id, read_seen(request.form))
    return see_other(href("checkout.review"))


@checkout.get("/checkout/review")
@public
def review() -> str:
    """Show everything once more before it is ordered."""
    return _show_review(steps.to_review())


@checkout.get("/checkout/place")
@public
def look_again() -> BaseResponse:
    """Show the last step to who changed the language on a page that answered the last click."""
    return see_other(href("checkout.review"))


@checkout.post("/checkout/place")
@public
def place() -> BaseResponse | tuple[str, int]:
    """Place the purchase that the shopper saw, once, and send them to pay."""
    form = PlaceForm.read(request.form)
    refuse_too_many(form)
    try:
        placed = place_once(form)
    except (LineShort, QuoteChanged) as change:
        return _show_change(change)
    except (NothingToOrder, CheckoutIncomplete) as missing:
        return see_other(href("cart.show" if isinstance(missing, NothingToOrder) else "checkout.start"))
    except KeyReused as reused:
        return _show_reused(reused)
    if not is_shopper():
        keep(placed.number)
    return see_other(start_payment(PaymentId(placed.payment_id)))


def _show_contact(way: Way, form: ContactForm, *, status: int = 200) -> BaseResponse:
    book = _book()
    return respond(
        "storefront/checkout/contact.html",
        fragment="storefront/checkout/_contact_swap.html",
        status=status,
        form=form,
        book=[(kept.id, _label(kept)) for kept in book],
        chosen=form.chosen_of(book),
        is_guest=not is_shopper(),
        **_frame(way, step=0),
    )


def _show_shipping(way: Way, form: MethodsForm) -> str:
    groups = shipping_groups(way.quote, form.methods)
    return render_template(
        "storefront/checkout/shipping.html", form=form, groups=groups, **_frame(way, step=1)
    )


def _show_review(way: Way, *, problem: str = "") -> str:
    assert way.entered is not None
    return render_template(
        "storefront/checkout/review.html",
        review=review_page(way),
        key=way.entered.key,
        fingerprint=service.fingerprint_of(way.quote, way.entered),
        gateways=gateway_choices(),
        problem=problem,
        **_frame(way, step=2),
    )


def _show_change(change: Refusal) -> BaseResponse | tuple[str, int]:
    with reading():
        way = steps.find_way()
        if way is None or not way.has_contact:
            return see_other(href("cart.show"))
        return _show_review(way, problem=words.sentence(change)), change.status


def _show_reused(reused: Refusal) -> tuple[str, int]:
    with reading():
        order = steps.order_of_this_cart()
        sentence = words.sentence(reused)
        return render_template(
            "storefront/checkout/reused.html", sentence=sentence, order=order, personal=True
        ), reused.status


def _frame(way: Way, *, step: int) -> dict[str, Any]:
    return {
        "way": way_page(way),
        "steps": steps.stepper(step),
        "seen": seen_field(way.quote),
        "personal": True,
    }


def _offered_form(way: Way) -> ContactForm:
    site, person = current_site(), shopper() if is_shopper() else None
    return ContactForm.offer(
        way.entered,
        site.countries,
        current_country(),
        book=_book(),
        email=person.email if person else "",
        name=person.name if person else "",
    )


def _book() -> list[SavedAddress]:
    """List the shopper's addresses that the site sends to."""
    if not is_shopper():
        return []
    saved = accounts.list_addresses_of(shopper().account_id)
    return [kept for kept in saved if kept.address.country in current_site().countries]


def _label(kept: SavedAddress) -> str:
    parts = (kept.address.name, kept.address.street_address, kept.address.city)
    return ", ".join(part for part in parts if part)
