"""One page, one fragment, one rule."""

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response


def is_swap() -> bool:
    """Say whether htmx asks for a fragment to swap in."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def respond(page: str, *, fragment: str, status: int = 200, **context: object) -> Response:
    """Answer with the fragment to an htmx swap and with the whole page to everyone else."""
    response = make_response(render_template(fragment if is_swap() else page, **context), status)
    response.vary.add("HX-Request")
    return response


def see_other(address: str) -> Response:
    """Send the browser to look at another address after something was done."""
    return redirect(address, code=303)


def safe_next(given: str | None, fallback: str) -> str:
    """Give where to go next if it is a path of our own, else the fallback: never another host."""
    if (
        given
        and given.startswith("/")
        and not given.startswith(("//", "/\\"))
        and "\n" not in given
        and "\r" not in given
    ):
        return given
    return fallback
