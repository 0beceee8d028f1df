from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from core.catalog import queries as catalog
from core.flash_sales import policy
from core.flash_sales.errors import (
    FlashSaleMeets,
    FlashSaleNotFound,
    FlashSaleOutdated,
    FlashSaleOver,
    FlashShareTaken,
    FlashTermsWrong,
)
from core.flash_sales.models import FlashPriceRow, FlashSaleRow, Share, Taking
from core.flash_sales.queries import turnstile_of
from core.flash_sales.types import FlashSale, FlashSaleId, FlashState, FlashTerms, Turn
from core.inventory import queries as stock
from core.inventory import service as inventory
from core.inventory.errors import LocationNotFound, StockShort
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import AccountId, LocationId, SiteId, VariantId
from core.kernel.money import Money
from core.kernel.places import Address
from core.platform import audit, batch, locks, turnstile
from core.platform.db import session
from core.platform.throttle import TooMany
from core.pricing import queries as prices
from core.pricing import service as pricing

SCALARS = ("home_id", "units", "per_shopper", "per_second", "minutes", "starts_at", "ends_at")


def draft_sale(site_id: SiteId, variant_id: VariantId, *, by: Actor) -> FlashSaleId:
    """Begin a flash sale of a variant on a site; its terms follow. Raises FlashTermsWrong without such a variant."""
    found = catalog.list_variants([variant_id], ["en"]).get(variant_id)
    if found is None:
        raise FlashTermsWrong(field="sku", why="missing")
    row = FlashSaleRow(site_id=site_id, variant_id=variant_id, product_id=found.product_id)
    session().add(row)
    session().flush()
    audit.changed(row, "draft", by=by, after={"site_id": site_id, "variant_id": variant_id})
    return FlashSaleId(row.id)


def change_terms(sale_id: FlashSaleId, terms: FlashTerms, *, version: int, by: Actor) -> None:
    """Keep what a draft is to be; raises FlashSaleOutdated, and FlashTermsWrong where it is no draft any more."""
    row = _held(sale_id, version)
    if row.state != FlashState.DRAFT:
        raise FlashTermsWrong(field="state", why="not_draft")
    for name in SCALARS:
        setattr(row, name, getattr(terms, name))
    session().execute(delete(FlashPriceRow).where(FlashPriceRow.sale_id == sale_id))
    session().add_all(
        FlashPriceRow(sale_id=sale_id, currency=price.currency, amount_minor=price.minor)
        for price in terms.prices
    )
    session().flush()
    session().expire(row, ["prices"])
    row.version += 1
    audit.changed(row, "change", by=by, after=_facts(terms))


def set_rate(sale_id: FlashSaleId, per_second: int, *, version: int, by: Actor) -> None:
    """Let more or fewer shoppers in each second, 0 for all at once, also while the sale is on."""
    row = _held(sale_id, version)
    if not 0 <= per_second <= policy.MOST_PER_SECOND:
        raise FlashTermsWrong(field="per_second", why="range")
    before, row.per_second = row.per_second, per_second
    row.version += 1
    audit.changed(row, "rate", by=by, before={"per_second": before}, after={"per_second": per_second})


def schedule_sale(sale_id: FlashSaleId, *, version: int, by: Actor) -> None:
    """Set its units aside and wait for its time.

    Raises FlashTermsWrong naming a field, also where the location has not so many units, and FlashSaleMeets.
    """
    row = _held(sale_id, version)
    terms = _terms(row)
    policy.check_terms(terms, _normal_prices(row), clock.now())
    _refuse_meeting(row)
    before, state = row.state, policy.STATES.destination(FlashState(row.state), "schedule")
    row.pool_id = _set_aside(row, by)
    row.state = state
    row.version += 1
    audit.moved(row, "schedule", before=before, after=state, by=by)


def withdraw_sale(sale_id: FlashSaleId, *, version: int, by: Actor) -> None:
    """Make a sale that has not begun a draft again and give its units back."""
    row = _held(sale_id, version)
    _move(row, "withdraw", by)
    inventory.drain_pool(_pool_of(row), cause=_cause(row), by=by)


def end_sale(sale_id: FlashSaleId, *, version: int | None = None, by: Actor) -> None:
    """End a sale: prices are what they were, units nobody reserved go back. What is ordered stays ordered."""
    row = _held(sale_id, version)
    _move(row, "end", by)
    pricing.end_window(SiteId(row.site_id), VariantId(row.variant_id))
    inventory.close_pool(_pool_of(row))
    inventory.drain_pool(_pool_of(row), cause=_cause(row), by=by)


def start_sale(sale_id: FlashSaleId, *, by: Actor) -> None:
    """Begin a sale that is scheduled: its prices are in force and its pool is what the site sells."""
    row = _held(sale_id, None)
    _move(row, "start", by)
    amounts = [Money(price.amount_minor, price.currency) for price in row.prices]
    pricing.begin_window(SiteId(row.site_id), VariantId(row.variant_id), amounts)
    inventory.open_pool(_pool_of(row))


def turn_sale(sale_id: FlashSaleId, now: datetime) -> bool:
    """End or start a sale if that is due by now; False where somebody else has done it. For a job's own transaction."""
    row = _held(sale_id, None)
    assert row.starts_at is not None
    assert row.ends_at is not None
    if row.state == FlashState.LIVE and row.ends_at <= now:
        end_sale(sale_id, by=SYSTEM)
    elif row.state == FlashState.SCHEDULED and row.starts_at <= now:
        start_sale(sale_id, by=SYSTEM)
    else:
        return False
    return True


