"""Units of a flash sale's pool, held at its counter while a purchase is placed, and the proof of the counter.

The counter lets most of those who come too late go before they cost the database anything. The level of the pool
decides what is sold; a purchase, found by its key, is what confirms a take.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from core.checkout.errors import LineGone, LineShort
from core.checkout.types import Quote
from core.flash_sales import service as flash_sales
from core.flash_sales.types import Truth, UnitsWanted
from core.inventory import service as inventory
from core.kernel.ids import LocationId, SiteId
from core.orders import queries as orders
from core.platform import locks

LOCK_SECONDS = STATEMENT_SECONDS = 3


def list_wanted(offered: Quote) -> list[UnitsWanted]:
    """List what the lines of a quote want of pools."""
    return [
        UnitsWanted(row.pool_id, row.quantity, row.variant.title, row.variant.label)
        for row in offered.rows
        if row.pool_id is not None and row.can_buy
    ]


@contextmanager
def holding_units(site_id: SiteId, wanted: Sequence[UnitsWanted], key: str) -> Iterator[None]:
    """Hold units at their counters while the block places the purchase of a key; what it raises gives them back.

    It asks the queue service, so never inside a transaction; the block opens its own. Raises LineGone where a counter
    says that there are too few, unless the purchase was placed before: that one has its answer.
    """
    held: list[UnitsWanted] = []
    try:
        for want in wanted:
            taken = flash_sales.take_units(want, key)
            if taken.is_held:
                held.append(want)
            elif taken.left is not None and not orders.list_known_keys(site_id, [key]):
                raise LineGone(title=want.title, label=want.label, available=taken.left)
        yield
    except BaseException as problem:
        for want in held:
            flash_sales.give_units_back(want, key, most=_left_by(problem, want))
        raise


def count_pool(pool_id: LocationId, site_id: SiteId) -> Truth:
    """Hold a pool's level, then see who has taken at its counter and which of them have a purchase.

    While the level is held nobody can commit a purchase of it, so what it says and who is known belong together. It is
    the one question to the queue service under a lock, one round trip long. Gives up rather than keep buyers waiting.
    """
    locks.be_quick(lock_seconds=LOCK_SECONDS, statement_seconds=STATEMENT_SECONDS)
    left = inventory.hold_pool(pool_id)
    seen = flash_sales.see_counter(pool_id)
    return Truth(seen.epoch, left, orders.list_known_keys(site_id, seen.tokens))


def _left_by(problem: BaseException, want: UnitsWanted) -> int | None:
    """Give what the level was found to have left, where that was too little for what the counter had let in."""
    if not isinstance(problem, LineShort) or (problem.facts["title"], problem.facts["label"]) != (
        want.title,
        want.label,
    ):
        return None
    return int(str(problem.facts["available"]))
