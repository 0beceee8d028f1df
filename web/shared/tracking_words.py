"""What happened to a parcel, as a shopper reads it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.logistics.types import Milestone

HAPPENED: dict[Milestone, Any] = {
    Milestone.BOOKED: _l("Announced to the carrier"),
    Milestone.ACCEPTED: _l("Accepted by the carrier"),
    Milestone.CUSTOMS_OUT: _l("Cleared for export"),
    Milestone.DEPARTED: _l("Left the sorting center"),
    Milestone.ARRIVED: _l("Arrived at the sorting center"),
    Milestone.CUSTOMS_IN: _l("Customs checks the parcel"),
    Milestone.CUSTOMS_CLEARED: _l("Released by customs"),
    Milestone.OUT_FOR_DELIVERY: _l("Out for delivery"),
    Milestone.EXCEPTION: _l("Could not be delivered yet"),
    Milestone.DELIVERED: _l("Delivered"),
}
ICONS = {
    Milestone.BOOKED: "receipt",
    Milestone.ACCEPTED: "package",
    Milestone.CUSTOMS_OUT: "shield-check",
    Milestone.DEPARTED: "ship",
    Milestone.ARRIVED: "building-warehouse",
    Milestone.CUSTOMS_IN: "shield-check",
    Milestone.CUSTOMS_CLEARED: "shield-check",
    Milestone.OUT_FOR_DELIVERY: "truck-delivery",
    Milestone.EXCEPTION: "alert-triangle",
    Milestone.DELIVERED: "home",
}
TONES = {Milestone.DELIVERED: "success", Milestone.EXCEPTION: "danger", Milestone.CUSTOMS_IN: "warning"}
