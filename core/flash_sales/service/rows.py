"""The rows of flash sales, held and moved."""

from core.flash_sales import policy
from core.flash_sales.errors import (
    FlashSaleNotFound,
    FlashSaleOutdated,
)
from core.flash_sales.models import FlashSaleRow
from core.flash_sales.types import FlashSaleId, FlashState
from core.kernel.actor import Actor
from core.kernel.ids import LocationId
from core.platform import audit, locks
from core.platform.db import session


def held(sale_id: FlashSaleId, version: int | None) -> FlashSaleRow:
    row = locks.row(FlashSaleRow, sale_id)
    if row is None:
        raise FlashSaleNotFound(id=sale_id)
    if version is not None and row.version != version:
        raise FlashSaleOutdated
    return row


def move(row: FlashSaleRow, move: str, by: Actor) -> None:
    before, after = row.state, policy.STATES.destination(FlashState(row.state), move)
    row.state = after
    row.version += 1
    session().flush()
    audit.moved(row, move, before=before, after=after, by=by)


def pool_of(row: FlashSaleRow) -> LocationId:
    assert row.pool_id is not None
    return LocationId(row.pool_id)


def cause_of(row: FlashSaleRow) -> str:
    return f"flash sale {row.id}"
