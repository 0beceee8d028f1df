from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from core.flash_sales import policy
from core.flash_sales.errors import (
    FlashSaleOver,
    FlashShareTaken,
)
from core.flash_sales.events import UnitsReturned
from core.flash_sales.models import FlashSaleRow, Share, Taking
from core.flash_sales.types import FlashState
from core.kernel import clock
from core.kernel.ids import AccountId, LocationId
from core.kernel.places import Address
from core.platform import batch, locks, outbox
from core.platform.db import session

# One row per name of the shopper; a share that would be too large is left alone, and so is not told.
TAKE = """
    INSERT INTO flash_sale_shares AS known (pool_id, shopper, units)
    SELECT sale.pool_id, shopper, want.units
    FROM unnest(CAST(:share_pools AS bigint[]), CAST(:share_units AS int[])) AS want (pool_id, units)
        JOIN flash_sales AS sale ON sale.pool_id = want.pool_id AND sale.state = 'live'
            AND sale.ends_at > CAST(:share_now AS timestamptz) AND want.units <= sale.per_shopper
        CROSS JOIN unnest(CAST(:share_shoppers AS text[])) AS shopper
    ORDER BY sale.pool_id, shopper
    ON CONFLICT (pool_id, shopper) DO UPDATE SET units = known.units + excluded.units
        WHERE known.units + excluded.units
            <= (SELECT per_shopper FROM flash_sales AS mine WHERE mine.pool_id = known.pool_id)
    RETURNING known.pool_id || ' ' || known.shopper AS told
"""


def take_shares(
    taken: Mapping[LocationId, tuple[int, int]],
    *,
    account_id: AccountId | None,
    email: str,
    address: Address,
) -> None:
    """Count units that order lines take from pools, each (order line, units) by pool, to the shopper's shares.

    It rides along with the batch that places the purchase. Raises FlashShareTaken where the shopper would have
    more than one may, FlashSaleOver where the sale ended meanwhile; both when the batch ends.
    """
    if not taken:
        return
    shoppers = policy.shoppers_of(account_id, email, address)
    pools = sorted(taken)
    expected = {f"{pool} {shopper}" for pool in pools for shopper in shoppers}

    def judge(told: Sequence[str]) -> None:
        missing = sorted(expected - set(told))
        if missing:
            _refuse_share(LocationId(int(missing[0].split()[0])))

    values = {
        "share_pools": pools,
        "share_units": [taken[pool][1] for pool in pools],
        "share_shoppers": shoppers,
        "share_now": clock.now(),
    }
    batch.change("shares", TAKE, values, judge)
    batch.insert(
        Taking,
        [
            {"order_line_id": taken[pool][0], "pool_id": pool, "units": taken[pool][1], "shoppers": shoppers}
            for pool in pools
        ],
    )


def return_shares(order_line_ids: Iterable[int]) -> None:
    """Let shoppers have again what lines that came to nothing had taken; twice is once."""
    pools = _recount(order_line_ids, is_back=True)
    if pools:
        outbox.record(UnitsReturned(pool_ids=pools))


def retake_shares(order_line_ids: Iterable[int]) -> None:
    """Count to shoppers again what a late payment brought back, whatever one may have: it is paid."""
    _recount(order_line_ids, is_back=False)


def forget_account(account_id: AccountId) -> None:
    """Drop what an account was called in sales that are over; in one that is on its shares count until the end."""
    name = policy.account_of(account_id)
    over = select(FlashSaleRow.pool_id).where(FlashSaleRow.state == FlashState.ENDED)
    pools = (
        session().scalars(select(Share.pool_id).where(Share.pool_id.in_(over), Share.shopper == name)).all()
    )
    mine = locks.matching(
        Taking, Taking.pool_id.in_(pools), Taking.shoppers.contains([name]), order=(Taking.order_line_id,)
    )
    for taking in mine:
        if not taking.is_back:
            _count(taking, -taking.units)
        gone = delete(Share).where(Share.pool_id == taking.pool_id, Share.shopper.in_(taking.shoppers))
        session().execute(gone.where(Share.units == 0))
        taking.shoppers = []


def forget_shoppers(after: timedelta) -> int:
    """Drop what everybody was called in sales that ended so long ago; gives how many digests that were."""
    over = select(FlashSaleRow.pool_id).where(
        FlashSaleRow.state == FlashState.ENDED, FlashSaleRow.ends_at < clock.now() - after
    )
    gone = session().scalars(delete(Share).where(Share.pool_id.in_(over)).returning(Share.pool_id)).all()
    if gone:
        nameless = update(Taking).where(Taking.pool_id.in_(set(gone))).values(shoppers=[])
        session().execute(nameless)
    return len(gone)


def _refuse_share(pool_id: LocationId) -> None:
    row = session().scalars(select(FlashSaleRow).where(FlashSaleRow.pool_id == pool_id)).one()
    is_on = row.state == FlashState.LIVE and row.ends_at is not None and row.ends_at > clock.now()
    if is_on:
        raise FlashShareTaken(variant_id=row.variant_id, most=row.per_shopper)
    raise FlashSaleOver(variant_id=row.variant_id)


def _recount(order_line_ids: Iterable[int], *, is_back: bool) -> list[int]:
    """Count takings to their shoppers or from them; gives the pools that it moved."""
    wanted = Taking.order_line_id.in_(set(order_line_ids)), Taking.is_back.is_(not is_back)
    takings = locks.matching(Taking, *wanted, order=(Taking.order_line_id,))
    # Shares are held by pool, as those who take do it, so that nobody waits in a circle.
    for taking in sorted(takings, key=lambda one: one.pool_id):
        taking.is_back = is_back
        _count(taking, -taking.units if is_back else taking.units)
    return sorted({taking.pool_id for taking in takings})


def _count(taking: Taking, units: int) -> None:
    for shopper in sorted(taking.shoppers):
        mine = update(Share).where(Share.pool_id == taking.pool_id, Share.shopper == shopper)
        session().execute(mine.values(units=Share.units + units))
