from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.kernel.ids import PaymentId, PurchaseId
from core.kernel.money import Money


class PaymentState(StrEnum):
    CREATED = "created"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    DECLINED = "declined"
    VOIDED = "voided"


OPEN_STATES = (PaymentState.CREATED, PaymentState.PENDING, PaymentState.AUTHORIZED)


class RefundState(StrEnum):
    REQUESTED = "requested"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """A payment; `token` is the unguessable part of its return address, `reference` the gateway's name for it."""

    id: PaymentId
    number: str
    token: str
    purchase_id: PurchaseId
    gateway: str
    amount: Money
    refunded: Money
    state: PaymentState
    reference: str
    pay_url: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RefundDetail:
    """Money going back; `cause` is the unique reason, such as order:12:cancel."""

    id: int
    number: str
    payment_id: PaymentId
    amount: Money
    cause: str
    state: RefundState
    reference: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """What a gateway says of a payment now; some wait for us to ask that the money be set aside.

    `charge` is the gateway's name of the money itself, where that is not the name of the payment.
    """

    reference: str
    state: PaymentState
    amount: Money
    awaits_authorization: bool = False
    charge: str = ""


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """One signed word of a gateway; `event_id` is its own and comes again when the word does.

    `reference` names a payment or its charge. An alarming word, such as a dispute, is for an operator to see.
    """

    event_id: str
    kind: str
    reference: str
    status: GatewayStatus | None
    is_alarming: bool = False


@dataclass(frozen=True, slots=True)
class GatewaySession:
    """A payment as the gateway opened it: its name there and where the shopper pays."""

    reference: str
    pay_url: str


@dataclass(frozen=True, slots=True)
class GatewayWord:
    """A word as it was kept, with the payment and the purchase it is about, where they are known."""

    gateway: str
    kind: str
    event_id: str
    received_at: datetime
    payment_number: str
    purchase_id: PurchaseId | None


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """How a site offers a gateway; `least` and `most` in the site's default currency, both inclusive.

    No currencies means every currency of the site. `version` is 0 while nobody has changed anything.
    """

    gateway: str
    names: Mapping[str, str]
    is_on: bool
    position: int
    currencies: tuple[str, ...]
    least: Money | None
    most: Money | None
    version: int
