"""Who is signed in, per portal.

Flask-Login keeps a session token, not an account id, so that ending a session anywhere ends it here.
"""

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from flask import g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.accounts.types import Portal, SignedIn
from core.kernel.actor import GUEST, Actor, ActorKind
from core.kernel.ids import AccountId
from core.merchants import queries as merchants
from core.merchants.types import Membership
from core.platform.db import transaction
from core.switches import queries as switches
from core.switches.types import Level
from web.shared.sessions import portal_path
from web.shared.site import current_site

manager = LoginManager()
manager.session_protection = None  # our tokens are checked against the database at every request

USER = "_user_id"  # where Flask-Login keeps our token
LINE_BITS = 64  # of an IPv6 address, which whoever has the line chooses freely
_PORTALS = {"/admin": Portal.ADMIN, "/merchant": Portal.MERCHANT, "/": Portal.STOREFRONT}


class Visitor:
    """What Flask-Login holds: a session token and who it belongs to."""

    is_active = is_authenticated = True
    is_anonymous = False

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.token, self.signed_in = token, signed_in

    def get_id(self) -> str:
        return self.token


def portal() -> Portal:
    """Give the portal of this request."""
    return _PORTALS[portal_path()]


@manager.user_loader
def _load(token: str) -> Visitor | None:
    signed_in = accounts.find_session(token, portal())
    return None if signed_in is None else Visitor(token, signed_in)


def signed_in() -> SignedIn | None:
    """Give who is signed in at this portal."""
    if USER not in session:  # then Flask-Login has nobody to look for, and need not take the browser's mark
        return None
    return current_user.signed_in if current_user.is_authenticated else None


def session_token() -> str | None:
    """Give the token of the session in force."""
    return str(current_user.token) if current_user.is_authenticated else None


def start_session(token: str) -> None:
    """Begin a session after a log-in: everything of the one before is dropped but what a guest had earned."""
    kept = {name: session[name] for name in ("guest_orders", "cart") if name in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    loaded = _load(token)
    if loaded is not None:
        login_user(loaded)


def end_session() -> None:
    """Forget who was signed in and everything of the session."""
    logout_user()
    session.clear()


def note_sighting() -> None:
    """Move the end of the session in use; written down every few minutes only."""
    person = signed_in()
    if person is not None and person.is_due_for_touch and switches.level(current_site().id) is Level.NORMAL:
        with transaction():
            account_service.touch_session(person.session_id)


def is_shopper() -> bool:
    """Say whether a shopper is signed in."""
    return signed_in() is not None and portal() == Portal.STOREFRONT


def is_operator() -> bool:
    """Say whether an operator is signed in at the admin console."""
    person = signed_in()
    return person is not None and portal() == Portal.ADMIN and person.operator_role is not None


def is_member() -> bool:
    """Say whether a member of a merchant is signed in at the merchant portal."""
    return portal() == Portal.MERCHANT and signed_in() is not None and membership() is not None


def shopper() -> SignedIn:
    """Give the shopper who is signed in; only views for shoppers ask."""
    person = signed_in()
    assert person is not None
    return person


def shopper_id() -> AccountId | None:
    """Give the account of the shopper who is signed in, if any."""
    return shopper().account_id if is_shopper() else None


def membership() -> Membership | None:
    """Give the merchant that the person at the merchant portal works for."""
    if "membership" not in g:
        person = signed_in()
        g.membership = merchants.find_membership(person.account_id) if person else None
    return g.membership


def member_of() -> Membership:
    """Give the merchant of a view for members."""
    found = membership()
    assert found is not None
    return found


def actor() -> Actor:
    """Give who is acting, for the history."""
    person: Any = signed_in()
    if person is None:
        return GUEST
    kind = {Portal.ADMIN: ActorKind.OPERATOR, Portal.MERCHANT: ActorKind.MERCHANT}.get(
        portal(), ActorKind.SHOPPER
    )
    merchant = membership() if kind == ActorKind.MERCHANT else None
    return Actor(
        kind, person.name or person.email, person.account_id, merchant.merchant_id if merchant else None
    )


def remote_address() -> str:
    """Give the address the request came from, as a session remembers it."""
    return request.remote_addr or ""


def remote_network() -> str:
    """Give where the request came from, for throttles: all the addresses of one IPv6 line count as one."""
    told = remote_address()
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if isinstance(address, IPv4Address):
        return told
    line = IPv6Network((int(address) >> LINE_BITS << LINE_BITS, 128 - LINE_BITS))
    return str(address.ipv4_mapped or line)
