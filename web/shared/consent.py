"""What this browser has agreed to. Only what is strictly necessary happens before; all else asks `allows` first.

The cookie holds the version of the question, a random mark under which the answer is written down, and the
categories agreed to: `1.k3Jd0s.functional`. Shared pages never read it: fragments and forms do.
"""

from collections.abc import Mapping
from enum import StrEnum

from flask import request
from werkzeug.wrappers import Response

from core.kernel.ids import new_token
from core.platform.settings import settings
from web.shared import hint

COOKIE = "consent"
VERSION = "1"
HALF_A_YEAR = 182 * 24 * 60 * 60  # then we ask again


class Category(StrEnum):
    """Purposes beyond what the shop needs to work. There is no analytics and no marketing here to agree to."""

    FUNCTIONAL = "functional"  # products looked at, searches made, and suggestions drawn from them


# Cookies that go when a category is taken back.
COOKIES_OF = {Category.FUNCTIONAL: ("viewed", "searches")}


def is_decided() -> bool:
    """Say whether this browser has answered the question as it is asked today."""
    return _answer() is not None


def allows(category: Category | str) -> bool:
    """Say whether a purpose was agreed to; silence is a no."""
    answer = _answer()
    return answer is not None and str(category) in answer[1]


def mark() -> str:
    """Give the random mark of this browser's answer, a new one where it gave none."""
    answer = _answer()
    return answer[0] if answer else new_token(12)


def keep(response: Response, of: str, agreed: set[Category]) -> None:
    """Let the browser keep its answer, and drop what it no longer agrees to."""
    is_secure = settings().public_url.startswith("https://")
    value = ".".join((VERSION, of, "-".join(sorted(agreed))))
    response.set_cookie(COOKIE, value, max_age=HALF_A_YEAR, httponly=True, samesite="Lax", secure=is_secure)
    hint.note_decided(response)
    if agreed:
        hint.note_mine(response)
    for category in set(Category) - agreed:
        for name in COOKIES_OF[category]:
            if name in request.cookies:
                response.delete_cookie(name)


def _answer() -> tuple[str, set[str]] | None:
    return answer_in(request.cookies)


def answer_in(cookies: Mapping[str, str]) -> tuple[str, set[str]] | None:
    """Read the mark and what was agreed to out of a browser's cookies; None where the question is open."""
    version, _, rest = cookies.get(COOKIE, "").partition(".")
    of, _, agreed = rest.partition(".")
    if version != VERSION or not 8 <= len(of) <= 40:
        return None
    return of, set(agreed.split("-"))
