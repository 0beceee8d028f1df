"""Three portals, three session cookies: being an operator never makes anyone a shopper."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

PORTALS = {"/admin": "entrepot_admin", "/merchant": "entrepot_merchant"}


def portal_path() -> str:
    """Give the path of this request's portal: /admin, /merchant, or / for the storefront."""
    first = "/" + request.path.lstrip("/").partition("/")[0]
    return first if first in PORTALS else "/"


class PortalSessions(SecureCookieSessionInterface):
    """Signed cookies, one per portal, each sent to its own portal only."""

    def get_cookie_name(self, app: Flask) -> str:
        return PORTALS.get(portal_path(), "entrepot")

    def get_cookie_path(self, app: Flask) -> str:
        return portal_path()
