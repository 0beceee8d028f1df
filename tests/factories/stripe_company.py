"""A company that speaks Stripe's protocol: its API, its idempotency, its errors, its signature and its clock.

It is asked over a real socket, by the real library. Its pay page is in `stripe_pages`. What it says to the shop
goes out by `post`, which a test hands in; without one the events only gather.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock, Thread
from time import time
from typing import Any

import stripe
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

KEY = "sk_test_of_the_cast"
SECRET = "whsec_of_the_cast"

Said = dict[str, Any]
Post = Callable[[bytes, dict[str, str]], None]

RULES = Map(
    [
        Rule("/v1/checkout/sessions", endpoint="open", methods=["POST"]),
        Rule("/v1/checkout/sessions/<id>", endpoint="session", methods=["GET"]),
        Rule("/v1/checkout/sessions/<id>/expire", endpoint="expire", methods=["POST"]),
        Rule("/v1/payment_intents/<id>/capture", endpoint="capture", methods=["POST"]),
        Rule("/v1/payment_intents/<id>/cancel", endpoint="cancel", methods=["POST"]),
        Rule("/v1/refunds", endpoint="refund", methods=["POST"]),
        Rule("/c/pay/<id>", endpoint="page", methods=["GET", "POST"]),
        Rule("/c/challenge/<id>", endpoint="challenge", methods=["GET", "POST"]),
    ]
)


class Trouble(Exception):
    """An answer in the shape of the API's errors."""

    def __init__(self, status: int, kind: str, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.said = {"error": {"type": kind, "code": code, "message": message}}


def unknown(id: str) -> Trouble:
    return Trouble(404, "invalid_request_error", "resource_missing", f"No such object: '{id}'")


@dataclass
class StripeCompany:
    """The company's books. `is_down` answers every call with a 500, `is_slow` none in time, once each."""

    post: Post | None = None
    port: int = 0
    is_down: bool = False
    sessions: dict[str, Said] = field(default_factory=dict)
    intents: dict[str, Said] = field(default_factory=dict)
    refunds: dict[str, Said] = field(default_factory=dict)
    events: list[Said] = field(default_factory=list)
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    answered: dict[str, tuple[Said, int, Said]] = field(default_factory=dict)
    # From the time on, because a shop may remember what a company of an earlier run called things.
    numbers: "count[int]" = field(default_factory=lambda: count(int(time() * 1000)))
    lock: Lock = field(default_factory=Lock)

    def __enter__(self) -> "StripeCompany":
        self.server = make_server("127.0.0.1", self.port, self, threaded=True)
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def settings(self) -> dict[str, Any]:
        """Give the settings that lead a shop here."""
        return {
            "payment_gateways": ("sandbox", "stripe"),
            "stripe_secret_key": KEY,
            "stripe_webhook_secret": (SECRET,),
            "stripe_api_base": self.address,
            "stripe_pay_host": self.address,
        }

    def environment(self) -> dict[str, str]:
        """Give the same for a shop that is started."""
        return {
            "ENTREPOT_PAYMENT_GATEWAYS": "sandbox,stripe",
            "ENTREPOT_STRIPE_SECRET_KEY": KEY,
            "ENTREPOT_STRIPE_WEBHOOK_SECRET": SECRET,
            "ENTREPOT_STRIPE_API_BASE": self.address,
            "ENTREPOT_STRIPE_PAY_HOST": self.address,
        }

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        request = Request(environ)
        try:
            endpoint, values = RULES.bind_to_environ(environ).match()
        except NotFound as missing:
            return missing.get_response()(environ, start)
        if not request.path.startswith("/v1/"):
            from tests.factories import stripe_pages  # it draws what this module keeps

            return getattr(stripe_pages, endpoint)(self, request, **values)(environ, start)
        return self._answer(request, endpoint, values)(environ, start)

    def _answer(self, request: Request, endpoint: str, values: Mapping[str, str]) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        self.calls.append((request.method, request.path, key))
        if self.is_down:
            return _json({"error": {"type": "api_error", "message": "out of order"}}, 500)
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            error = {"type": "invalid_request_error", "message": "Invalid API Key provided"}
            return _json({"error": error}, 401)
        with self.lock:
            return self._once(request, endpoint, values, key if request.method == "POST" else "")

    def _once(self, request: Request, endpoint: str, values: Mapping[str, str], key: str) -> Response:
        typed = {"path": request.path, **request.form.to_dict(flat=True)}
        if key and key in self.answered:
            before, status, said = self.answered[key]
            if before != typed:
                error = {
                    "type": "idempotency_error",
                    "message": "Keys can only be used with the same parameters.",
                }
                return _json({"error": error}, 400)
            return _json(said, status, replayed="true")
        try:
            said, status = getattr(self, f"_{endpoint}")(request.form, **values), 200
        except Trouble as trouble:
            said, status = trouble.said, trouble.status
        if key:
            self.answered[key] = (typed, status, json.loads(json.dumps(said)))
        return _json(said, status)

    def _open(self, form: MultiDict[str, str]) -> Said:
        units = int(form["line_items[0][price_data][unit_amount]"])
        currency = form["line_items[0][price_data][currency]"]
        if units < 50:
            raise Trouble(400, "invalid_request_error", "amount_too_small", "Amount must be at least 50.")
        id = f"cs_test_{next(self.numbers)}"
        self.sessions[id] = {
            "id": id,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": units,
            "currency": currency,
            "client_reference_id": form["client_reference_id"],
            "customer_email": form.get("customer_email"),
            "locale": form["locale"],
            "title": form["line_items[0][price_data][product_data][name]"],
            "success_url": form["success_url"],
            "cancel_url": form["cancel_url"],
            "payment_intent": None,
            "url": f"{self.address}/c/pay/{id}",
        }
        return self.sessions[id]

    def _session(self, form: Mapping[str, str], id: str) -> Said:
        return self.shown(id, is_expanded=True)

    def shown(self, id: str, *, is_expanded: bool = False) -> Said:
        """Give a session as the API shows it; the address of the page is gone once it is done."""
        if id not in self.sessions:
            raise unknown(id)
        session = dict(self.sessions[id])
        if session["status"] != "open":
            session["url"] = None
        if is_expanded and session["payment_intent"]:
            session["payment_intent"] = dict(self.intents[session["payment_intent"]])
        return session

    def _expire(self, form: Mapping[str, str], id: str) -> Said:
        session = self.sessions.get(id) or _raise(unknown(id))
        if session["status"] != "open":
            raise Trouble(400, "invalid_request_error", "", f"Only open sessions can be expired: {id}")
        session["status"] = "expired"
        self.tell("checkout.session.expired", self.shown(id))
        return self.shown(id)

    def _capture(self, form: Mapping[str, str], id: str) -> Said:
        intent = self._intent_in(id, "requires_capture")
        intent.update(status="succeeded", amount_received=int(form["amount_to_capture"]))
        for session in self.sessions.values():
            if session["payment_intent"] == id:
                session["payment_status"] = "paid"
        self.tell("payment_intent.succeeded", dict(intent))
        return intent

    def _cancel(self, form: Mapping[str, str], id: str) -> Said:
        intent = self._intent_in(id, "requires_capture")
        intent["status"] = "canceled"
        self.tell("payment_intent.canceled", dict(intent))
        return intent

    def _intent_in(self, id: str, status: str) -> Said:
        intent = self.intents.get(id) or _raise(unknown(id))
        if intent["status"] != status:
            code = "payment_intent_unexpected_state"
            raise Trouble(400, "invalid_request_error", code, f"This intent is {intent['status']}.")
        return intent

    def _refund(self, form: Mapping[str, str]) -> Said:
        intent = self.intents.get(form["payment_intent"]) or _raise(unknown(form["payment_intent"]))
        units = int(form["amount"])
        if intent["status"] != "succeeded" or units > intent["amount_received"] - intent["refunded"]:
            raise Trouble(400, "invalid_request_error", "charge_already_refunded", "More than is left.")
        intent["refunded"] += units
        id = f"re_{next(self.numbers)}"
        self.refunds[id] = {
            "id": id,
            "object": "refund",
            "amount": units,
            "payment_intent": intent["id"],
            "status": "succeeded",
        }
        self.tell("charge.refunded", {"id": "ch_1", "object": "charge", "payment_intent": intent["id"]})
        return self.refunds[id]

    # What shoppers and banks do

    def pay(self, id: str, *, status: str = "succeeded", is_told: bool = True) -> None:
        """Let a shopper pay a session; another status is that of a slow, an uncaptured or a failing payment."""
        session = self.sessions[id]
        assert session["status"] == "open"
        intent = f"pi_{next(self.numbers)}"
        self.intents[intent] = {
            "id": intent,
            "object": "payment_intent",
            "status": status,
            "amount": session["amount_total"],
            "amount_received": session["amount_total"] if status == "succeeded" else 0,
            "currency": session["currency"],
            "refunded": 0,
        }
        session.update(status="complete", payment_intent=intent)
        session["payment_status"] = "paid" if status == "succeeded" else "unpaid"
        if is_told:
            self.tell("checkout.session.completed", self.shown(id))

    def clear(self, id: str, *, is_good: bool = True) -> None:
        """Let a slow payment arrive, or fail."""
        session = self.sessions[id]
        intent = self.intents[session["payment_intent"]]
        intent["status"] = "succeeded" if is_good else "requires_payment_method"
        intent["amount_received"] = intent["amount"] if is_good else 0
        session["payment_status"] = "paid" if is_good else "unpaid"
        word = "succeeded" if is_good else "failed"
        self.tell(f"checkout.session.async_payment_{word}", self.shown(id))

    def dispute(self, id: str) -> None:
        """Let a shopper's bank dispute what was paid."""
        intent = self.sessions[id]["payment_intent"]
        self.tell(
            "charge.dispute.created",
            {"id": "dp_1", "object": "dispute", "charge": "ch_1", "payment_intent": intent},
        )

    def tell(self, kind: str, about: Said) -> Said:
        """Write an event and send it to the shop, if there is one."""
        id = f"evt_{next(self.numbers)}"
        event = {"id": id, "object": "event", "type": kind, "created": int(time()), "data": {"object": about}}
        self.events.append(event)
        self.send(event)
        return event

    def send(self, event: Said) -> None:
        """Send an event, signed now; also one that was sent before."""
        if self.post is not None:
            self.post(*signed(event))


def signed(event: Said, *, secret: str = SECRET, at: int | None = None) -> tuple[bytes, dict[str, str]]:
    """Give the body and the headers of a webhook, as the company signs it."""
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=at)
    return body.encode(), {"Content-Type": "application/json", "Stripe-Signature": signature}


def _json(said: Said, status: int = 200, *, replayed: str = "") -> Response:
    answer = Response(json.dumps(said), status, content_type="application/json")
    answer.headers["Request-Id"] = "req_1"
    if replayed:
        answer.headers["Idempotent-Replayed"] = replayed
    return answer


def _raise(trouble: Trouble) -> Any:
    raise trouble
