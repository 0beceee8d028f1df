"""Payments only move forward, whatever order the words of a gateway come in. Pure."""

from core.payments.types import PaymentState

_MAY_BECOME: dict[PaymentState, set[PaymentState]] = {
    PaymentState.CREATED: {
        PaymentState.PENDING,
        PaymentState.AUTHORIZED,
        PaymentState.CAPTURED,
        PaymentState.DECLINED,
        PaymentState.VOIDED,
    },
    PaymentState.PENDING: {
        PaymentState.AUTHORIZED,
        PaymentState.CAPTURED,
        PaymentState.DECLINED,
        PaymentState.VOIDED,
    },
    PaymentState.AUTHORIZED: {PaymentState.CAPTURED, PaymentState.VOIDED},
    PaymentState.DECLINED: {PaymentState.AUTHORIZED, PaymentState.CAPTURED},
    PaymentState.VOIDED: {PaymentState.CAPTURED},
    PaymentState.CAPTURED: set(),
}


def moves_on(before: PaymentState, told: PaymentState) -> bool:
    """Say whether a gateway's word is news that moves the payment; an older or repeated word is not."""
    return told in _MAY_BECOME[before]
