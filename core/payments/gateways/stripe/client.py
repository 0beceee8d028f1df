"""The port's verbs, spoken to Stripe through its own library."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from core.kernel.money import Money
from core.payments.errors import SignatureWrong
from core.payments.gateways.stripe import mapping
from core.payments.gateways.stripe.amounts import NotExact, to_stripe
from core.payments.types import GatewayEvent, GatewaySession, GatewayStatus, PaymentState
from core.platform.db import is_writing
from core.platform.http import OutageError
from core.platform.settings import settings

if TYPE_CHECKING:  # its library is only loaded where it is asked something: most shops' processes never do
    import stripe

HEADER = "Stripe-Signature"
TOLERANCE = 300  # seconds
PATIENCE = (5, 15)  # seconds to connect, and to answer
RETRIES = 2  # the library's own, of what can heal, with the same idempotency key

Answer = TypeVar("Answer")


class StripeGateway:
    """Calls to Stripe; refused inside a transaction, like any other network."""

    name = "stripe"

    @staticmethod
    def is_ready() -> bool:
        return bool(settings().stripe_secret_key and settings().stripe_webhook_secret)

    @staticmethod
    def hosts() -> tuple[str, ...]:
        return (settings().stripe_pay_host,)

    @staticmethod
    def takes(amount: Money) -> bool:
        try:
            return to_stripe(amount) > 0
        except NotExact:
            return False

    def create(
        self,
        *,
        number: str,
        amount: Money,
        return_url: str,
        webhook_url: str,
        language: str,
        title: str = "",
        email: str = "",
    ) -> GatewaySession:
        line = {
            "quantity": 1,
            "price_data": {
                "currency": amount.currency.lower(),
                "unit_amount": to_stripe(amount),
                "product_data": {"name": title or number},
            },
        }
        wanted: dict[str, Any] = {
            "mode": "payment",
            "line_items": [line],
            "client_reference_id": number,
            "metadata": {"payment": number},
            "payment_intent_data": {"metadata": {"payment": number}, "description": title or number},
            "success_url": return_url,
            "cancel_url": return_url,
            "locale": language,
        }
        if email:
            wanted["customer_email"] = email
        opened = _ask(
            lambda company: company.v1.checkout.sessions.create(
                params=wanted,  # type: ignore[arg-type]
                options={"idempotency_key": f"{number}-{_digest(wanted)}"},
            )
        )
        return GatewaySession(opened.id, opened.url or "")

    def fetch(self, reference: str) -> GatewayStatus:
        return mapping.status_of(_session(reference))

    def authorize(self, reference: str) -> GatewayStatus:
        return self.fetch(reference)  # the shopper's act on the hosted page did it already

    def capture(self, reference: str, amount: Money) -> GatewayStatus:
        before = mapping.status_of(_session(reference))
        if before.state == PaymentState.AUTHORIZED:
            _ask(
                lambda company: company.v1.payment_intents.capture(
                    before.charge,
                    params={"amount_to_capture": to_stripe(amount)},
                    options={"idempotency_key": f"{reference}-capture"},
                )
            )
        return self.fetch(reference)

    def void(self, reference: str) -> GatewayStatus:
        session = _session(reference)
        state = mapping.status_of(session).state
        try:
            if session["status"] == "open":
                _ask(lambda company: company.v1.checkout.sessions.expire(reference))
            elif state == PaymentState.AUTHORIZED:
                intent = mapping.intent_id(session)
                _ask(lambda company: company.v1.payment_intents.cancel(intent))
        except Refused:  # the shopper was faster: how it stands now is the answer
            pass
        return self.fetch(reference)

    def refund(self, reference: str, *, number: str, amount: Money) -> str:
        intent = mapping.intent_id(_session(reference))
        made = _ask(
            lambda company: company.v1.refunds.create(
                params={
                    "payment_intent": intent,
                    "amount": to_stripe(amount),
                    "metadata": {"refund": number},
                },
                options={"idempotency_key": number},
            )
        )
        if made.status in {"failed", "canceled"}:
            raise Refused(f"refund {number}: {made.status}", 400)
        return made.id

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent:
        signature = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), "")
        if not any(_is_signed(body, signature, secret) for secret in settings().stripe_webhook_secret):
            raise SignatureWrong
        return mapping.event_of(json.loads(body))


class Refused(OutageError):
    """The company understood and will not do it."""


def _session(reference: str) -> dict[str, Any]:
    """Read a Checkout Session with its payment intent."""
    found = _ask(
        lambda company: company.v1.checkout.sessions.retrieve(
            reference, params={"expand": ["payment_intent"]}
        )
    )
    return dict(found.to_dict())


def _ask(act: "Callable[[stripe.StripeClient], Answer]") -> Answer:
    import stripe

    if is_writing():
        raise RuntimeError("no network inside a transaction")
    chosen = settings()
    try:
        return act(_company(chosen.stripe_secret_key, chosen.stripe_api_base))
    except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as problem:
        raise Refused(f"stripe: {problem.code or type(problem).__name__}", problem.http_status) from problem
    except stripe.StripeError as problem:
        raise OutageError(f"stripe: {type(problem).__name__}", problem.http_status) from problem


@lru_cache(maxsize=4)
def _company(key: str, base: str) -> "stripe.StripeClient":
    import stripe

    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=PATIENCE),
    )


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    import stripe

    try:
        return stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE)
    except (stripe.SignatureVerificationError, UnicodeError, ValueError):
        return False


def _digest(wanted: Mapping[str, Any]) -> str:
    """Name a request by its content: the company refuses one key for two, as where a browser's host differs."""
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]
