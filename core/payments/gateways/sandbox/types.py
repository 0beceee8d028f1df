"""The words of the sandbox company: not ours, as those of any other company are not."""

from dataclasses import dataclass
from enum import StrEnum

from core.kernel.money import Money


class Status(StrEnum):
    """How a payment stands there: verified means that the bank knows the shopper, approved that money is set aside."""

    OPEN = "open"
    CHALLENGE = "challenge"
    VERIFIED = "verified"
    PROCESSING = "processing"
    APPROVED = "approved"
    SETTLED = "settled"
    FAILED = "failed"
    CANCELED = "canceled"


class Scenario(StrEnum):
    """What a test payment does, as the shopper picks it on the pay page."""

    SUCCESS = "success"
    AUTOMATIC = "automatic"
    CHALLENGE = "challenge"
    DECLINE = "decline"
    SLOW = "slow"
    LATE_WEBHOOK = "late_webhook"
    WEBHOOK_TWICE = "webhook_twice"
    OUT_OF_ORDER = "out_of_order"
    NO_RETURN = "no_return"


class WebhookState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Session:
    """A payment as the company shows it."""

    reference: str
    order_number: str
    status: Status
    scenario: Scenario | None
    amount: Money
    captured: Money
    refunded: Money
    language: str
    return_url: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A webhook ready to be sent, and how often it was tried, this time included."""

    id: int
    url: str
    body: bytes
    attempts: int
