from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import case, func, select

from core.flash_sales import counter, policy
from core.flash_sales.errors import FlashSaleNotFound
from core.flash_sales.models import FlashSaleRow, Share, Taking
from core.flash_sales.types import (
    Counted,
    FlashSale,
    FlashSaleId,
    FlashState,
    FlashTerms,
    Moved,
    PoolWord,
    Unproven,
)
from core.inventory import queries as inventory
from core.inventory.types import PoolFigures
from core.kernel.ids import LocationId, ProductId, SiteId, VariantId
from core.kernel.money import Money
from core.kernel.page import Page, PageAsk
from core.platform import audit, editions, reference, turnstile
from core.platform.db import session
from core.platform.turnstile import Traffic

PLACES = {FlashState.LIVE: 0, FlashState.SCHEDULED: 1, FlashState.DRAFT: 2, FlashState.ENDED: 3}
SALES = ("flash_sales",)  # the edition that each change to the table renews


def list_sales(ask: PageAsk, *, site_id: SiteId | None = None) -> Page[FlashSale]:
    """List sales, of one site or all, those that are on or to come before drafts and the past."""
    wanted = [] if site_id is None else [FlashSaleRow.site_id == site_id]
    order = case(PLACES, value=FlashSaleRow.state)
    rows = select(FlashSaleRow).where(*wanted).order_by(order, FlashSaleRow.id.desc())
    total = session().scalar(select(func.count()).select_from(FlashSaleRow).where(*wanted)) or 0
    found = session().scalars(rows.limit(ask.size).offset(ask.offset))
    return Page([_sale(row) for row in found], ask, total)


def get_sale(sale_id: FlashSaleId) -> FlashSale:
    """Give a sale in any state; raises FlashSaleNotFound."""
    row = session().get(FlashSaleRow, sale_id)
    if row is None:
        raise FlashSaleNotFound(id=sale_id)
    return _sale(row)


def history_of(sale_id: FlashSaleId) -> list[Moved]:
    """List what happened to a sale, oldest first."""
    return [
        Moved(one.at, one.actor_kind, one.actor_name, one.action)
        for one in audit.history_of(FlashSaleRow.__tablename__, sale_id)
    ]


def find_live(site_id: SiteId, variant_id: VariantId) -> FlashSale | None:
    """Give the sale of a variant that is on; kept in the process until a sale turns."""
    return list_live(site_id).get(variant_id)


def find_live_by_id(site_id: SiteId, sale_id: FlashSaleId) -> FlashSale | None:
    """Give a sale of a site that is on."""
    return next((sale for sale in list_live(site_id).values() if sale.id == sale_id), None)


def list_live(site_id: SiteId) -> Mapping[VariantId, FlashSale]:
    """Give the sales of a site that are on, by variant; kept in the process until a sale turns."""
    return editions.kept(SALES, ("live flash sales", site_id), lambda: _read_live(site_id))


def list_open_pools(pool_ids: Iterable[LocationId] | None = None) -> list[tuple[LocationId, SiteId]]:
    """List the pools of sales that are on, with their sites; of those named, or all."""
    live = select(FlashSaleRow.pool_id, FlashSaleRow.site_id).where(FlashSaleRow.state == FlashState.LIVE)
    wanted = live if pool_ids is None else live.where(FlashSaleRow.pool_id.in_(set(pool_ids)))
    found = session().execute(wanted.order_by(FlashSaleRow.id))
    return [(LocationId(pool), SiteId(site)) for pool, site in found if pool is not None]


def list_limits(pool_ids: Iterable[LocationId]) -> dict[LocationId, int]:
    """Give how many units of each pool one shopper may have; kept as reference data."""
    limits = reference.kept(SALES, ("limits of pools",), _read_limits)
    return {id: limits[id] for id in pool_ids if id in limits}


def say_left(sale: FlashSale) -> PoolWord:
    """Say how much of a sale's pool is left, as pages do."""
    left = inventory.count_left([sale.pool_id] if sale.pool_id else [])
    figures = PoolFigures(moved_in=sale.terms.units, left=sum(left.values()))
    return policy.word_of(figures)


def count_units(sales: Iterable[FlashSale]) -> dict[FlashSaleId, PoolFigures]:
    """Say where the units of sales are; drafts have none."""
    pools = {sale.pool_id: sale.id for sale in sales if sale.pool_id is not None}
    return {pools[pool_id]: figures for pool_id, figures in inventory.count_pools(pools).items()}


def count_traffic(sale: FlashSale) -> Traffic | None:
    """Say how many were given a turn and how many of them wait; None while the queue service is away."""
    return turnstile.traffic(turnstile_of(sale), per_second=sale.terms.per_second)


def find_counted(sale: FlashSale) -> Counted | None:
    """Say what the counter before a sale's pool says; None while the queue service is away, or it was never proven."""
    return None if sale.pool_id is None else counter.find(sale.pool_id)


