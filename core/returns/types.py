from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import AccountId, MerchantId, OrderId, OrderLineId
from core.kernel.money import Money
from core.orders.types import LineSnapshot

ReturnId = NewType("ReturnId", int)
MOST_PHOTOS = 5


class ReturnState(StrEnum):
    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why something goes back; the first two are nobody's fault."""

    CHANGED_MIND = "changed_mind"
    WRONG_SIZE = "wrong_size"
    NOT_AS_DESCRIBED = "not_as_described"
    DAMAGED = "damaged"
    FAULTY = "faulty"
    WRONG_PRODUCT = "wrong_product"
    ARRIVED_LATE = "arrived_late"


class Resolution(StrEnum):
    """What the shopper wishes; only the money's way back can be kept as a promise today."""

    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Returnable:
    """What of an order line can still go back."""

    line: LineSnapshot
    units: int


@dataclass(frozen=True, slots=True)
class Window:
    """Until when an order's goods may be sent back, on the calendar of the site; `is_open` says whether it is yet."""

    delivered_on: date
    last_day: date
    days: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """Units of an order line that the shopper wants to send back, and why."""

    line_id: OrderLineId
    quantity: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """Units of an order line in a return."""

    line: LineSnapshot
    quantity: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo that was checked and is in storage; nothing in the database knows it yet. Pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ReturnPhoto:
    """A photo of what goes back: for the shopper, the merchant and operators only. Pixels."""

    id: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a return: a move, and when (UTC)."""

    move: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReturnDetail:
    """A return; `amount` is what its units cost with their tax, without shipping."""

    id: ReturnId
    number: str
    state: ReturnState
    version: int
    order_id: OrderId
    order_number: str
    purchase_number: str
    merchant_id: MerchantId
    merchant_name: str
    account_id: AccountId | None
    resolution: Resolution
    comment: str
    amount: Money
    last_day: date
    requested_at: datetime
    lines: tuple[ReturnedLine, ...]
    history: tuple[Step, ...]
    can_withdraw: bool
    photos: tuple[ReturnPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnCard:
    """A return in a list."""

    number: str
    state: ReturnState
    order_number: str
    merchant_name: str
    units: int
    amount: Money
    requested_at: datetime
