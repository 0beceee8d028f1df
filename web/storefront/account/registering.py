from flask import flash, render_template, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.accounts.types import Act, Portal, TokenPurpose
from core.kernel.ids import AccountId
from core.platform.db import transaction
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import remote_address, remote_network
from web.shared.site import current_country, current_currency, current_language, current_site
from web.storefront.account.blueprint import account
from web.storefront.account.entering import enter
from web.storefront.account.forms import RegisterForm, VerifyForm

# Proves at verifying that it is this browser that registered.
TICKET = "registration_ticket"


@account.get("/register")
@public
def register() -> str:
    """Show the form for a new account."""
    return render_template("storefront/account/register.html", form=RegisterForm())


@account.post("/register")
@public
def open_account() -> tuple[str, int] | Response:
    """Register, with the same answer whether or not the address has an account."""
    typed = request.form
    form = RegisterForm(typed.get("name", ""), typed.get("email", ""), typed.get("password", ""))
    for objection in service.list_objections(email=form.email, name=form.name, password=form.password):
        form.take(objection)
    if form.errors:
        return _show_registering(form)
    with form.taking_complaints():
        with transaction():
            service.count_attempt(Act.REGISTER, form.email, remote_network())
        with transaction():
            session[TICKET] = service.register(
                email=form.email,
                name=form.name,
                password=form.password,
                language=current_language(),
                site_id=current_site().id,
                currency=current_currency(),
                country=current_country(),
            )
        return see_other(href("account.register_sent"))
    return _show_registering(form)


@account.get("/register/sent")
@public
def register_sent() -> str:
    """Say that the rest is in the mail."""
    return render_template(
        "storefront/account/mail_sent.html",
        title=_("Look into your mailbox"),
        text=_("We have sent you a mail. Open the link in it, and your account is ready."),
        again_href=href("account.register"),
        again_text=_("Register with another e-mail address"),
    )


@account.get("/verify/<token>")
@public
def verify(token: str) -> tuple[str, int]:
    """Show the button that verifies: opening the link alone, as mail scanners do, uses nothing up."""
    return _show_verifying(token, VerifyForm(), 200)


@account.post("/verify/<token>")
@public
def prove_mailbox(token: str) -> tuple[str, int] | Response:
    """Prove the mailbox and log in."""
    form = VerifyForm(request.form.get("password", ""))
    with form.taking_complaints():
        with transaction():
            service.count_attempt(Act.VERIFY, token, remote_network())
        with transaction():
            account_id = service.verify_email(token, ticket=session.get(TICKET, ""), password=form.password)
            opened = service.open_session(
                account_id, Portal.STOREFRONT, ip=remote_address(), user_agent=str(request.user_agent)
            )
        answer = enter(opened, href("account.show"))
        flash(_("Your e-mail address is confirmed, and you are logged in."), "success")
        return answer
    return _show_verifying(token, form, form.status)


def _show_registering(form: RegisterForm) -> tuple[str, int]:
    return render_template("storefront/account/register.html", form=form), form.status


def _show_verifying(token: str, form: VerifyForm, status: int) -> tuple[str, int]:
    owner = queries.find_owner_of_token(token, TokenPurpose.VERIFY)
    if owner is None:
        return _show_refused_link()
    asks_password = not _registered_here(owner)
    page = "storefront/account/verify.html"
    return render_template(page, form=form, token=token, asks_password=asks_password), status


def _registered_here(owner: AccountId) -> bool:
    return queries.is_ticket_of(owner, session.get(TICKET, ""))


def _show_refused_link() -> tuple[str, int]:
    page = render_template(
        "storefront/account/link_refused.html",
        text=_("It was used before, or it is too old. Try to log in; if that fails, register again."),
        action_text=_("Log in"),
        action_href=href("account.log_in"),
    )
    return page, 404
