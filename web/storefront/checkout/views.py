from typing import Any

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from core.accounts.types import SavedAddress
from core.cart import service as carts
from core.checkout import queries, service
from core.checkout.errors import (
    CheckoutIncomplete,
    KeyReused,
    LineGone,
    LineLimited,
    LineOver,
    LineShort,
    NothingToOrder,
    QuoteChanged,
    TermsChanged,
    WayToPayGone,
)
from core.kernel.refusal import Refusal
from core.platform.db import reading, transaction
from web.shared import words
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import is_swap, respond, see_other
from web.shared.signed_in import is_shopper, shopper
from web.shared.site import current_country, current_site
from web.storefront.area import area
from web.storefront.cart.seen import read_seen, seen_field
from web.storefront.checkout import steps
from web.storefront.checkout.forms import (
    BILLING,
    Contact,
    ContactForm,
    MethodsForm,
    PlaceForm,
    accepted_field,
)
from web.storefront.checkout.page import (
    done_page,
    follow_country,
    shipping_groups,
    terms_links,
    way_page,
)
from web.storefront.checkout.placing import place_once
from web.storefront.checkout.steps import Way
from web.storefront.checkout.usual import book_of_shopper, last_gateway, usual_of_shopper
from web.storefront.flash.door import MustWait
from web.storefront.flash.units import units_field
from web.storefront.orders.opening import keep
from web.storefront.paying.ways import preferred, shown_ways

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
    with transaction():
        _keep_contact(way, entered)
        carts.note_seen(way.cart, read_seen(request.form))
    return follow_country(see_other(href("checkout.shipping")), entered.address.country)


@checkout.get("/checkout/shipping")
@public
def shipping() -> BaseResponse:
    """Ask how the goods of each merchant travel, and whether they are a gift."""
    way = steps.to_shipping()
    return _show_shipping(way, MethodsForm.offer(way.entered))


@checkout.post("/checkout/shipping")
@public
def save_methods() -> BaseResponse:
    """Keep the shipping methods and the gift note."""
    way = steps.to_shipping()
    form = MethodsForm.read(request.form, way.quote)
    if not form.check(way.quote):
        return _show_shipping(way, form, status=422)
    with transaction():
        service.save_methods(way.cart.id, form.methods, gift=form.gift)
        carts.note_seen(way.cart, read_seen(request.form))
    return see_other(href("checkout.review"))


@checkout.get("/checkout/review")
@public
def review() -> BaseResponse:
    """Ask how to pay, with everything once more before it is ordered."""
    return _show_review(steps.to_review())


@checkout.post("/checkout/express")
@public
def express() -> BaseResponse:
    """Fill all steps with what the shopper used before, and show the last one."""
    way = steps.to_contact()
    usual = usual_of_shopper()
    if usual is None:
        return see_other(href("checkout.start"))
    way = steps.to_contact(usual.address.country)
    with transaction():
        _keep_contact(way, Contact(usual.email, usual.address, usual.firm, usual.billing))
        service.save_methods(way.cart.id, usual.methods_for(way.quote))
    return follow_country(see_other(href("checkout.review")), usual.address.country)


@checkout.get("/checkout/express")
@checkout.get("/checkout/place")
@public
def look_again() -> BaseResponse:
    """Show the last step to who changed the language on a page that answered the last click."""
    return see_other(href("checkout.review"))


@checkout.post("/checkout/place")
@public
def place() -> BaseResponse:
    """Place the purchase that the shopper saw, once, and send them on to pay; no gateway is asked here."""
    form = PlaceForm.read(request.form)
    try:
        placed = place_once(form)
    except MustWait as wait:
        return see_other(wait.address)
    except LineGone as gone:
        return _show_gone(gone)
    except (LineLimited, LineOver, LineShort, QuoteChanged, TermsChanged, WayToPayGone) as change:
        return _show_change(change)
    except (NothingToOrder, CheckoutIncomplete) as missing:
        return see_other(href("cart.show" if isinstance(missing, NothingToOrder) else "checkout.start"))
    except KeyReused as reused:
        return _show_reused(reused)
    if not is_shopper():
        keep(placed.number)
    return see_other(href("paying.go", token=placed.payment_token))


def _keep_contact(way: Way, contact: Contact) -> None:
    service.save_contact(
        way.cart.id,
        email=contact.email,
        address=contact.address,
        firm=contact.firm,
        billing=contact.billing,
    )


def _show_contact(way: Way, form: ContactForm, *, status: int = 200) -> BaseResponse:
    book = _book()
    fragment = "_contact_swap.html" if form.address.is_changing_country else "_checkout.html"
    if request.form.get("change_country") == BILLING:
        fragment = "_billing_swap.html"
    return _show(
        way,
        step=1,
        fragment=fragment,
        status=status,
        form=form,
        book=[(kept.id, _label(kept)) for kept in book],
        chosen=form.chosen_of(book),
        billed=form.billed_of(book),
        is_guest=not is_shopper(),
        express=_label(book[0]) if book and way.entered is None else "",
    )


def _show_shipping(way: Way, form: MethodsForm, *, status: int = 200) -> BaseResponse:
    return _show(way, step=2, status=status, form=form, groups=shipping_groups(way.quote, form.methods))


def _show_review(way: Way, *, problem: str = "", status: int = 200) -> BaseResponse:
    assert way.entered is not None
    offers, terms = queries.ways_and_terms(current_site(), way.quote.total)
    ways = shown_ways(offers)
    return _show(
        way,
        step=3,
        status=status,
        key=way.entered.key,
        units=units_field(service.list_wanted(way.quote), way.entered.key),
        fingerprint=service.fingerprint_of(way.quote, way.entered),
        accepted=accepted_field(terms),
        terms=terms_links(terms),
        gateways=ways,
        gateway=preferred(ways, last_gateway()),
        problem=problem,
    )


def _show_change(change: Refusal) -> BaseResponse:
    with reading():
        way = steps.find_way()
        if way is None or not way.has_contact:
            return see_other(href("cart.show"))
        return _show_review(way, problem=words.sentence(change), status=change.status)


def _show_gone(gone: Refusal) -> BaseResponse:
    page = render_template("storefront/checkout/gone.html", sentence=words.sentence(gone), personal=True)
    return make_response(page, gone.status)


def _show_reused(reused: Refusal) -> BaseResponse:
    with reading():
        order = steps.order_of_this_cart()
        sentence = words.sentence(reused)
        page = render_template(
            "storefront/checkout/reused.html", sentence=sentence, order=order, personal=True
        )
        return make_response(page, reused.status)


def _show(
    way: Way, *, step: int, status: int, fragment: str = "_checkout.html", **parts: Any
) -> BaseResponse:
    return respond(
        "storefront/checkout/layout.html",
        fragment=f"storefront/checkout/{fragment}",
        status=status,
        open=step,
        way=way_page(way),
        done=done_page(way),
        seen=seen_field(way.quote),
        is_fresh=is_swap(),
        personal=True,
        **parts,
    )


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
    return book_of_shopper(current_site().countries)


def _label(kept: SavedAddress) -> str:
    parts = (kept.address.name, kept.address.street_address, kept.address.city)
    return ", ".join(part for part in parts if part)
