from sqlalchemy import delete, select

from core.catalog import queries as catalog
from core.flash_sales import policy
from core.flash_sales.errors import (
    FlashSaleMeets,
    FlashTermsWrong,
)
from core.flash_sales.models import FlashPriceRow, FlashSaleRow
from core.flash_sales.service.rows import cause_of, held, move, pool_of
from core.flash_sales.types import FlashSaleId, FlashState, FlashTerms
from core.inventory import service as inventory
from core.inventory.errors import LocationNotFound, StockShort
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import LocationId, SiteId, VariantId
from core.kernel.money import Money
from core.platform import audit, locks
from core.platform.db import session
from core.pricing import queries as prices

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
    row = held(sale_id, version)
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
    row = held(sale_id, version)
    if not 0 <= per_second <= policy.MOST_PER_SECOND:
        raise FlashTermsWrong(field="per_second", why="range")
    before, row.per_second = row.per_second, per_second
    row.version += 1
    audit.changed(row, "rate", by=by, before={"per_second": before}, after={"per_second": per_second})


def schedule_sale(sale_id: FlashSaleId, *, version: int, by: Actor) -> None:
    """Set its units aside and wait for its time.

    Raises FlashTermsWrong naming a field, also where the location has not so many units, and FlashSaleMeets.
    """
    row = held(sale_id, version)
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
    row = held(sale_id, version)
    move(row, "withdraw", by)
    inventory.drain_pool(pool_of(row), cause=cause_of(row), by=by)


def _set_aside(row: FlashSaleRow, by: Actor) -> LocationId:
    assert row.home_id is not None
    code = f"flash-{row.id}-{row.version}"
    try:
        pool_id = inventory.make_pool(
            LocationId(row.home_id), VariantId(row.variant_id), SiteId(row.site_id), code=code
        )
        inventory.fill_pool(pool_id, row.units, cause=cause_of(row), source_key=f"fill:{code}", by=by)
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


def _facts(terms: FlashTerms) -> dict[str, object]:
    plain = {name: getattr(terms, name) for name in SCALARS}
    instants = {
        name: value.isoformat() if value else None
        for name, value in (("starts_at", terms.starts_at), ("ends_at", terms.ends_at))
    }
    return plain | instants | {"prices": {price.currency: price.minor for price in terms.prices}}
