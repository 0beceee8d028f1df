"""Flash sales begin and end on the second: a turn of every quarter minute waits for those due before the next.

It also proves the counters before their pools.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from time import sleep

from core.checkout import service as checkout
from core.flash_sales import queries, service
from core.flash_sales.events import UnitsReturned
from core.flash_sales.types import FlashSaleId
from core.inventory import queries as inventory
from core.kernel import clock
from core.kernel.ids import LocationId, SiteId
from core.platform import log
from core.platform.db import reading, transaction
from workers.job import job
from workers.queues import QueueName

AHEAD = timedelta(seconds=15)
TRIES = 3  # at a counter that another process sets at the same moment


class StockUnproven(Exception):
    """Books of stock contradict one another; the page of flash sales and the overview say which."""


@job(queue=QueueName.DEFAULT, timeout=60)
def turn_flash_sales() -> str:
    """Start and end the flash sales due until the next turn, each at its moment, and bring stray units home."""
    at = clock.now()
    until, turned = at + AHEAD, turn_due(at)
    count_again()
    while (upcoming := _next_turn(at)) is not None and upcoming <= until:
        sleep(max(0.0, (upcoming - clock.now()).total_seconds()))
        at = upcoming
        turned += turn_due(at)
        count_again()
    with transaction():
        home = service.drain_ended()
    return f"turned {turned}, units brought home {home}"


@job(queue=QueueName.ORDERS, timeout=30)
def count_returned_units(event: UnitsReturned) -> None:
    """Let the counters of pools know at once of units that came back to them."""
    count_again(LocationId(id) for id in event.pool_ids)


@job(queue=QueueName.DEFAULT, timeout=600)
def prove_stock() -> str:
    """Prove every stock level and flash sale by its ledger; a contradiction makes this turn fail, for all to see."""
    with reading():
        levels, sales = inventory.list_unproven(), queries.list_unproven()
    for one in sales:
        log.get(__name__).error("a flash sale is unproven", sale=one.sale_id, what=one.what, **one.facts)
    found = len(levels) + len(sales)
    if found:
        raise StockUnproven(f"unproven {found}")
    return f"unproven {found}"


def turn_due(at: datetime) -> int:
    """Start and end what is due by an instant, each in a transaction of its own; gives how many turned."""
    with reading():
        due = queries.list_due(at)
    return sum(_turn(sale_id, at) for sale_id in due)


def count_again(pool_ids: Iterable[LocationId] | None = None) -> int:
    """Set the counters of pools that are on by their levels, of those named or all; gives how many are proven."""
    with reading():
        pools = queries.list_open_pools(pool_ids)
    return sum(_count(pool_id, site_id) for pool_id, site_id in pools)


def _next_turn(after: datetime) -> datetime | None:
    with reading():
        return queries.next_turn(after)


def _turn(sale_id: FlashSaleId, at: datetime) -> bool:
    try:
        with transaction():
            return service.turn_sale(sale_id, at)
    except Exception:  # one sale must not keep the others
        log.get(__name__).exception("a flash sale could not turn", sale=sale_id)
        return False


def _count(pool_id: LocationId, site_id: SiteId) -> bool:
    try:
        return any(_count_once(pool_id, site_id) for _ in range(TRIES))
    except Exception:  # one counter must keep no other, and no sale, from its turn
        log.get(__name__).exception("a counter could not be proven", pool=pool_id)
        return False


def _count_once(pool_id: LocationId, site_id: SiteId) -> bool:
    with transaction():
        truth = checkout.count_pool(pool_id, site_id)
    return service.set_counter(pool_id, truth)
