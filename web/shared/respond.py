"""One page, one fragment, one rule."""

import re

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

# Browsers read a backslash as a slash and drop tabs and line breaks: "/<tab>/host" would be another host.
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")

SWAPS_VARY = ("HX-Request", "HX-History-Restore-Request")  # what `is_swap` looks at


def is_swap() -> bool:
    """Say whether htmx asks for a fragment to swap in."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def respond(page: str, *, fragment: str, status: int = 200, **context: object) -> Response:
    """Answer with the fragment to an htmx swap and with the whole page to everyone else."""
    response = make_response(render_template(fragment if is_swap() else page, **context), status)
    response.vary.update(SWAPS_VARY)
    return response


def see_other(address: str) -> Response:
    """Send the browser to look at another address after something was done."""
    return redirect(address, code=303)


def safe_next(given: str | None, fallback: str) -> str:
    """Give where to go next if it is a path of our own, else the fallback: never another host."""
    return given if given and _OWN_PATH.fullmatch(given) else fallback
