"""What this browser looked for lately, kept in it alone and only if its owner agreed to that."""

from urllib.parse import quote, unquote

from flask import request
from werkzeug.wrappers import Response

from core.platform.settings import settings
from web.shared.consent import HALF_A_YEAR, Category, allows

COOKIE = "searches"
MOST = 5
LONGEST = 60


def list_recent() -> list[str]:
    """Give the last searches of this browser, the newest first."""
    if not allows(Category.FUNCTIONAL):
        return []
    kept = (unquote(part) for part in request.cookies.get(COOKIE, "").split("/") if part)
    return [query[:LONGEST] for query in kept if query.strip()][:MOST]


def keep(response: Response, query: str) -> None:
    """Let the browser keep a search, the newest first and each once; without consent nothing is kept."""
    query = " ".join(query.split())[:LONGEST]
    if not query or not allows(Category.FUNCTIONAL):
        return
    others = [one for one in list_recent() if one.casefold() != query.casefold()]
    written = "/".join(quote(one, safe="") for one in [query, *others][:MOST])
    is_secure = settings().public_url.startswith("https://")
    response.set_cookie(COOKIE, written, max_age=HALF_A_YEAR, httponly=True, samesite="Lax", secure=is_secure)
