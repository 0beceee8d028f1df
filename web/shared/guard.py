"""Closed by default: every view says who may open it, and one that says nothing opens to nobody.

`@public` for everybody, `@shoppers` after log-in, `@members` in the merchant portal, `@operators` in the
admin console. A public view that changes something takes a form token unless its page is shared by everybody
(`shared=True`): then the browser's Origin and Sec-Fetch-Site alone must say that the form was ours.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from web.shared import csrf
from web.shared.signed_in import is_member, is_operator, is_shopper, note_sighting
from web.shared.site import current_language

View = TypeVar("View", bound=Callable[..., Any])


class Guard(StrEnum):
    PUBLIC = "public"
    SHOPPERS = "shoppers"
    MEMBERS = "members"
    OPERATORS = "operators"


def public(view: View | None = None, *, shared: bool = False, signed: bool = False) -> Any:
    """Open a view to everybody; `shared` pages carry no form token, `signed` requests prove themselves otherwise."""

    def mark(marked: View) -> View:
        return _mark(marked, Guard.PUBLIC, shared=shared, signed=signed)

    return mark if view is None else mark(view)


def shoppers(view: View) -> View:
    """Open a view to shoppers who are logged in."""
    return _mark(view, Guard.SHOPPERS)


def members(view: View) -> View:
    """Open a view to the members of a merchant."""
    return _mark(view, Guard.MEMBERS)


def operators(view: View) -> View:
    """Open a view to operators."""
    return _mark(view, Guard.OPERATORS)


def guard_of(view: Callable[..., Any]) -> Guard | None:
    """Give who a view says it is for."""
    return getattr(view, "guard", None)


def check() -> Response | None:
    """Let a request through, send it to the log-in, or refuse it: runs before every view."""
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    guard = guard_of(view)
    if guard is None:
        abort(404)
    refusal = _refusal(guard)
    if refusal is not None:
        return refusal
    if guard != Guard.PUBLIC:
        note_sighting()
    if not getattr(view, "signed", False):
        csrf.check(needs_token=not getattr(view, "shared", False))
    return None


def _refusal(guard: Guard) -> Response | None:
    if guard == Guard.SHOPPERS and not is_shopper():
        return _to_log_in("account.log_in", lang=current_language())
    if guard == Guard.MEMBERS and not is_member():
        return _to_log_in("merchant.log_in")
    if guard == Guard.OPERATORS and not is_operator():
        return _to_log_in("admin.log_in")
    return None


def _to_log_in(endpoint: str, **values: Any) -> Response:
    if request.method == "GET" and "HX-Request" not in request.headers:
        return redirect(url_for(endpoint, next=request.full_path.rstrip("?"), **values), code=303)
    session.pop("_flashes", None)
    return redirect(url_for(endpoint, **values), code=303)


def _mark(view: View, guard: Guard, **marks: bool) -> View:
    for name, value in {"guard": guard, **marks}.items():
        setattr(view, name, value)
    return view
