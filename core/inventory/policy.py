"""Where a quantity comes from, and what a reservation may become. Pure."""

from collections.abc import Sequence

from core.inventory.types import FEW_LEFT, ReservationState, StockLevel
from core.kernel.ids import LocationId
from core.kernel.states import Machine

RESERVATION = Machine(
    confirm=({ReservationState.HELD}, ReservationState.CONFIRMED),
    release=({ReservationState.HELD, ReservationState.CONFIRMED}, ReservationState.RELEASED),
    retake=({ReservationState.RELEASED}, ReservationState.CONFIRMED),
    deduct=({ReservationState.CONFIRMED}, ReservationState.DEDUCTED),
)


def sources(quantity: int, levels: Sequence[StockLevel]) -> list[tuple[LocationId, int]]:
    """Choose locations for a quantity: the first that holds it all, else as few as can be, in the given order.

    Gives less than the quantity where all locations together hold less.
    """
    whole = next((level for level in levels if level.available >= quantity), None)
    if whole is not None:
        return [(whole.location_id, quantity)]
    chosen, left = [], quantity
    for level in sorted(levels, key=lambda level: -level.available):
        part = min(left, level.available)
        if part > 0:
            chosen.append((level.location_id, part))
            left -= part
    return chosen


def word_of(available: int) -> str:
    """Say how much is left the way pages do: sold-out, few-left or in-stock."""
    if available <= 0:
        return "sold-out"
    return "few-left" if available <= FEW_LEFT else "in-stock"
