from core.flash_sales import counter
from core.flash_sales.types import Seen, Taken, Truth, UnitsWanted
from core.kernel.ids import LocationId
from core.platform import log


def take_units(wanted: UnitsWanted, token: str) -> Taken:
    """Take units from a pool's counter, which promises nothing: the pool's level decides.

    It asks the queue service, so never inside a transaction.
    """
    return counter.take(wanted.pool_id, token, wanted.units)


def give_units_back(wanted: UnitsWanted, token: str, *, most: int | None = None) -> None:
    """Give back to a counter what came to nothing; `most` is what the level has just said to be left."""
    counter.give_back(wanted.pool_id, token, most=most)


def see_counter(pool_id: LocationId) -> Seen:
    """See a counter's epoch and who has taken from it."""
    return counter.look(pool_id)


def set_counter(pool_id: LocationId, truth: Truth) -> bool:
    """Set a counter by the truth, and log how far it was off.

    False where somebody else set it meanwhile: then it has to be proven anew.
    """
    was = counter.set_right(pool_id, truth)
    if was is not None and was.off:
        log.get(__name__).warning(
            "a counter was off", pool=pool_id, off=was.off, level=truth.left, taken=was.taken, left=was.left
        )
    return was is not None
