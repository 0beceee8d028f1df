from flask import flash, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import service
from core.accounts.types import Act, Portal
from core.platform.db import transaction
from web.shared.cart_cookie import keep_cart
from web.shared.devices import visited_from
from web.shared.guard import public, shoppers
from web.shared.pages import href
from web.shared.respond import safe_next, see_other
from web.shared.second_step import next_address, owes_code, pass_code, trust, trust_token, who_owes_code
from web.shared.signed_in import end_session, is_shopper, remote_network, session_token
from web.storefront.account.blueprint import account
from web.storefront.account.entering import enter
from web.storefront.account.forms import CodeForm, LogInForm


@account.get("/login")
@public
def log_in() -> str | Response:
    """Show the log-in form; who is logged in already goes on at once."""
    form = LogInForm(next=safe_next(request.args.get("next"), ""))
    if is_shopper():
        return see_other(form.next or href("account.show"))
    return render_template("storefront/account/log_in.html", form=form)


@account.post("/login")
@public
def start_session() -> tuple[str, int] | Response:
    """Log in and go on to where the shopper came from."""
    typed = request.form
    form = LogInForm(typed.get("email", ""), typed.get("password", ""), safe_next(typed.get("next"), ""))
    with form.taking_complaints():
        with transaction():
            service.count_attempt(Act.LOG_IN, form.email, remote_network())
        with transaction():
            token = service.log_in(
                form.email, form.password, Portal.STOREFRONT, **visited_from(), trust=trust_token()
            )
        address = form.next or href("account.show")
        if owes_code(token, Portal.STOREFRONT, address):
            return see_other(href("account.ask_code"))
        return enter(token, address)
    return render_template("storefront/account/log_in.html", form=form), form.status


@account.get("/login/code")
@public
def ask_code() -> str | Response:
    """Ask for the code of the authenticator app, between the password and the account."""
    if who_owes_code(Portal.STOREFRONT) is None:
        return see_other(href("account.show" if is_shopper() else "account.log_in"))
    return render_template("storefront/account/code.html", form=CodeForm())


@account.post("/login/code")
@public
def enter_code() -> tuple[str, int] | Response:
    """Log in with the code, or with one of the recovery codes."""
    form = CodeForm(request.form.get("code", ""), "trust" in request.form)
    owner, address = who_owes_code(Portal.STOREFRONT), safe_next(next_address(), href("account.show"))
    if owner is None:
        flash(_("That took too long. Please log in again."), "warning")
        return see_other(href("account.log_in"))
    with form.taking_complaints():
        response = enter(pass_code(form.code, Portal.STOREFRONT), address)
        return trust(response, owner) if form.is_trusted else response
    return render_template("storefront/account/code.html", form=form), form.status


@account.post("/logout")
@shoppers
def log_out() -> Response:
    """End the session here and in the database; the cart stays with the account, not with the browser."""
    with transaction():
        service.log_out(session_token() or "")
    end_session()
    flash(_("You are logged out."), "success")
    return keep_cart(make_response(see_other(href("account.log_in"))), None)
