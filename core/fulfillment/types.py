from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from core.kernel.ids import OrderId, OrderLineId
from core.logistics.types import TrackingDetail

ParcelId = NewType("ParcelId", int)


@dataclass(frozen=True, slots=True)
class ParcelDetail:
    """A box of an order: units by order line; `tracking` is there once its carrier has accepted it."""

    id: ParcelId
    number: str
    order_id: OrderId
    carrier: str
    units: dict[OrderLineId, int]
    tracking: TrackingDetail | None
    handed_over_at: datetime
    delivered_at: datetime | None
