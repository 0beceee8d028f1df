"""Weight that counts, days to the door, and how far a parcel is. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from core.kernel.money import BASIS_POINTS
from core.logistics.types import Milestone, Piece, RateCard, Scan, Surcharges

CUBIC_MM_PER_CUBIC_CM = 1000
GRAMS_PER_KG = 1000
FIRST_ASK = timedelta(minutes=10)
LONGEST_REST = timedelta(hours=12)
SILENCE = {
    Milestone.BOOKED: timedelta(days=3),
    Milestone.CUSTOMS_IN: timedelta(days=7),
    Milestone.EXCEPTION: timedelta(days=3),
}
LONG_SILENCE = timedelta(days=10)


def chargeable_g(pieces: Sequence[Piece], divisor: int) -> int:
    """Give the greater of actual and volumetric grams (cm³ / divisor = kg), rounded up to a gram."""
    actual = sum(piece.weight_g * piece.quantity for piece in pieces)
    cubic_mm = sum(_volume(piece) * piece.quantity for piece in pieces)
    volumetric = -(-cubic_mm * GRAMS_PER_KG // (CUBIC_MM_PER_CUBIC_CM * divisor))
    return max(actual, volumetric)


def price_minor(card: RateCard, pieces: Sequence[Piece]) -> int | None:
    """Give the net price of sending pieces by a card in its currency's minor units; None where it can't carry them."""
    weight = chargeable_g(pieces, card.divisor)
    longest = max((max(piece.dimensions_mm) for piece in pieces), default=0)
    if weight > card.max_weight_g or longest > card.max_side_mm:
        return None
    band = next((price for up_to, price in card.bands if weight <= up_to), None)
    return None if band is None else with_surcharges(band, card.surcharges)


def with_surcharges(band_minor: int, on_top: Surcharges) -> int:
    """Give the price with fuel (rounded half up) and remote area, within its bounds, and handling."""
    fuel = (band_minor * on_top.fuel_bp + BASIS_POINTS // 2) // BASIS_POINTS
    freight = band_minor + fuel + on_top.remote
    if on_top.least is not None:
        freight = max(freight, on_top.least)
    if on_top.most is not None:
        freight = min(freight, on_top.most)
    return freight + on_top.handling


def is_remote(postal_code: str, prefixes: Sequence[str]) -> bool:
    """Say whether a postal code begins like a remote area's; spaces, hyphens and case do not count."""
    plain = "".join(sign for sign in postal_code.upper() if sign.isalnum())
    return any(prefix and plain.startswith(prefix.upper()) for prefix in prefixes)


def arrival(card: RateCard, today: date) -> tuple[date, date]:
    """Give the first and last day of arrival, counting working days (Monday to Friday)."""
    fastest, slowest = (card.handling_days + days for days in card.transit_days)
    return working_days_after(today, fastest), working_days_after(today, slowest)


def working_days_after(day: date, count: int) -> date:
    """Give the working day that is `count` working days after a day."""
    while count:
        day += timedelta(days=1)
        count -= day.isoweekday() <= 5
    return day


def _volume(piece: Piece) -> int:
    length, width, height = piece.dimensions_mm
    return length * width * height


def fingerprint(scan: Scan) -> str:
    """Give what makes a scan itself: the same thing told twice, by poll or by webhook, is one event."""
    parts = (scan.code, scan.at.astimezone(UTC).isoformat(), scan.place, scan.country)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def rest_before_ask(quiet_asks: int) -> timedelta:
    """Give how long a carrier is left in peace after so many answers without news."""
    return min(LONGEST_REST, FIRST_ASK * 2 ** min(quiet_asks, 10))


def milestone_after(scans: Sequence[Scan]) -> Milestone:
    """Give how far a parcel is: the latest thing said of it, but nothing comes after its delivery."""
    if any(scan.milestone == Milestone.DELIVERED for scan in scans):
        return Milestone.DELIVERED
    order = list(Milestone)
    latest = max(scans, key=lambda scan: (scan.at, order.index(scan.milestone)), default=None)
    return latest.milestone if latest else Milestone.BOOKED


def patience_with(milestone: Milestone) -> timedelta:
    """Give for how long it is usual to hear nothing of a parcel that is on its way."""
    return SILENCE.get(milestone, LONG_SILENCE)


def is_stuck(milestone: Milestone, last_heard: datetime, now: datetime) -> bool:
    """Say whether nothing was heard of a parcel for longer than is usual where it is."""
    if milestone == Milestone.DELIVERED:
        return False
    return now - last_heard > patience_with(milestone)
