from dataclasses import dataclass

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.accounts.types import AddressId, SavedAddress
from core.kernel.places import Address, spaced_phone
from core.platform.db import transaction
from web.shared import filters
from web.shared.address_form import AddressForm
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.respond import respond, see_other
from web.shared.signed_in import actor, shopper
from web.shared.site import current_country, current_site
from web.storefront.account.blueprint import account


@dataclass(frozen=True, slots=True)
class AddressCard:
    """An entry of the address book as pages show it; `label` tells it from the others in one line."""

    id: AddressId
    lines: list[str]
    phone: str
    label: str
    is_default: bool

    @classmethod
    def of(cls, saved: SavedAddress) -> "AddressCard":
        address = saved.address
        lines = [*address.lines(), filters.country(address.country)]
        label = f"{address.name}, {address.street_address}"
        return cls(saved.id, lines, spaced_phone(address.phone), label, saved.is_default)


@account.get("/account/addresses")
@shoppers
def list_addresses() -> str:
    """Show the address book."""
    cards = [AddressCard.of(saved) for saved in queries.list_addresses_of(shopper().account_id)]
    return render_template("storefront/account/addresses.html", cards=cards)


@account.get("/account/addresses/new")
@shoppers
def add_address() -> Response:
    """Show an empty form of the country the shopper has chosen."""
    form = AddressForm.blank(current_site().countries, current_country(), name=shopper().name)
    return _show_form(form, None)


@account.post("/account/addresses/new")
@shoppers
def save_new_address() -> Response:
    """Keep a new address, or draw the form of another country."""
    form = AddressForm.read(request.form, current_site().countries)
    if form.is_changing_country:
        return _show_form(form, None)
    address = form.check()
    if address is None:
        return _show_form(form, None, status=422)
    is_default = "is_default" in request.form
    with transaction():
        service.add_address(shopper().account_id, address, is_default=is_default, by=actor())
    return _saved()


@account.get("/account/addresses/<int:address_id>")
@shoppers
def edit_address(address_id: int) -> Response:
    """Show an entry for editing."""
    saved = queries.get_address_of(shopper().account_id, AddressId(address_id))
    return _show_form(AddressForm.of(saved.address, _countries_with(saved.address)), saved)


@account.post("/account/addresses/<int:address_id>")
@shoppers
def save_address(address_id: int) -> Response:
    """Keep what an entry says now, or draw the form of another country."""
    saved = queries.get_address_of(shopper().account_id, AddressId(address_id))
    form = AddressForm.read(request.form, _countries_with(saved.address))
    if form.is_changing_country:
        return _show_form(form, saved)
    address = form.check()
    if address is None:
        return _show_form(form, saved, status=422)
    with transaction():
        service.edit_address(shopper().account_id, saved.id, address, by=actor())
    return _saved()


@account.post("/account/addresses/<int:address_id>/default")
@shoppers
def make_default(address_id: int) -> Response:
    """Offer an entry first from now on."""
    with transaction():
        service.set_default_address(shopper().account_id, AddressId(address_id), by=actor())
    flash(_("Checkout offers this address first from now on."), "success")
    return see_other(href("account.list_addresses"))


@account.post("/account/addresses/<int:address_id>/removal")
@shoppers
def remove_address(address_id: int) -> Response:
    """Drop an entry."""
    with transaction():
        service.remove_address(shopper().account_id, AddressId(address_id), by=actor())
    flash(_("The address is deleted."), "success")
    return see_other(href("account.list_addresses"))


def _show_form(form: AddressForm, saved: SavedAddress | None, *, status: int = 200) -> Response:
    action = href("account.edit_address", address_id=saved.id) if saved else href("account.add_address")
    return respond(
        "storefront/account/address.html",
        fragment="shared/components/_address_form.html",
        status=status,
        form=form,
        action=action,
        title=_("Edit address") if saved else _("Add an address"),
        offers_default=saved is None,
        is_default="is_default" in request.form,
    )


def _saved() -> Response:
    flash(_("The address is saved."), "success")
    return see_other(href("account.list_addresses"))


def _countries_with(address: Address) -> tuple[str, ...]:
    """Give the site's countries and that of an address saved on another site, so that it can be edited here."""
    return tuple(dict.fromkeys((*current_site().countries, address.country)))
