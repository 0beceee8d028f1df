"""What every carrier can do. All calls go over a network: none may be made inside a transaction.

Booking is idempotent by our parcel's number. An outage raises core.platform.http.OutageError. `fetch` answers or
raises within ten seconds: whoever asks does so through a gate, which counts the slow but cannot interrupt them.
"""

from collections.abc import Mapping
from typing import Protocol

from core.logistics.types import CarrierWord, Scan


class Carrier(Protocol):
    name: str

    def book(
        self, *, reference: str, service: str, origin: str, place: str, destination: str, webhook_url: str
    ) -> str:
        """Announce a parcel from a place in a country to another country; gives its waybill's number."""

    def fetch(self, number: str) -> list[Scan]:
        """Ask what happened to a parcel so far."""

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> CarrierWord:
        """Read a webhook; raises CarrierSignatureWrong where the carrier did not sign it."""
