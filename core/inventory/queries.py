from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.inventory import policy
from core.inventory.errors import LocationNotFound
from core.inventory.models import (
    Level,
    Location,
    MovementRow,
    Pool,
    Reservation,
    SiteLocation,
    not_beside_a_pool,
)
from core.inventory.types import (
    POOL,
    Movement,
    MovementKind,
    PoolFigures,
    ReservationState,
    StockLevel,
    StockLocation,
)
from core.kernel.ids import LocationId, SiteId, VariantId
from core.kernel.texts import pick
from core.platform import reference
from core.platform.composed import Composed
from core.platform.db import read_rows, session


def list_levels(variant_ids: Iterable[VariantId], site_id: SiteId) -> dict[VariantId, list[StockLevel]]:
    """Give the levels of variants at the locations a site sells from, in the site's order of preference."""
    asked = {"site": site_id, "ids": sorted(set(variant_ids))}
    found: dict[VariantId, list[StockLevel]] = {}
    for row in read_rows(_SOLD_FROM, asked):
        found.setdefault(VariantId(row.variant_id), []).append(_level(row))
    return found


def list_stock_words(variant_ids: Iterable[VariantId]) -> dict[tuple[VariantId, SiteId], str]:
    """Give the word for how much each site can sell of each variant: sold-out, few-left or in-stock."""
    rows = (
        select(Level.variant_id, SiteLocation.site_id, func.sum(Level.on_hand - Level.reserved))
        .join(SiteLocation, SiteLocation.location_id == Level.location_id)
        .where(Level.variant_id.in_(set(variant_ids)), not_beside_a_pool())
        .group_by(Level.variant_id, SiteLocation.site_id)
    )
    return {
        (VariantId(variant), SiteId(site)): policy.word_of(int(available))
        for variant, site, available in session().execute(rows)
    }


def choose_sources(quantity: int, levels: Sequence[StockLevel]) -> list[tuple[LocationId, int]]:
    """Choose the locations a quantity comes from; less than it where there is not enough."""
    return policy.sources(quantity, levels)


def list_levels_everywhere(variant_ids: Iterable[VariantId]) -> list[StockLevel]:
    """List the levels of variants at every location but pools, for the merchant's page."""
    rows = (
        select(Level)
        .outerjoin(Pool, Pool.location_id == Level.location_id)
        .where(Level.variant_id.in_(set(variant_ids)), Pool.location_id.is_(None))
        .order_by(Level.variant_id, Level.location_id)
    )
    return [_level(row) for row in session().scalars(rows)]


def list_locations(chain: Sequence[str]) -> dict[LocationId, StockLocation]:
    """Give every stock location but pools by id, in the reader's language; kept as reference data."""
    languages = tuple(chain)
    return reference.kept(("stock_locations",), ("locations", languages), lambda: _read_locations(languages))


def _read_locations(chain: Sequence[str]) -> dict[LocationId, StockLocation]:
    rows = session().scalars(select(Location).where(Location.kind != POOL).order_by(Location.id))
    return {
        LocationId(r.id): StockLocation(
            LocationId(r.id), r.code, r.kind, pick(r.names, chain), dict(r.names), r.country, r.time_zone
        )
        for r in rows
    }


def get_location_id(code: str) -> LocationId:
    """Give the id of the location with a code; raises LocationNotFound."""
    found = session().scalar(select(Location.id).where(Location.code == code))
    if found is None:
        raise LocationNotFound(code=code)
    return LocationId(found)


def list_movements(variant_id: VariantId, limit: int = 100) -> list[Movement]:
    """List a variant's latest movements, newest first."""
    rows = (
        select(MovementRow)
        .where(MovementRow.variant_id == variant_id)
        .order_by(MovementRow.id.desc())
        .limit(limit)
    )
    return [
        Movement(r.at, MovementKind(r.kind), r.on_hand_delta, r.reserved_delta, r.cause, r.actor)
        for r in session().scalars(rows)
    ]


