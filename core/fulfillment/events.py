from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ParcelHandedOver(Event):
    """A merchant gave a parcel to the carrier, who is to be told of it."""

    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelOutForDelivery(Event):
    """A parcel is on its last way to the door."""

    parcel_id: int
    order_id: int
