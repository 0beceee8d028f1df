"""How the sandbox carrier's parcels travel: what is scanned where, and how long that takes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.logistics import gazetteer

CUSTOMS_UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
# Codes of the postal world (EMSEVT), each with its part of the way in thousandths.
AT_HOME = (("EMA", 0), ("EMC", 300), ("EMG", 700), ("EDG", 900), ("EMI", 1000))
ABROAD = (("EMA", 0), ("EMC", 200), ("EMD", 600), ("EMG", 800), ("EDG", 930), ("EMI", 1000))
THROUGH_CUSTOMS = (
    ("EMA", 0), ("EXC", 120), ("EMC", 220), ("EMD", 560), ("EDB", 620), ("EDC", 780), ("EMG", 880),
    ("EDG", 950), ("EMI", 1000),
)  # fmt: skip
BEFORE_THE_BORDER = frozenset({"EMA", "EXC", "EMC"})
DAYS = {AT_HOME: 2, ABROAD: 4, THROUGH_CUSTOMS: 11}
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True, slots=True)
class Stop:
    """A scan that will be made, at the latest when its parcel gets there."""

    code: str
    at: datetime
    place: str
    country: str
    time_zone: str


def plan(
    *, origin: str, place: str, destination: str, is_fast: bool, start: datetime, pace: int
) -> Sequence[Stop]:
    """Plan a parcel's way; `pace` is how many times faster than in the real world it travels."""
    steps = _steps(origin, destination)
    days = DAYS[steps] / (2 if is_fast else 1)
    return [_stop(code, share, days, origin, place, destination, start, pace) for code, share in steps]


def waybill(serial: int, country: str) -> str:
    """Give a waybill's number as the Universal Postal Union wants it (S10), with its check digit."""
    digits = f"{serial % 10**8:08}"
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
    return f"LX{digits}{ {10: 0, 11: 5}.get(rest, rest) }{country}"


def _steps(origin: str, destination: str) -> tuple[tuple[str, int], ...]:
    if origin == destination:
        return AT_HOME
    return ABROAD if {origin, destination} <= CUSTOMS_UNION else THROUGH_CUSTOMS


def _stop(
    code: str, share: int, days: float, origin: str, place: str, destination: str, start: datetime, pace: int
) -> Stop:
    country = origin if code in BEFORE_THE_BORDER else destination
    name, zone = gazetteer.place_of(country)
    at = start + timedelta(days=days * share / 1000) / pace
    at_door = code in {"EDG", "EMI"}
    shown = place if code == "EMA" and place else "" if at_door else name
    return Stop(code, at.replace(microsecond=0), shown, country, zone)
