"""The first operator of an empty shop: this page works once, before there is any."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import errors, queries, service
from core.kernel.refusal import Refusal
from core.platform.db import transaction
from web.shared import words
from web.shared.guard import public
from web.shared.respond import see_other

PLACES: dict[type[Refusal], str] = {
    errors.EmailInvalid: "email",
    errors.EmailTaken: "email",
    errors.NameMissing: "name",
    errors.PasswordTooShort: "password",
    errors.PasswordTooLong: "password",
    errors.PasswordTooCommon: "password",
    errors.PasswordIsEmail: "password",
}


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/setup", "setup", show)
    admin.add_url_rule("/setup", "setup_create", create, methods=["POST"])


@public
def show() -> str:
    """Show the form, as long as there is no operator."""
    if queries.count_operators():
        abort(404)
    return render_template("admin/setup/setup.html", typed={}, errors={})


@public
def create() -> Response | tuple[str, int]:
    """Make the first operator."""
    typed = {name: request.form.get(name, "") for name in ("email", "name", "password")}
    try:
        with transaction():
            service.create_first_operator(**typed)
    except errors.OperatorsExist:
        abort(404)
    except tuple(PLACES) as refusal:
        complaints = {PLACES[type(refusal)]: words.sentence(refusal)}
        return render_template("admin/setup/setup.html", typed=typed, errors=complaints), 422
    flash(_("The shop has its first operator. Please log in."), "success")
    return see_other(url_for("admin.log_in"))
