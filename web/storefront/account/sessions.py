from dataclasses import dataclass

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.accounts.types import OpenSession, Portal, SessionId
from core.platform.db import transaction
from web.shared import filters
from web.shared.devices import device_of, is_handheld
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import actor, shopper
from web.storefront.account.blueprint import account


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session in words: the device, the portal, the country if known."""

    kept: OpenSession
    device: str
    icon: str
    portal: str
    country: str
    is_here: bool


@account.get("/account/security/sessions")
@shoppers
def list_sessions() -> str:
    """List where the account is logged in."""
    here = shopper().session_id
    views = [_view(kept, here) for kept in queries.list_sessions_of(shopper().account_id)]
    views.sort(key=lambda view: not view.is_here)
    return render_template("storefront/account/sessions.html", sessions=views)


@account.post("/account/security/sessions/<int:session_id>/end")
@shoppers
def end_one(session_id: int) -> Response:
    """Log one device out."""
    with transaction():
        service.end_session_of(shopper().account_id, SessionId(session_id), by=actor())
    flash(_("That device is logged out."), "success")
    return see_other(href("account.list_sessions"))


@account.post("/account/security/sessions/others/end")
@shoppers
def end_others() -> Response:
    """Log every other device out, and ask each for a code again."""
    with transaction():
        service.end_other_sessions(shopper().account_id, shopper().session_id, by=actor())
    flash(_("All other devices are logged out."), "success")
    return see_other(href("account.list_sessions"))


def _view(kept: OpenSession, here: SessionId) -> SessionView:
    program, system = device_of(kept.user_agent)
    if program and system:
        device = _("%(program)s on %(system)s", program=program, system=system)
    else:
        device = program or system or _("Unknown device")
    portals = {
        Portal.STOREFRONT: "",
        Portal.MERCHANT: _("Merchant portal"),
        Portal.ADMIN: _("Admin console"),
    }
    return SessionView(
        kept,
        device,
        "phone" if is_handheld(kept.user_agent) else "device-desktop",
        portals[kept.portal],
        filters.country(kept.country) if kept.country else "",
        kept.id == here,
    )
