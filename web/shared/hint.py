"""What the scripts of a shared page may know of its reader: whether it is worth asking for anything personal.

Two cookies that say nothing but "yes" and that scripts can read: one once the question about cookies is answered,
one once the browser got anything of its own: a session, a cart, a list, a country. They are only ever set, never
taken back, so that two answers which cross cannot hide a cart. The second is written anew, as something else than
"yes", where what is kept by all cookies of a browser has to end.
"""

from flask import request
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response

from core.kernel.ids import new_token
from core.platform.settings import settings

DECIDED, MINE = "asked", "mine"
OF_A_PERSON = frozenset({"entrepot", "cart", "wishes", "viewed", "country"})
HALF_A_YEAR = 182 * 24 * 60 * 60


def note_decided(response: Response) -> None:
    """Let scripts know that the question about cookies needs not be asked."""
    if request.cookies.get(DECIDED) != "1":
        response.headers.add("Set-Cookie", _cookie(DECIDED, "1"))


def note_mine(response: Response) -> None:
    """Let scripts know that this browser has something of its own."""
    if MINE not in request.cookies:
        response.headers.add("Set-Cookie", _cookie(MINE, "1"))


def renewed() -> str:
    """Give a Set-Cookie header after which the browser brings another hint than before."""
    return _cookie(MINE, new_token(8))


def follow(response: Response) -> None:
    """Note it with any answer that gives the browser something of its own: runs after the session was saved."""
    given = {cookie.partition("=")[0] for cookie in response.headers.getlist("Set-Cookie")}
    if given & OF_A_PERSON:
        note_mine(response)


def _cookie(name: str, value: str) -> str:
    is_secure = settings().public_url.startswith("https://")
    return dump_cookie(name, value, max_age=HALF_A_YEAR, samesite="Lax", secure=is_secure)