def drain_ended() -> int:
    """Give back units that were released after their sale had ended; gives how many."""
    rows = session().scalars(select(FlashSaleRow).where(FlashSaleRow.state == FlashState.ENDED))
    pools = {_pool_of(row): _cause(row) for row in rows}
    left = [id for id, units in sorted(stock.count_left(pools).items()) if units > 0]
    return sum(inventory.drain_pool(id, cause=pools[id], by=SYSTEM) for id in left)


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


def give_turn(sale: FlashSale, who: str, address: str, *, only_at_once: bool = False) -> Turn | None:
    """Give somebody their turn at the sale's rate, in order of coming; the same again while it is good.

    None with `only_at_once` where they would have to wait. Raises TooMany where their address asks too often. It
    asks the queue service, so never inside a transaction.
    """
    try:
        moment = turnstile.pass_or_wait(
            turnstile_of(sale),
            who,
            address,
            per_second=sale.terms.per_second,
            good_for=sale.terms.minutes * 60,
            only_at_once=only_at_once,
        )
    except turnstile.TooOften:
        raise TooMany(seconds=turnstile.WINDOW_SECONDS) from None
    return None if moment is None else Turn(moment.at, moment.seconds)


def return_shares(order_line_ids: Iterable[int]) -> None:
    """Let shoppers have again what lines that came to nothing had taken; twice is once."""
    _recount(order_line_ids, is_back=True)


def retake_shares(order_line_ids: Iterable[int]) -> None:
    """Count to shoppers again what a late payment brought back, whatever one may have: it is paid."""
    _recount(order_line_ids, is_back=False)


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


def _refuse_share(pool_id: LocationId) -> None:
    row = session().scalars(select(FlashSaleRow).where(FlashSaleRow.pool_id == pool_id)).one()
    is_on = row.state == FlashState.LIVE and row.ends_at is not None and row.ends_at > clock.now()
    if is_on:
        raise FlashShareTaken(variant_id=row.variant_id, most=row.per_shopper)
    raise FlashSaleOver(variant_id=row.variant_id)


def _recount(order_line_ids: Iterable[int], *, is_back: bool) -> None:
    wanted = Taking.order_line_id.in_(set(order_line_ids)), Taking.is_back.is_(not is_back)
    for taking in locks.matching(Taking, *wanted, order=(Taking.order_line_id,)):
        taking.is_back = is_back
        units = -taking.units if is_back else taking.units
        for shopper in sorted(taking.shoppers):
            mine = update(Share).where(Share.pool_id == taking.pool_id, Share.shopper == shopper)
            session().execute(mine.values(units=Share.units + units))


def _held(sale_id: FlashSaleId, version: int | None) -> FlashSaleRow:
    row = locks.row(FlashSaleRow, sale_id)
    if row is None:
        raise FlashSaleNotFound(id=sale_id)
    if version is not None and row.version != version:
        raise FlashSaleOutdated
    return row


def _move(row: FlashSaleRow, move: str, by: Actor) -> None:
    before, after = row.state, policy.STATES.destination(FlashState(row.state), move)
    row.state = after
    row.version += 1
    session().flush()
    audit.moved(row, move, before=before, after=after, by=by)


def _set_aside(row: FlashSaleRow, by: Actor) -> LocationId:
    assert row.home_id is not None
    code = f"flash-{row.id}-{row.version}"
    try:
        pool_id = inventory.make_pool(
            LocationId(row.home_id), VariantId(row.variant_id), SiteId(row.site_id), code=code
        )
        inventory.fill_pool(pool_id, row.units, cause=_cause(row), source_key=f"fill:{code}", by=by)
    except LocationNotFound:
        raise FlashTermsWrong(field="home", why="missing") from None
    except StockShort as short:
        raise FlashTermsWrong(field="units", why="short", available=short.facts["available"]) from short
    return pool_id


def _refuse_meeting(row: FlashSaleRow) -> None:
    other = select(FlashSaleRow.id).where(
        FlashSaleRow.id != row.id,
        FlashSaleRow.site_id == row.site_id,
        FlashSaleRow.variant_id == row.variant_id,
        FlashSaleRow.state.in_([FlashState.SCHEDULED, FlashState.LIVE]),
        FlashSaleRow.starts_at < row.ends_at,
        FlashSaleRow.ends_at > row.starts_at,
    )
    locks.advisory(f"flash sales of {row.variant_id}")
    found = session().scalar(other.limit(1))
    if found is not None:
        raise FlashSaleMeets(id=found)


def _normal_prices(row: FlashSaleRow) -> list[Money]:
    listed = prices.list_all_prices([VariantId(row.variant_id)])
    return [price.amount for site_id, price in listed if site_id == row.site_id]


def _terms(row: FlashSaleRow) -> FlashTerms:
    amounts = tuple(Money(price.amount_minor, price.currency) for price in row.prices)
    home_id = None if row.home_id is None else LocationId(row.home_id)
    return FlashTerms(
        home_id, row.units, row.per_shopper, row.per_second, row.minutes, row.starts_at, row.ends_at, amounts
    )


def _pool_of(row: FlashSaleRow) -> LocationId:
    assert row.pool_id is not None
    return LocationId(row.pool_id)


def _cause(row: FlashSaleRow) -> str:
    return f"flash sale {row.id}"


def _facts(terms: FlashTerms) -> dict[str, object]:
    plain = {name: getattr(terms, name) for name in SCALARS}
    instants = {
        name: value.isoformat() if value else None
        for name, value in (("starts_at", terms.starts_at), ("ends_at", terms.ends_at))
    }
    return plain | instants | {"prices": {price.currency: price.minor for price in terms.prices}}
