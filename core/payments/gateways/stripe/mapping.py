"""Stripe's words in ours. Pure; takes what the API and webhooks carry, as plain mappings."""

from collections.abc import Mapping
from typing import Any

from core.payments.gateways.stripe.amounts import from_stripe
from core.payments.types import GatewayEvent, GatewayStatus, PaymentState

Said = Mapping[str, Any]

_OF_INTENT = {
    "succeeded": PaymentState.CAPTURED,
    "requires_capture": PaymentState.AUTHORIZED,
    "processing": PaymentState.PENDING,
    "requires_payment_method": PaymentState.DECLINED,
    "canceled": PaymentState.VOIDED,
}
DISPUTE = "charge.dispute."
FAILED_REFUND = "refund.failed"


def status_of(session: Said) -> GatewayStatus:
    """Say how a Checkout Session stands; its payment intent, where there is one yet, comes expanded."""
    amount = from_stripe(session["amount_total"], session["currency"])
    return GatewayStatus(session["id"], _state(session), amount, charge=intent_id(session))


def event_of(told: Said) -> GatewayEvent:
    """Read an event; one about neither a session nor a payment intent has no reference and is only kept."""
    kind, about = str(told["type"]), (told.get("data") or {}).get("object") or {}
    is_alarming = kind.startswith(DISPUTE) or kind == FAILED_REFUND
    return GatewayEvent(told["id"], kind[:64], _reference(about), None, is_alarming=is_alarming)


def intent_id(about: Said) -> str:
    """Give the name of the payment intent that something belongs to, or nothing."""
    intent = about.get("payment_intent") or ""
    return str(intent if isinstance(intent, str) else intent["id"])


def _state(session: Said) -> PaymentState:
    if session["status"] == "expired":
        return PaymentState.VOIDED
    if session["status"] == "open":
        return PaymentState.CREATED  # a card that was declined there may be followed by another
    if session["payment_status"] == "paid":
        return PaymentState.CAPTURED
    intent = session.get("payment_intent") or {}
    return _OF_INTENT.get(intent.get("status", ""), PaymentState.PENDING)


def _reference(about: Said) -> str:
    is_its_own = about.get("object") in {"checkout.session", "payment_intent"}
    return str(about["id"] if is_its_own else intent_id(about))
