from flask import flash, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import service
from core.accounts.types import Act, Portal
from core.platform.db import transaction
from web.shared.cart_cookie import keep_cart
from web.shared.guard import public, shoppers
from web.shared.pages import href
from web.shared.respond import safe_next, see_other
from web.shared.signed_in import end_session, is_shopper, remote_address, session_token
from web.storefront.account.blueprint import account
from web.storefront.account.entering import enter
from web.storefront.account.forms import LogInForm


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
            service.count_attempt(Act.LOG_IN, form.email, remote_address())
        with transaction():
            token = service.log_in(
                form.email,
                form.password,
                Portal.STOREFRONT,
                ip=remote_address(),
                user_agent=str(request.user_agent),
            )
        return enter(token, form.next or href("account.show"))
    return render_template("storefront/account/log_in.html", form=form), form.status


@account.post("/logout")
@shoppers
def log_out() -> Response:
    """End the session here and in the database; the cart stays with the account, not with the browser."""
    with transaction():
        service.log_out(session_token() or "")
    end_session()
    flash(_("You are logged out."), "success")
    return keep_cart(make_response(see_other(href("account.log_in"))), None)
