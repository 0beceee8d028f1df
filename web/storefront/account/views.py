from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.platform.db import transaction
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import actor, shopper
from web.storefront.account.addresses import AddressCard
from web.storefront.account.blueprint import account
from web.storefront.account.forms import NameForm


@account.get("/account")
@shoppers
def show() -> str:
    """Show the way to orders and addresses, and the shopper's own details."""
    return _show_home(NameForm(shopper().name))


@account.post("/account/name")
@shoppers
def change_name() -> tuple[str, int] | Response:
    """Call the shopper by another name."""
    form = NameForm(request.form.get("name", ""))
    with form.taking_complaints():
        with transaction():
            service.change_name(shopper().account_id, form.name, by=actor())
        flash(_("Your name is saved."), "success")
        return see_other(href("account.show"))
    return _show_home(form), form.status


def _show_home(form: NameForm) -> str:
    saved = queries.list_addresses_of(shopper().account_id)
    card = AddressCard.of(saved[0]) if saved else None
    return render_template("storefront/account/home.html", form=form, card=card, email=shopper().email)
