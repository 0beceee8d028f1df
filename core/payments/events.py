from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class PaymentCaptured(Event):
    """Money came in."""

    payment_id: int
    purchase_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentDeclined(Event):
    """A payment failed; the shopper may try again."""

    payment_id: int
    purchase_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentAbandoned(Event):
    """A payment is not wanted any more; the gateway is to be told."""

    payment_id: int


@dataclass(frozen=True, kw_only=True)
class GatewayWordReceived(Event):
    """A gateway told us something about a payment that we did not know."""

    payment_id: int


@dataclass(frozen=True, kw_only=True)
class RefundRequested(Event):
    """Money is to go back."""

    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundSucceeded(Event):
    """Money went back."""

    refund_id: int
    purchase_id: int
