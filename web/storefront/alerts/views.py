"""Hearing of what is sold out: asked for on a product's page, confirmed and ended by a link in a mail."""

from flask import Response, abort, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.alerts import queries, service
from core.alerts.errors import AlertLinkRefused
from core.alerts.types import AlertDetail, AlertState
from core.catalog import queries as catalog
from core.catalog.types import SellableVariant
from core.kernel.emails import tidy_email
from core.kernel.ids import VariantId
from core.kernel.refusal import Refusal
from core.platform.db import transaction
from web.shared import words
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import respond, see_other
from web.shared.signed_in import remote_network, signed_in
from web.shared.site import current_chain, current_language, current_site
from web.storefront.area import area

alerts = area("alerts", __name__)

FORM = "storefront/alerts/_form.html"


@alerts.after_request
def keep_private(response: Response) -> Response:
    """Keep what a person asked for out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@alerts.get("/alerts")
@public
def form() -> BaseResponse:
    """Show the form for one variant: a logged-in shopper finds the address filled in."""
    return _show(_variant(request.args.get("variant", 0, type=int)), email=_own_address())


@alerts.post("/alerts")
@public(shared=True)
def ask() -> BaseResponse:
    """Note the wish; the answer is the same whether or not it was there before."""
    variant = _variant(request.form.get("variant", 0, type=int))
    typed = request.form.get("email", "").strip()[:254]
    email = tidy_email(typed)
    if email is None:
        return _show(variant, email=typed, error=words.SENTENCES["accounts.email_invalid"], status=422)
    person = signed_in()
    own = person.account_id if person and person.is_verified and person.email == email else None
    try:
        with transaction():
            state = service.ask_for_alert(
                variant.id, current_site().id, email,
                language=current_language(), asker=remote_network(), account_id=own,
            )  # fmt: skip
    except Refusal as refusal:
        return _show(variant, email=typed, error=words.sentence(refusal), status=refusal.status)
    is_proven = own is not None and state == AlertState.WAITING
    return _show(variant, asked="waiting" if is_proven else "asked")


@alerts.get("/alerts/<token>")
@public
def show(token: str) -> tuple[str, int]:
    """Show the button that says yes: opening the link alone, as mail scanners do, says nothing."""
    alert = queries.find_by_token(token)
    if alert is None:
        return _refused()
    return _page(alert, token)


@alerts.post("/alerts/<token>")
@public
def confirm(token: str) -> BaseResponse | tuple[str, int]:
    """Prove the mailbox."""
    try:
        with transaction():
            service.confirm_alert(token)
    except AlertLinkRefused:
        return _refused()
    return see_other(href("alerts.show", token=token))


@alerts.post("/alerts/<token>/end")
@public
def end(token: str) -> BaseResponse | tuple[str, int]:
    """Wait no longer."""
    try:
        with transaction():
            service.end_alert(token)
    except AlertLinkRefused:
        return _refused()
    return see_other(href("alerts.show", token=token))


@alerts.get("/alerts/<token>/end")
@public
def go_back(token: str) -> BaseResponse:
    """Show the alert to who changed the language on a page that answered a form."""
    return redirect(href("alerts.show", token=token))


def _show(
    variant: SellableVariant, *, email: str = "", error: str = "", asked: str = "", status: int = 200
) -> BaseResponse:
    context = {"variant": variant, "email": email, "error": error, "asked": asked}
    return respond("storefront/alerts/form.html", fragment=FORM, status=status, **context)


def _page(alert: AlertDetail, token: str) -> tuple[str, int]:
    variant = catalog.list_variants([alert.variant_id], current_chain())[alert.variant_id]
    page = "storefront/alerts/alert.html"
    return render_template(page, alert=alert, variant=variant, token=token), 200


def _refused() -> tuple[str, int]:
    page = "storefront/account/link_refused.html"
    told = {
        "text": words.SENTENCES["alerts.link_refused"],
        "action_text": _("To the home page"), "action_href": href("home.show"),
    }  # fmt: skip
    return render_template(page, **told), 404


def _variant(variant_id: int) -> SellableVariant:
    found = catalog.list_variants([VariantId(variant_id)], current_chain()) if variant_id > 0 else {}
    variant = found.get(VariantId(variant_id))
    if variant is None or not variant.is_live:
        abort(404)
    return variant


def _own_address() -> str:
    person = signed_in()
    return person.email if person and person.is_verified else ""
