"""Who a browser is where nobody is logged in: a token for its wish lists, and one for what it looked at.

The first is set when somebody asks us to keep something; the second only after a yes to functional cookies.
"""

from flask import request
from werkzeug.wrappers import Response

from core.kernel.ids import new_token
from core.platform.settings import settings
from core.wishlists.types import Keeper
from web.shared.consent import Category, allows
from web.shared.signed_in import shopper_id

WISHES = "wishes"
VIEWED = "viewed"
HALF_A_YEAR = 182 * 24 * 60 * 60


def wisher() -> Keeper:
    """Give whose wish lists this request is about: the shopper's, else the browser's, else nobody's yet."""
    account_id = shopper_id()
    return Keeper(account_id) if account_id is not None else Keeper(token=request.cookies.get(WISHES, ""))


def viewer() -> Keeper:
    """Give whose looks at products this request is about."""
    account_id = shopper_id()
    return Keeper(account_id) if account_id is not None else Keeper(token=request.cookies.get(VIEWED, ""))


def new_wisher() -> Keeper:
    """Give the same, with a token for a browser that has none yet."""
    keeper = wisher()
    return Keeper(token=new_token()) if keeper.is_nobody else keeper


def new_viewer() -> Keeper:
    """Give the same for looks; nobody where the browser does not agree to that."""
    if not allows(Category.FUNCTIONAL):
        return Keeper()
    keeper = viewer()
    return Keeper(token=new_token()) if keeper.is_nobody else keeper


def keep_token(response: Response, name: str, token: str) -> None:
    """Let the browser keep a token, where it is a guest's and not there already."""
    if token and request.cookies.get(name) != token:
        is_secure = settings().public_url.startswith("https://")
        response.set_cookie(name, token, max_age=HALF_A_YEAR, httponly=True, samesite="Lax", secure=is_secure)
