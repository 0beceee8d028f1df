"""Our side of the sandbox carrier: the port's verbs, spoken to the other company, and its words in ours."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.logistics.carriers.sandbox import company, signing
from core.logistics.errors import CarrierSignatureWrong, TrackingNotFound
from core.logistics.types import CarrierWord, Milestone, Scan

MILESTONES = {
    "EMA": Milestone.ACCEPTED,
    "EXC": Milestone.CUSTOMS_OUT,
    "EMC": Milestone.DEPARTED,
    "EMD": Milestone.ARRIVED,
    "EDB": Milestone.CUSTOMS_IN,
    "EDC": Milestone.CUSTOMS_CLEARED,
    "EMG": Milestone.ARRIVED,
    "EDG": Milestone.OUT_FOR_DELIVERY,
    "EMH": Milestone.EXCEPTION,
    "EMI": Milestone.DELIVERED,
}


class SandboxCarrier:
    """Calls to the sandbox carrier; like any call over a network they are refused inside a transaction."""

    name = "sandbox"

    def book(
        self, *, reference: str, service: str, origin: str, place: str, destination: str, webhook_url: str
    ) -> str:
        return company.book(
            reference=reference,
            service=service,
            origin=origin,
            place=place,
            destination=destination,
            webhook_url=webhook_url,
        )

    def fetch(self, number: str) -> list[Scan]:
        try:
            return list(_word(company.track(number)).scans)
        except company.ParcelUnknown as unknown:
            raise TrackingNotFound(number=number) from unknown

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> CarrierWord:
        if not signing.is_right(headers.get(signing.HEADER, ""), body):
            raise CarrierSignatureWrong
        try:
            return _word(json.loads(body))
        except (ValueError, LookupError, TypeError) as nonsense:
            raise CarrierSignatureWrong from nonsense


def _word(told: Mapping[str, Any]) -> CarrierWord:
    return CarrierWord(told["waybill"], tuple(_scan(event) for event in told["events"]))


def _scan(event: Mapping[str, Any]) -> Scan:
    return Scan(
        # A code we have never seen is kept as it is, and shown as the trouble it may be.
        milestone=MILESTONES.get(event["code"], Milestone.EXCEPTION),
        at=datetime.fromisoformat(event["local_time"]),
        place=str(event["place"])[:120],
        country=str(event["country"])[:2],
        time_zone=ZoneInfo(event["zone"]).key,
        code=str(event["code"])[:64],
    )
