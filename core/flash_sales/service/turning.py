from datetime import datetime

from sqlalchemy import select

from core.flash_sales.models import FlashSaleRow
from core.flash_sales.service.deciding import withdraw_sale
from core.flash_sales.service.rows import cause_of, held, move, pool_of
from core.flash_sales.types import FlashSaleId, FlashState
from core.inventory import queries as stock
from core.inventory import service as inventory
from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import SiteId, VariantId
from core.kernel.money import Money
from core.platform.db import session
from core.pricing import service as pricing


def start_sale(sale_id: FlashSaleId, *, by: Actor) -> None:
    """Begin a sale that is scheduled: its prices are in force and its pool is what the site sells."""
    row = held(sale_id, None)
    move(row, "start", by)
    amounts = [Money(price.amount_minor, price.currency) for price in row.prices]
    pricing.begin_window(SiteId(row.site_id), VariantId(row.variant_id), amounts)
    inventory.open_pool(pool_of(row))


def end_sale(sale_id: FlashSaleId, *, version: int | None = None, by: Actor) -> None:
    """End a sale: prices are what they were, units nobody reserved go back. What is ordered stays ordered."""
    row = held(sale_id, version)
    move(row, "end", by)
    pricing.end_window(SiteId(row.site_id), VariantId(row.variant_id))
    inventory.close_pool(pool_of(row))
    inventory.drain_pool(pool_of(row), cause=cause_of(row), by=by)


def turn_sale(sale_id: FlashSaleId, now: datetime) -> bool:
    """End or start a sale if that is due by now; False where somebody else has done it. For a job's own transaction.

    One whose time passed while nothing ran is a draft again: its price was never in force, and its history says so.
    """
    row = held(sale_id, None)
    assert row.starts_at is not None
    assert row.ends_at is not None
    if row.state == FlashState.LIVE and row.ends_at <= now:
        end_sale(sale_id, by=SYSTEM)
    elif row.state == FlashState.SCHEDULED and row.ends_at <= now:
        withdraw_sale(sale_id, version=row.version, by=SYSTEM)
    elif row.state == FlashState.SCHEDULED and row.starts_at <= now:
        start_sale(sale_id, by=SYSTEM)
    else:
        return False
    return True


def drain_ended() -> int:
    """Give back units that were released after their sale had ended; gives how many."""
    rows = session().scalars(select(FlashSaleRow).where(FlashSaleRow.state == FlashState.ENDED))
    pools = {pool_of(row): cause_of(row) for row in rows}
    left = [id for id, units in sorted(stock.count_left(pools).items()) if units > 0]
    return sum(inventory.drain_pool(id, cause=pools[id], by=SYSTEM) for id in left)
