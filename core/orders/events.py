from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class PurchasePlaced(Event):
    """A shopper placed a purchase; it waits for its payment."""

    purchase_id: int


@dataclass(frozen=True, kw_only=True)
class PurchasePaid(Event):
    """A purchase was paid; its orders may be fulfilled."""

    purchase_id: int


@dataclass(frozen=True, kw_only=True)
class PurchaseExpired(Event):
    """Nobody paid a purchase in time; its stock is free again."""

    purchase_id: int


@dataclass(frozen=True, kw_only=True)
class PurchasesAdopted(Event):
    """What somebody bought as a guest belongs to the account of the same address now."""

    account_id: int
    numbers: list[str]


@dataclass(frozen=True, kw_only=True)
class OrderCanceled(Event):
    """An order will not be sent."""

    order_id: int
    purchase_id: int
    was_paid: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderShipped(Event):
    """A merchant handed an order to the carrier."""

    order_id: int
    purchase_id: int


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(Event):
    """Everything of an order has arrived."""

    order_id: int
    purchase_id: int