def count_pools(pool_ids: Iterable[LocationId]) -> dict[LocationId, PoolFigures]:
    """Say where the units of pools are, each figure from the book that keeps it; three statements."""
    wanted = sorted(set(pool_ids))
    found: dict[int, dict[str, int]] = {id: {} for id in wanted}
    moved = MovementRow.on_hand_delta
    in_pool = MovementRow.kind == MovementKind.POOL
    for id, moved_in, given_back, sold in session().execute(
        select(
            MovementRow.location_id,
            func.coalesce(func.sum(moved).filter(in_pool, moved > 0), 0),
            func.coalesce(-func.sum(moved).filter(in_pool, moved < 0), 0),
            func.coalesce(-func.sum(moved).filter(MovementRow.kind == MovementKind.SALE), 0),
        )
        .join(
            Pool, (Pool.location_id == MovementRow.location_id) & (Pool.variant_id == MovementRow.variant_id)
        )
        .where(MovementRow.location_id.in_(wanted))
        .group_by(MovementRow.location_id)
    ):
        found[id] |= {"moved_in": int(moved_in), "given_back": int(given_back), "sold": int(sold)}
    for level in session().scalars(select(Level).where(Level.location_id.in_(wanted))):
        found[level.location_id] |= {"reserved": level.reserved, "left": level.on_hand - level.reserved}
    for id, promised in session().execute(
        select(Reservation.location_id, func.sum(Reservation.quantity))
        .join(
            Pool, (Pool.location_id == Reservation.location_id) & (Pool.variant_id == Reservation.variant_id)
        )
        .where(Reservation.location_id.in_(wanted), Reservation.state != ReservationState.RELEASED)
        .group_by(Reservation.location_id)
    ):
        found[id]["promised"] = int(promised)
    return {LocationId(id): PoolFigures(**figures) for id, figures in found.items()}


def count_left(pool_ids: Iterable[LocationId]) -> dict[LocationId, int]:
    """Give how many units of pools are neither sold nor reserved."""
    rows = select(Level.location_id, Level.on_hand - Level.reserved)
    found = session().execute(rows.where(Level.location_id.in_(set(pool_ids))))
    return {LocationId(id): left for id, left in found}


def list_unproven() -> list[tuple[StockLevel, int, int, int]]:
    """List levels that their ledger or open reservations contradict: (level, Σ on hand, Σ reserved, Σ open)."""
    ledger = (
        select(
            MovementRow.variant_id,
            MovementRow.location_id,
            func.sum(MovementRow.on_hand_delta).label("on_hand"),
            func.sum(MovementRow.reserved_delta).label("reserved"),
        )
        .group_by(MovementRow.variant_id, MovementRow.location_id)
        .subquery()
    )
    held = (
        select(Reservation.variant_id, Reservation.location_id, func.sum(Reservation.quantity).label("open"))
        .where(Reservation.state.in_([ReservationState.HELD, ReservationState.CONFIRMED]))
        .group_by(Reservation.variant_id, Reservation.location_id)
        .subquery()
    )
    on_hand, reserved, open_ = (
        func.coalesce(c, 0) for c in (ledger.c.on_hand, ledger.c.reserved, held.c.open)
    )
    rows = (
        select(Level, on_hand, reserved, open_)
        .outerjoin(
            ledger, (ledger.c.variant_id == Level.variant_id) & (ledger.c.location_id == Level.location_id)
        )
        .outerjoin(held, (held.c.variant_id == Level.variant_id) & (held.c.location_id == Level.location_id))
        .where((Level.on_hand != on_hand) | (Level.reserved != reserved) | (Level.reserved != open_))
    )
    return [(_level(level), int(a), int(b), int(c)) for level, a, b, c in session().execute(rows)]


_SOLD_FROM = Composed(
    select(
        Level.variant_id,
        func.coalesce(Pool.home_id, Level.location_id).label("location_id"),
        Level.on_hand,
        Level.reserved,
        Pool.location_id.label("pool_id"),
    )
    .join(SiteLocation, SiteLocation.location_id == Level.location_id)
    .outerjoin(Pool, Pool.location_id == Level.location_id)
    .where(
        not_beside_a_pool(),
        SiteLocation.site_id == bindparam("site"),
        Level.variant_id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
    )
    .order_by(Level.variant_id, SiteLocation.position)
)


def _level(row: Any) -> StockLevel:
    pool_id = getattr(row, "pool_id", None)
    return StockLevel(
        VariantId(row.variant_id),
        LocationId(row.location_id),
        row.on_hand,
        row.reserved,
        None if pool_id is None else LocationId(pool_id),
    )
