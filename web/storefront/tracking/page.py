"""What pages show of parcels: how far each is, what happened on its way, and a map of it."""

from dataclasses import dataclass
from typing import Any

from core.fulfillment.types import ParcelDetail
from core.logistics.types import Milestone, Scan, TrackedScan
from web.shared import filters
from web.shared.cities import city
from web.shared.tracking_words import HAPPENED, ICONS, TONES


@dataclass(frozen=True, slots=True)
class ParcelStanding:
    """How far a parcel is, in a word."""

    number: str
    waybill: str
    word: str
    tone: str
    icon: str
    note: str
    is_stuck: bool


def standing_of(parcel: ParcelDetail) -> ParcelStanding:
    """Say how far a parcel is; one that its carrier has not accepted yet is announced."""
    tracking = parcel.tracking
    milestone = tracking.milestone if tracking else Milestone.BOOKED
    last = tracking.scans[-1].scan if tracking and tracking.scans else None
    return ParcelStanding(
        number=parcel.number,
        waybill=tracking.number if tracking else "",
        word=str(HAPPENED[milestone]),
        tone=TONES.get(milestone, "info"),
        icon=ICONS[milestone],
        note=f"{_where(last)}, {filters.moment(last.at, last.time_zone)}" if last else "",
        is_stuck=tracking.is_stuck if tracking else False,
    )


def events_of(parcel: ParcelDetail) -> list[dict[str, Any]]:
    """List what happened to a parcel for `components/timeline.html`, the latest first, each on its place's clock."""
    seen: tuple[TrackedScan, ...] = parcel.tracking.scans if parcel.tracking else ()
    return [
        {
            "title": str(HAPPENED[one.scan.milestone]),
            "at": filters.moment(one.scan.at, one.scan.time_zone),
            "note": _where(one.scan),
            "state": "now" if place == 0 and not parcel.delivered_at else "done",
            "icon": ICONS[one.scan.milestone],
        }
        for place, one in enumerate(reversed(seen))
    ]


def _where(scan: Scan) -> str:
    parts = (city(scan.place, scan.time_zone), filters.country(scan.country))
    return ", ".join(dict.fromkeys(part for part in parts if part))
