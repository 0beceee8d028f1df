"""The sandbox carrier itself: accepts parcels, scans them along their way, and tells the shop of each scan.

It plays another company behind a network. So its verbs open their own transactions, as no room of this
house may, and for the same reason none of them may be called inside one of ours.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import new_token
from core.logistics.carriers.sandbox import lanes, signing
from core.logistics.carriers.sandbox.models import SandboxParcel, SandboxScan
from core.platform import http, locks
from core.platform.db import is_writing, reading_apart, session, transaction
from core.platform.settings import settings

AT_ONCE = 20
SECONDS = 5  # a shop that takes longer to answer is told again
REST = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=1)


class ParcelUnknown(Exception):
    """The carrier has never heard of this waybill."""


@dataclass(frozen=True, slots=True)
class Word:
    """A webhook on its way to the shop."""

    scan_id: int
    url: str
    body: bytes


def book(
    *, reference: str, service: str, origin: str, place: str, destination: str, webhook_url: str,
    pace: int | None = None,
) -> str:  # fmt: skip
    """Accept a parcel and plan its way; the same reference again gives the same waybill's number."""
    now = clock.now()
    row = insert(SandboxParcel).values(
        number=f"draft-{new_token(16)}", reference=reference, webhook_url=webhook_url, booked_at=now
    )
    with transaction():
        made = session().scalars(
            row.on_conflict_do_nothing(index_elements=["reference"]).returning(SandboxParcel)
        )
        parcel = made.one_or_none()
        if parcel is None:
            return (
                session()
                .scalars(select(SandboxParcel.number).where(SandboxParcel.reference == reference))
                .one()
            )
        parcel.number = lanes.waybill(parcel.id * 7919 + 20_000_000, origin)
        stops = lanes.plan(
            origin=origin, place=place, destination=destination, is_fast="express" in service, start=now,
            pace=pace or max(1, settings().sandbox_carrier_pace),
        )  # fmt: skip
        session().add_all(
            SandboxScan(
                parcel_id=parcel.id,
                position=position,
                code=stop.code,
                at=stop.at,
                place=stop.place,
                country=stop.country,
                time_zone=stop.time_zone,
                due_at=stop.at,
            )
            for position, stop in enumerate(stops)
        )
        return parcel.number


def track(number: str) -> dict[str, Any]:
    """Say what happened to a parcel until now, as the carrier's own service answers; raises ParcelUnknown."""
    if is_writing():
        raise RuntimeError("no network inside a transaction")
    with reading_apart():  # as over a network: an answer that takes too long is none
        parcel = session().scalar(select(SandboxParcel).where(SandboxParcel.number == number))
        if parcel is None:
            raise ParcelUnknown(number)
        passed = select(SandboxScan).where(SandboxScan.parcel_id == parcel.id, SandboxScan.at <= clock.now())
        return _told(parcel, list(session().scalars(passed.order_by(SandboxScan.position))))


def tell_due() -> int:
    """Tell the shop of the scans whose time has come, a few at a time; gives how many were heard.

    What is not heard is told again later. Not to be called inside a transaction.
    """
    return sum(_send(word) for word in _take_due())


def _take_due() -> list[Word]:
    is_due = (SandboxScan.told_at.is_(None), SandboxScan.due_at <= clock.now())
    with transaction():
        due = locks.matching(SandboxScan, *is_due, limit=AT_ONCE, skip_locked=True)
        for scan in due:
            # Until it is answered nobody else tells it; where this worker dies, it comes again.
            scan.attempts += 1
            scan.due_at = clock.now() + min(LONGEST_REST, REST * 2 ** min(scan.attempts, 10))
        return [_word(scan) for scan in due]


def _word(scan: SandboxScan) -> Word:
    parcel = session().get_one(SandboxParcel, scan.parcel_id)
    return Word(scan.id, parcel.webhook_url, json.dumps(_told(parcel, [scan])).encode())


def _told(parcel: SandboxParcel, scans: list[SandboxScan]) -> dict[str, Any]:
    return {
        "waybill": parcel.number,
        "events": [
            {
                "code": scan.code, "local_time": _local(scan.at, scan.time_zone), "zone": scan.time_zone,
                "place": scan.place, "country": scan.country,
            }
            for scan in scans
        ],
    }  # fmt: skip


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat()


def _send(word: Word) -> bool:
    address, host = http.nearest(word.url)
    headers = {"Host": host, "Content-Type": "application/json", signing.HEADER: signing.sign(word.body)}
    try:
        http.post(address, word.body, headers=headers, seconds=SECONDS)
    except http.OutageError:
        return False
    with transaction():
        heard = update(SandboxScan).where(SandboxScan.id == word.scan_id)
        session().execute(heard.values(told_at=clock.now()))
    return True
