"""Whose cart it is: an unguessable token in a cookie of its own, so that shared pages need no session."""

from flask import Response, request

from core.platform.settings import settings

NAME = "cart"
A_QUARTER = 90 * 24 * 60 * 60


def cart_token() -> str:
    """Give the token of this browser's cart, or an empty string."""
    return request.cookies.get(NAME, "")


def keep_cart(response: Response, token: str | None) -> Response:
    """Let the browser keep a cart, or forget it where there is none."""
    if token is None:
        response.delete_cookie(NAME)
    else:
        is_secure = settings().public_url.startswith("https://")
        response.set_cookie(NAME, token, max_age=A_QUARTER, httponly=True, samesite="Lax", secure=is_secure)
    return response
