"""What went wrong, said to a person: never how."""

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from core.kernel.refusal import Refusal
from core.platform import db, log
from core.platform.db import NONSENSE, OUTAGES
from web.shared import csrf, words
from web.shared.respond import is_swap
from web.shared.sessions import portal_path
from web.shared.site import NoSite

PATIENCE_SECONDS = 30  # where nobody knows better


def handle(app: Flask) -> None:
    """Answer refusals, HTTP errors and bugs alike with a page of the portal they happened in."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NONSENSE, _nonsense)
    app.register_error_handler(Exception, _bug)
    app.after_request(_say_when)


def _say_when(response: Response) -> Response:
    """Tell programs when to come back, where an answer only says not now."""
    if response.status_code in {429, 503}:
        response.headers.setdefault("Retry-After", str(g.get("retry_after") or PATIENCE_SECONDS))
    return response


def _refused(refusal: Refusal) -> Response:
    return _page(refusal.status, words.sentence(refusal))


def _http(problem: HTTPException) -> Response:
    if problem.response is not None:
        return make_response(problem.response)
    return _page(problem.code or 500, _sentence(problem.code or 500))


def _nonsense(problem: NONSENSE) -> Response:
    # Nothing has such a name, and nothing of it was kept; that is no bug, whatever somebody tried.
    log.get("web").warning("nonsense refused", reason=type(problem.orig).__name__)
    db.start_over()
    if request.method in csrf.SAFE:
        return _page(404, _sentence(404))
    return _page(400, str(words.SENTENCES["refused"]))


def _bug(problem: Exception) -> Response:
    log.get("web").error("unhandled", exc_info=problem)
    is_outage = isinstance(problem, (*OUTAGES, NoSite))
    return _page(503 if is_outage else 500, _sentence(503 if is_outage else 500))


def _sentence(status: int) -> str:
    sentences = {
        403: _("We could not tell that this came from our own page. Please load the page again and retry."),
        404: _("This page does not exist, or it is not yours to see."),
        405: _("This page does not take that."),
        413: _("That is too large."),
        429: _("That was too often. Please wait a while and try again."),
        503: _("We are temporarily unavailable. Please try again in a moment."),
    }
    return sentences.get(status) or _("Something went wrong on our side. Please try again.")


def _page(status: int, sentence: str) -> Response:
    template = "shared/_problem.html" if is_swap() else _template()
    try:
        page = render_template(template, status=status, sentence=sentence)
    except Exception as trouble:  # the layout itself may need what is broken, such as the database
        log.get("web").warning("plain error page", path=request.path, reason=type(trouble).__name__)
        # Not render_template, because that asks for the layout's variables again.
        plain = current_app.jinja_env.get_template("shared/plain_problem.html")
        page = plain.render(status=status, sentence=sentence, lang=g.get("language", "en"))
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _template() -> str:
    return {"/admin": "admin/problem.html", "/merchant": "merchant/problem.html"}.get(
        portal_path(), "storefront/problem.html"
    )
