from io import BytesIO

import segno
from flask import flash, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.accounts.types import Act
from core.platform.db import transaction
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import actor, remote_network, shopper
from web.shared.site import current_language, current_site, view_of
from web.storefront.account.blueprint import account
from web.storefront.account.forms import CodeForm, ProofForm
from web.storefront.account.proving import prove


@account.get("/account/security/two-step")
@shoppers
def show_second_step() -> str:
    """Show whether log-in takes two steps, or what an authenticator app has to be told."""
    return _show()


@account.post("/account/security/two-step")
@shoppers
def begin_second_step() -> tuple[str, int] | Response:
    """Make a secret for the app, once the password has proven who asks."""
    form = ProofForm(request.form.get("current", ""))
    with form.taking_complaints():
        prove(form.current)
        with transaction():
            service.begin_second_step(shopper().account_id)
        return see_other(href("account.show_second_step"))
    return _show(proof=form), form.status


@account.post("/account/security/two-step/code")
@shoppers
def confirm_second_step() -> tuple[str, int] | Response:
    """Switch the second step on with the app's first code, and show the recovery codes this once."""
    form, account_id = CodeForm(request.form.get("code", "")), shopper().account_id
    with form.taking_complaints():
        with transaction():
            service.count_attempt(Act.PASS_CODE, f"account {account_id}", remote_network())
        with transaction():
            codes = service.confirm_second_step(
                account_id, form.code, keep=shopper().session_id, site_id=current_site().id,
                language=current_language(), by=actor(),
            )  # fmt: skip
        return _show_codes(codes)
    return _show(code=form), form.status


@account.get("/account/security/two-step/code")
@account.get("/account/security/two-step/codes")
@account.get("/account/security/two-step/off")
@shoppers
def back_to_second_step() -> Response:
    """Show the page again to who changed the language on one that answered a form."""
    return see_other(href("account.show_second_step"))


@account.post("/account/security/two-step/codes")
@shoppers
def renew_codes() -> tuple[str, int] | Response:
    """Make new recovery codes; the old ones open nothing any more."""
    form = ProofForm(request.form.get("current", ""))
    with form.taking_complaints():
        prove(form.current)
        with transaction():
            codes = service.renew_recovery_codes(shopper().account_id, by=actor())
        return _show_codes(codes)
    return _show(proof=form), form.status


@account.post("/account/security/two-step/off")
@shoppers
def switch_second_step_off() -> tuple[str, int] | Response:
    """Let the password alone open the account again."""
    form = ProofForm(request.form.get("current", ""))
    with form.taking_complaints():
        prove(form.current)
        with transaction():
            service.switch_second_step_off(
                shopper().account_id, site_id=current_site().id, language=current_language(), by=actor()
            )
        flash(_("The two-step log-in is off."), "success")
        return see_other(href("account.show_security"))
    return _show(proof=form), form.status


def _show(*, proof: ProofForm | None = None, code: CodeForm | None = None) -> str:
    account_id = shopper().account_id
    issuer = view_of(current_site(), current_language()).name
    enrollment = queries.find_enrollment(account_id, issuer=issuer)
    return render_template(
        "storefront/account/second_step.html",
        second_step=queries.find_second_step(account_id),
        enrollment=enrollment,
        drawing=_drawing(enrollment.address) if enrollment else "",
        secret=" ".join(_fours(enrollment.secret)) if enrollment else "",
        proof=proof or ProofForm(),
        code=code or CodeForm(),
    )


def _show_codes(codes: list[str]) -> tuple[str, int]:
    return render_template("storefront/account/recovery_codes.html", codes=codes), 200


def _drawing(address: str) -> Markup:
    """Draw a QR code as SVG; dark on light whatever the page's colors, because cameras want it so."""
    out = BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=5, border=3, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by ourselves from our own text


def _fours(secret: str) -> list[str]:
    return [secret[at : at + 4] for at in range(0, len(secret), 4)]
