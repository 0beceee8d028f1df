"""What the scripts of a shared page may know of its reader: whether it is worth asking for anything personal.

Two cookies that say nothing but "yes" and that scripts can read: one once the question about cookies is answered,
one once the browser got anything of its own: a session, a cart, a list, a country. They are only ever set, never
taken back, so that two answers which cross cannot hide a cart.
"""

from flask import request
from werkzeug.wrappers import Response

from core.platform.settings import settings

DECIDED, MINE = "asked", "mine"
OF_A_PERSON = frozenset({"entrepot", "cart", "wishes", "viewed", "country"})
HALF_A_YEAR = 182 * 24 * 60 * 60


def note_decided(response: Response) -> None:
    """Let scripts know that the question about cookies needs not be asked."""
    _set(response, DECIDED)


def note_mine(response: Response) -> None:
    """Let scripts know that this browser has something of its own."""
    _set(response, MINE)


def follow(response: Response) -> None:
    """Note it with any answer that gives the browser something of its own: runs after the session was saved."""
    given = {cookie.partition("=")[0] for cookie in response.headers.getlist("Set-Cookie")}
    if given & OF_A_PERSON:
        note_mine(response)


def _set(response: Response, name: str) -> None:
    if request.cookies.get(name) != "1":
        is_secure = settings().public_url.startswith("https://")
        response.set_cookie(name, "1", max_age=HALF_A_YEAR, samesite="Lax", secure=is_secure)
