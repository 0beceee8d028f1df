"""The hosted pay page of the sandbox company. Another company's page: it knows nothing of the shop's layout."""

from flask import Blueprint, abort, current_app, g, make_response, redirect, request, url_for
from flask_babel import refresh
from werkzeug.wrappers import Response

from core.payments.gateways import registry
from core.payments.gateways.sandbox import provider
from core.payments.gateways.sandbox.types import Scenario, Session, Status
from web.sandbox_pay.scenarios import choices
from web.shared.guard import public
from web.shared.site import current_language, current_site, page_language, view_of

sandbox_pay = Blueprint("sandbox_pay", __name__, url_prefix="/sandbox-pay")

COMPANY = "Sandbox Pay"


@sandbox_pay.before_request
def be_there_only_where_offered() -> None:
    """A shop that takes real money must have no page where anybody pays with none."""
    if "sandbox" not in registry.offered():
        abort(404)


@sandbox_pay.get("/<token>")
@public
def show(token: str) -> Response:
    """Ask the shopper to pay, or say that this is done."""
    session = _opened(token)
    if session.status == Status.CHALLENGE:
        return redirect(url_for(".ask", token=token), code=303)
    if session.status != Status.OPEN:
        return _page("finished.html", session, goes_back=session.scenario != Scenario.NO_RETURN)
    return _page("pay.html", session, choices=choices(), chosen=Scenario.SUCCESS)


@sandbox_pay.post("/<token>/payment")
@public(shared=True)
def pay(token: str) -> Response:
    """Pay with the chosen test card."""
    chosen = request.form.get("scenario", Scenario.SUCCESS)
    if chosen not in set(Scenario):
        abort(404)
    return _go_on(provider.decide(token, Scenario(chosen)))


@sandbox_pay.post("/<token>/cancellation")
@public(shared=True)
def cancel(token: str) -> Response:
    """Give up and return to the shop."""
    return _go_on(provider.withdraw(token))


@sandbox_pay.get("/<token>/challenge")
@public
def ask(token: str) -> Response:
    """Ask the bank's extra question."""
    session = _opened(token)
    if session.status != Status.CHALLENGE:
        return redirect(url_for(".show", token=token), code=303)
    return _page("challenge.html", session)


@sandbox_pay.post("/<token>/challenge")
@public(shared=True)
def answer(token: str) -> Response:
    """Take the answer to the bank's question."""
    is_approved = request.form.get("answer") == "approve"
    return _go_on(provider.answer_challenge(token, is_approved=is_approved))


def _opened(token: str) -> Session:
    session = provider.show(token)
    g.language = session.language
    refresh()
    return session


def _go_on(session: Session) -> Response:
    if session.status == Status.CHALLENGE:
        return redirect(url_for(".ask", token=session.reference), code=303)
    if session.scenario == Scenario.NO_RETURN:
        return redirect(url_for(".show", token=session.reference), code=303)
    return redirect(session.return_url, code=303)


def _page(name: str, session: Session, **context: object) -> Response:
    language = page_language(current_language())
    # Not render_template, because that hands every page the shop's own menu and currency.
    template = current_app.jinja_env.get_template(f"sandbox_pay/{name}")
    merchant = view_of(current_site(), language.code).name
    page = template.render(
        session=session, language=language, merchant=merchant, company=COMPANY, url_for=url_for, **context
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response
