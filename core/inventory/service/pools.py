"""Pools: units of one variant set aside for one site.

A pool is a stock location inside another: it has a level, reservations and movements like any, so whatever keeps a
shelf exact keeps a pool exact. While it is open, its site sells the variant from it alone.
"""

from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from core.inventory.errors import LocationNotFound
from core.inventory.events import AvailabilityChanged
from core.inventory.models import Level, Location, Pool, SiteLocation
from core.inventory.service.shelves import change_stock
from core.inventory.types import POOL, MovementKind
from core.kernel.actor import Actor
from core.kernel.ids import LocationId, SiteId, VariantId
from core.platform import locks, outbox
from core.platform.db import session

FIRST = -1  # a site sells from an open pool before it sells from anything else


def make_pool(home_id: LocationId, variant_id: VariantId, site_id: SiteId, *, code: str) -> LocationId:
    """Make an empty pool inside a stock location; raises LocationNotFound."""
    home = session().get(Location, home_id)
    if home is None or home.kind == POOL:
        raise LocationNotFound(id=home_id)
    place = Location(
        code=code,
        kind=POOL,
        names=home.names,
        country=home.country,
        address=home.address,
        time_zone=home.time_zone,
    )
    session().add(place)
    session().flush()
    session().add(Pool(location_id=place.id, home_id=home_id, variant_id=variant_id, site_id=site_id))
    session().flush()
    return LocationId(place.id)


def fill_pool(pool_id: LocationId, units: int, *, cause: str, source_key: str, by: Actor) -> bool:
    """Move units from the pool's home into it; the same `source_key` again changes nothing and gives False.

    Raises StockShort where the home has not so many to give.
    """
    return _carry(_pool(pool_id), units, cause=cause, source_key=source_key, by=by)


def drain_pool(pool_id: LocationId, *, cause: str, by: Actor) -> int:
    """Give back what nobody reserved to the pool's home; gives how many units. What is released later waits inside."""
    pool = _pool(pool_id)
    # The home's shelf has the lower location's id: locks are taken in that order everywhere.
    levels = locks.matching(
        Level,
        Level.variant_id == pool.variant_id,
        Level.location_id.in_([pool.home_id, pool.location_id]),
        order=(Level.variant_id, Level.location_id),
    )
    mine = next((level for level in levels if level.location_id == pool.location_id), None)
    left = mine.on_hand - mine.reserved if mine else 0
    if mine is not None and left:
        _carry(pool, -left, cause=cause, source_key=f"drain:{pool_id}:{mine.version}", by=by)
    return left


def hold_pool(pool_id: LocationId) -> int:
    """Keep a pool's level as it is until the transaction ends, and say how many units are left."""
    pool = _pool(pool_id)
    mine = locks.matching(Level, Level.variant_id == pool.variant_id, Level.location_id == pool_id)
    return sum(level.on_hand - level.reserved for level in mine)


def open_pool(pool_id: LocationId) -> None:
    """Let the pool's site sell its variant from the pool, and from nowhere else."""
    pool = _pool(pool_id)
    pool.is_open = True
    session().flush()
    row = insert(SiteLocation).values(site_id=pool.site_id, location_id=pool_id, position=FIRST)
    session().execute(row.on_conflict_do_nothing())
    outbox.record(AvailabilityChanged(variant_ids=[pool.variant_id]))


def close_pool(pool_id: LocationId) -> None:
    """Let the pool's site sell its variant from its usual stock locations again."""
    pool = _pool(pool_id)
    pool.is_open = False
    session().flush()
    session().execute(delete(SiteLocation).where(SiteLocation.location_id == pool_id))
    outbox.record(AvailabilityChanged(variant_ids=[pool.variant_id]))


def _pool(pool_id: LocationId) -> Pool:
    found = session().scalar(select(Pool).where(Pool.location_id == pool_id))
    if found is None:
        raise LocationNotFound(id=pool_id)
    return found


def _carry(pool: Pool, units: int, *, cause: str, source_key: str, by: Actor) -> bool:
    """Move units from home to pool, or back where they are negative: two lines of the ledger that add up to nothing."""
    variant_id = VariantId(pool.variant_id)
    said = cast(Any, {"kind": MovementKind.POOL, "cause": cause, "by": by})
    home_id, pool_id = LocationId(pool.home_id), LocationId(pool.location_id)
    if not change_stock(variant_id, home_id, -units, source_key=f"{source_key}:home", **said):
        return False
    return change_stock(variant_id, pool_id, units, source_key=f"{source_key}:pool", **said)
