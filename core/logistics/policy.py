"""Weight that counts, and days to the door. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from core.logistics.types import Piece, RateCard

CUBIC_MM_PER_CUBIC_CM = 1000
GRAMS_PER_KG = 1000


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
    return next((price for up_to, price in card.bands if weight <= up_to), None)


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