def turnstile_of(sale: FlashSale) -> str:
    """Give what the turnstile of a sale is called."""
    return f"flash-{sale.id}"


def list_due(now: datetime) -> list[FlashSaleId]:
    """List sales that are to end or to begin by now, those that end first."""
    over = (FlashSaleRow.state == FlashState.LIVE) & (FlashSaleRow.ends_at <= now)
    due = (FlashSaleRow.state == FlashState.SCHEDULED) & (FlashSaleRow.starts_at <= now)
    rows = select(FlashSaleRow.id).where(over | due).order_by(FlashSaleRow.state, FlashSaleRow.id)
    return [FlashSaleId(id) for id in session().scalars(rows)]


def next_turn(after: datetime) -> datetime | None:
    """Give when the next sale begins or ends after an instant."""
    starts = select(func.min(FlashSaleRow.starts_at)).where(
        FlashSaleRow.state == FlashState.SCHEDULED, FlashSaleRow.starts_at > after
    )
    ends = select(func.min(FlashSaleRow.ends_at)).where(
        FlashSaleRow.state == FlashState.LIVE, FlashSaleRow.ends_at > after
    )
    return min((one for one in (session().scalar(starts), session().scalar(ends)) if one), default=None)


def list_unproven() -> list[Unproven]:
    """List sales whose books contradict one another: pool, ledger, reservations, takings and shares.

    Right is: moved in = sold + reserved + left + given back, what takings say is what reservations say, and the
    shares of each shopper are the sum of what they took.
    """
    sales = [_sale(row) for row in session().scalars(select(FlashSaleRow).order_by(FlashSaleRow.id))]
    taken = _taken()
    wrong_shares = _wrong_shares()
    counted = count_units(sales)
    found = []
    for sale in sales:
        if sale.pool_id is None:
            continue
        figures = counted[sale.id]
        facts = {name: getattr(figures, name) for name in PoolFigures.__slots__}
        if not figures.adds_up:
            found.append(Unproven(sale.id, "units", facts))
        if taken.get(sale.pool_id, 0) != figures.promised:
            found.append(Unproven(sale.id, "takings", facts | {"taken": taken.get(sale.pool_id, 0)}))
        if sale.pool_id in wrong_shares:
            found.append(Unproven(sale.id, "shares", {"shoppers": wrong_shares[sale.pool_id]}))
    return found


def _taken() -> dict[int, int]:
    rows = select(Taking.pool_id, func.sum(Taking.units)).where(Taking.is_back.is_(False))
    return {pool: int(units) for pool, units in session().execute(rows.group_by(Taking.pool_id))}


def _wrong_shares() -> dict[int, int]:
    """Count by pool the shares that are not the sum of what was taken."""
    each = (
        select(Taking.pool_id, func.unnest(Taking.shoppers).label("shopper"), Taking.units)
        .where(Taking.is_back.is_(False))
        .subquery()
    )
    summed = (
        select(each.c.pool_id, each.c.shopper, func.sum(each.c.units).label("units"))
        .group_by(each.c.pool_id, each.c.shopper)
        .subquery()
    )
    same = (summed.c.pool_id == Share.pool_id) & (summed.c.shopper == Share.shopper)
    pool = func.coalesce(Share.pool_id, summed.c.pool_id)
    rows = (
        select(pool, func.count())
        .select_from(Share)
        .join(summed, same, full=True)
        .where(func.coalesce(Share.units, 0) != func.coalesce(summed.c.units, 0))
        .group_by(pool)
    )
    return dict(session().execute(rows).all())


def _read_live(site_id: SiteId) -> dict[VariantId, FlashSale]:
    rows = select(FlashSaleRow).where(FlashSaleRow.site_id == site_id, FlashSaleRow.state == FlashState.LIVE)
    return {VariantId(row.variant_id): _sale(row) for row in session().scalars(rows)}


def _read_limits() -> dict[LocationId, int]:
    rows = select(FlashSaleRow.pool_id, FlashSaleRow.per_shopper).where(
        FlashSaleRow.state == FlashState.LIVE, FlashSaleRow.pool_id.is_not(None)
    )
    return {LocationId(pool): most for pool, most in session().execute(rows) if pool is not None}


def _sale(row: FlashSaleRow) -> FlashSale:
    amounts = tuple(Money(price.amount_minor, price.currency) for price in row.prices)
    return FlashSale(
        id=FlashSaleId(row.id),
        site_id=SiteId(row.site_id),
        variant_id=VariantId(row.variant_id),
        product_id=ProductId(row.product_id),
        state=FlashState(row.state),
        terms=FlashTerms(
            home_id=None if row.home_id is None else LocationId(row.home_id),
            units=row.units,
            per_shopper=row.per_shopper,
            per_second=row.per_second,
            minutes=row.minutes,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            prices=amounts,
        ),
        pool_id=None if row.pool_id is None else LocationId(row.pool_id),
        version=row.version,
    )
