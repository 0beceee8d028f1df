from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.accounts.types import Act, TokenPurpose
from core.platform.db import transaction
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import end_session, remote_network
from web.shared.site import current_language, current_site
from web.storefront.account.blueprint import account
from web.storefront.account.forms import AskResetForm, ResetForm


@account.get("/reset")
@public
def ask_reset() -> str:
    """Ask for the address whose password is forgotten."""
    return render_template("storefront/account/ask_reset.html", form=AskResetForm())


@account.post("/reset")
@public
def send_reset() -> tuple[str, int] | Response:
    """Have the link mailed, with the same answer whether or not the address has an account."""
    form = AskResetForm(request.form.get("email", ""))
    with form.taking_complaints():
        with transaction():
            service.count_attempt(Act.ASK_RESET, form.email, remote_network())
        with transaction():
            service.request_reset(form.email, site_id=current_site().id, language=current_language())
        return see_other(href("account.reset_sent"))
    return render_template("storefront/account/ask_reset.html", form=form), form.status


@account.get("/reset/sent")
@public
def reset_sent() -> str:
    """Say that the rest is in the mail, if there is an account."""
    return render_template(
        "storefront/account/mail_sent.html",
        title=_("Look into your mailbox"),
        text=_("If this address has an account, we have sent it a link for choosing a new password."),
        again_href=href("account.ask_reset"),
        again_text=_("Try another e-mail address"),
    )


@account.get("/reset/<token>")
@public
def reset(token: str) -> tuple[str, int]:
    """Ask for the new password."""
    return _show_resetting(token, ResetForm(), 200)


@account.post("/reset/<token>")
@public
def set_password(token: str) -> tuple[str, int] | Response:
    """Set the new password; every session ends, this browser's too."""
    form = ResetForm(request.form.get("password", ""))
    with form.taking_complaints():
        with transaction():
            service.count_attempt(Act.VERIFY, token, remote_network())
        with transaction():
            service.reset_password(token, form.password)
        end_session()
        flash(_("Your new password is set. Log in with it."), "success")
        return see_other(href("account.log_in"))
    return _show_resetting(token, form, form.status)


def _show_resetting(token: str, form: ResetForm, status: int) -> tuple[str, int]:
    if queries.find_owner_of_token(token, TokenPurpose.RESET) is None:
        return _show_refused_link()
    return render_template("storefront/account/reset.html", form=form, token=token), status


def _show_refused_link() -> tuple[str, int]:
    page = render_template(
        "storefront/account/link_refused.html",
        text=_("It was used before, or it is more than an hour old. You can have another one sent."),
        action_text=_("Send a new link"),
        action_href=href("account.ask_reset"),
    )
    return page, 404
