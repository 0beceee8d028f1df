"""Forms that nobody else may send for a shopper.

Every request that changes something must come from our own pages: the browser says so by Sec-Fetch-Site or
Origin. Personal pages carry a token of the session besides, which a request without those headers needs.
"""

import hmac

from flask import abort, request, session
from markupsafe import Markup

from core.kernel.ids import new_token

FIELD = "csrf_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def token() -> str:
    """Give this session's token, made when first asked for."""
    if FIELD not in session:
        session[FIELD] = new_token(24)
    return str(session[FIELD])


def field() -> Markup:
    """Give the hidden field for a form on a personal page."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token())


def check(*, needs_token: bool) -> None:
    """Refuse (403) a request that changes something and is not from our own pages."""
    if request.method in SAFE:
        return
    if not _is_own_page():
        abort(403)
    if needs_token and not _has_token():
        abort(403)


def _is_own_page() -> bool:
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None and fetched_from not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == f"{request.scheme}://{request.host}"
    return fetched_from is not None or _has_token()


def _has_token() -> bool:
    given = request.form.get(FIELD) or request.headers.get("X-CSRF-Token", "")
    # Compared as bytes, because compare_digest refuses text beyond ASCII.
    return FIELD in session and hmac.compare_digest(str(session[FIELD]).encode(), given.encode())
