"""Three portals, three session cookies: being an operator never makes anyone a shopper."""

from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from web.shared import hint

STOREFRONT = "entrepot"
PORTALS = {"/admin": "entrepot_admin", "/merchant": "entrepot_merchant"}


def portal_path() -> str:
    """Give the path of this request's portal: /admin, /merchant, or / for the storefront."""
    first = "/" + request.path.lstrip("/").partition("/")[0]
    return first if first in PORTALS else "/"


class PortalSessions(SecureCookieSessionInterface):
    """Signed cookies, one per portal, each sent to its own portal only."""

    def get_cookie_name(self, app: Flask) -> str:
        return PORTALS.get(portal_path(), STOREFRONT)

    def get_cookie_path(self, app: Flask) -> str:
        return portal_path()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the session; whoever brings no cookie has an empty one, for which no signature is made ready."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        super().save_session(app, session, response)
        if portal_path() == "/":
            hint.follow(response)
