from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.accounts.types import Act, Portal, TokenPurpose
from core.platform.db import transaction
from web.shared.devices import visited_from
from web.shared.guard import public, shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import actor, end_session, is_shopper, remote_network, shopper, start_session
from web.shared.site import current_language, current_site
from web.storefront.account.blueprint import account
from web.storefront.account.forms import EmailForm, PasswordForm
from web.storefront.account.proving import prove


@account.get("/account/security")
@shoppers
def show_security() -> str:
    """Show how the account is guarded, and the ways to change that."""
    account_id = shopper().account_id
    return render_template(
        "storefront/account/security.html",
        email=shopper().email,
        waiting=queries.find_waiting_email_change(account_id),
        second_step=queries.find_second_step(account_id),
        sessions=queries.list_sessions_of(account_id),
    )


@account.get("/account/security/password")
@shoppers
def edit_password() -> str:
    """Show the form for another password."""
    return render_template("storefront/account/password.html", form=PasswordForm())


@account.post("/account/security/password")
@shoppers
def change_password() -> tuple[str, int] | Response:
    """Set another password; every other session ends, and this one goes on under another token."""
    form = PasswordForm(request.form.get("current", ""), request.form.get("password", ""))
    account_id = shopper().account_id
    with form.taking_complaints():
        prove(form.current)
        with transaction():
            service.change_password(
                account_id, form.current, form.password, site_id=current_site().id,
                language=current_language(), by=actor(),
            )  # fmt: skip
            token = service.open_session(account_id, Portal.STOREFRONT, **visited_from(), has_passed=True)
        start_session(token)
        flash(_("Your new password is set. Everybody else is logged out."), "success")
        return see_other(href("account.show_security"))
    return render_template("storefront/account/password.html", form=form), form.status


@account.get("/account/security/email")
@shoppers
def edit_email() -> str:
    """Show the form for another e-mail address."""
    return _show_email(EmailForm())


@account.post("/account/security/email")
@shoppers
def ask_email_change() -> tuple[str, int] | Response:
    """Have a link sent to the new address; the answer is the same whether or not it has an account."""
    form = EmailForm(request.form.get("email", ""), request.form.get("current", ""))
    with form.taking_complaints():
        prove(form.current)
        with transaction():
            service.ask_email_change(
                shopper().account_id, form.email, site_id=current_site().id, language=current_language(),
                by=actor(),
            )  # fmt: skip
        flash(_("We have sent a link to the new address, unless it has an account already."), "success")
        return see_other(href("account.show_security"))
    return _show_email(form), form.status


@account.get("/email/confirm/<token>")
@public
def confirm_email(token: str) -> tuple[str, int]:
    """Show the button that changes the address: opening the link alone uses nothing up."""
    change = queries.find_email_change(token, TokenPurpose.CONFIRM_EMAIL)
    if change is None:
        return _show_refused()
    return render_template("storefront/account/confirm_email.html", token=token, change=change), 200


@account.post("/email/confirm/<token>")
@public
def change_email(token: str) -> Response:
    """Log in with the new address from now on."""
    _count(token)
    with transaction():
        service.confirm_email_change(token, site_id=current_site().id, language=current_language())
    flash(_("You log in with your new e-mail address from now on."), "success")
    return see_other(href("account.show_security" if is_shopper() else "account.log_in"))


@account.get("/email/undo/<token>")
@public
def undo_email(token: str) -> tuple[str, int]:
    """Show the button that takes a change of address back."""
    change = queries.find_email_change(token, TokenPurpose.UNDO_EMAIL)
    if change is None:
        return _show_refused()
    return render_template("storefront/account/undo_email.html", token=token, change=change), 200


@account.post("/email/undo/<token>")
@public
def take_email_back(token: str) -> Response:
    """Give the account its old address back; everybody is logged out, and a link for a new password is sent."""
    _count(token)
    with transaction():
        service.undo_email_change(token, site_id=current_site().id, language=current_language())
    end_session()
    flash(
        _(
            "Your old address is back, and everybody is logged out. Choose a new password by the link in our mail."
        ),
        "success",
    )
    return see_other(href("account.log_in"))


def _count(token: str) -> None:
    with transaction():
        service.count_attempt(Act.VERIFY, token, remote_network())


def _show_email(form: EmailForm) -> str:
    return render_template("storefront/account/email.html", form=form, email=shopper().email)


def _show_refused() -> tuple[str, int]:
    page = render_template(
        "storefront/account/link_refused.html",
        text=_("It was used before, or it is too old."),
        action_text=_("To your account"),
        action_href=href("account.show_security"),
    )
    return page, 404
