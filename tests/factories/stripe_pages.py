"""The pay page of the company that speaks Stripe's protocol, and the bank's question behind it."""

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from tests.factories.stripe_company import StripeCompany

GOOD, ASKING, BAD = "4242424242424242", "4000002500003155", "4000000000000002"

PAGE = """<!doctype html><html lang="en"><title>Pay</title><main><h1>{title}</h1><p id="amount">{amount} {currency}</p>
<p role="alert">{problem}</p><form method="post"><label>Card number <input name="card"></label>
<button>Pay</button></form><a href="{back}">Back</a></main></html>"""

QUESTION = """<!doctype html><html lang="en"><title>Your bank</title><main><h1>3-D Secure</h1><form method="post">
<button name="answer" value="yes">Complete</button><button name="answer" value="no">Fail</button></form></main>
</html>"""


def page(company: StripeCompany, request: Request, id: str) -> Response:
    """Ask for a card; a good one pays, one asks the bank, and a bad one may be followed by another."""
    session = company.sessions[id]
    if session["status"] != "open":
        return Response("This page is not open any more.", 410)
    card = request.form.get("card", "").replace(" ", "")
    if card == ASKING:
        return redirect(f"/c/challenge/{id}", 303)
    if card == GOOD:
        company.pay(id)
        return redirect(session["success_url"], 303)
    return _drawn(company, id, "Your card was declined." if card else "")


def challenge(company: StripeCompany, request: Request, id: str) -> Response:
    """Ask the bank's question."""
    if request.method == "GET":
        return Response(QUESTION, content_type="text/html")
    if request.form["answer"] == "yes":
        company.pay(id)
        return redirect(company.sessions[id]["success_url"], 303)
    return _drawn(company, id, "We are unable to authenticate your payment method.")


def _drawn(company: StripeCompany, id: str, problem: str) -> Response:
    session = company.sessions[id]
    page = PAGE.format(
        title=session["title"],
        amount=session["amount_total"],
        currency=session["currency"],
        problem=problem,
        back=session["cancel_url"],
    )
    return Response(page, content_type="text/html")
