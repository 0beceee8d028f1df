from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from core.inventory import policy
from core.inventory.errors import LocationNotFound, StockShort
from core.inventory.events import AvailabilityChanged
from core.inventory.models import Level, Location, MovementRow, Reservation, SiteLocation
from core.inventory.types import MovementKind, ReservationState, Wish
from core.kernel.actor import Actor
from core.kernel.ids import LocationId, SiteId, VariantId
from core.kernel.texts import Texts
from core.platform import batch, locks, outbox
from core.platform.composed import Composed
from core.platform.db import session, write


def open_location(
    *, code: str, kind: str, names: Texts, country: str, address: Mapping[str, str], time_zone: str
) -> LocationId:
    """Open a place that holds goods; `kind` is warehouse or bonded_zone."""
    location = Location(
        code=code, kind=kind, names=dict(names), country=country, address=dict(address), time_zone=time_zone
    )
    session().add(location)
    session().flush()
    return LocationId(location.id)


def sell_from(site_id: SiteId, location_ids: Sequence[LocationId]) -> None:
    """Let a site sell from locations, the preferred one first."""
    session().add_all(
        SiteLocation(site_id=site_id, location_id=location_id, position=position)
        for position, location_id in enumerate(location_ids)
    )
    session().flush()


def change_stock(
    variant_id: VariantId,
    location_id: LocationId,
    delta: int,
    *,
    kind: MovementKind,
    cause: str,
    source_key: str,
    by: Actor,
) -> bool:
    """Add or take units on hand; the same `source_key` again changes nothing and gives False.

    Raises StockShort where it would leave less on hand than is reserved, LocationNotFound.
    """
    if session().get(Location, location_id) is None:
        raise LocationNotFound(id=location_id)
    empty = insert(Level).values(variant_id=variant_id, location_id=location_id).on_conflict_do_nothing()
    session().execute(empty)
    if not _post(source_key, variant_id, location_id, kind, delta, 0, cause, by):
        return False
    moved = (
        update(Level)
        .where(
            Level.variant_id == variant_id,
            Level.location_id == location_id,
            Level.on_hand + delta >= Level.reserved,
        )
        .values(on_hand=Level.on_hand + delta, version=Level.version + 1)
        .returning(Level.id)
    )
    if session().execute(moved).scalar_one_or_none() is None:
        raise StockShort(variant_id=variant_id, wanted=-delta, available=_available(variant_id, location_id))
    outbox.record(AvailabilityChanged(variant_ids=[variant_id]))
    return True


def reserve(wishes: Sequence[Wish], *, expires_at: datetime, cause: str, by: Actor) -> None:
    """Promise units to order lines until `expires_at`; all of them or none. Raises StockShort naming the variant.

    Balance rows are moved by one conditional update, under locks taken in order of variant and location where there
    are several, so that two purchases never wait for each other in a circle and none reads a number that is stale.
    Inside a batch all of this, the refusal too, comes when the batch ends.
    """
    _promise(wishes)
    batch.insert(
        Reservation,
        [
            {
                "order_line_id": wish.order_line_id,
                "variant_id": wish.variant_id,
                "location_id": wish.location_id,
                "quantity": wish.quantity,
                "expires_at": expires_at.isoformat(),
            }
            for wish in wishes
        ],
    )
    batch.insert(MovementRow, [_reserved(wish, 1, cause, by) for wish in wishes])
    outbox.record(AvailabilityChanged(variant_ids=sorted({wish.variant_id for wish in wishes})))


def retake(order_line_ids: Iterable[int], *, cause: str, by: Actor) -> None:
    """Take released units again for a payment that came late; all of them or none. Raises StockShort."""
    taken = []
    for reservation in _locked(order_line_ids):
        reservation.state = policy.RESERVATION.destination(ReservationState(reservation.state), "retake")
        reservation.turn += 1
        reservation.expires_at = None
        wish = _wish_of(reservation)
        _promise([wish])
        batch.insert(MovementRow, [_reserved(wish, reservation.turn, cause, by)])
        taken.append(reservation.variant_id)
    if taken:
        outbox.record(AvailabilityChanged(variant_ids=sorted(set(taken))))


_CONFIRMED = Composed(
    update(Reservation)
    .where(
        Reservation.order_line_id == any_(bindparam("lines", type_=ARRAY(BigInteger))),
        Reservation.state == ReservationState.HELD,
    )
    .values(state=policy.RESERVATION.destination(ReservationState.HELD, "confirm"), expires_at=None)
)


def confirm(order_line_ids: Iterable[int]) -> None:
    """Keep promised units for good, as when the purchase is paid; what is confirmed already stays so."""
    write(_CONFIRMED, {"lines": list(order_line_ids)})


def release(order_line_ids: Iterable[int], *, cause: str, by: Actor) -> None:
    """Give promised units back; what was given back already stays so."""
    freed = []
    for reservation in _locked(order_line_ids):
        if reservation.state == ReservationState.RELEASED:
            continue
        reservation.state = policy.RESERVATION.destination(ReservationState(reservation.state), "release")
        _move_balance(reservation, on_hand=0, reserved=-reservation.quantity)
        _post(
            f"release:{reservation.order_line_id}:{reservation.turn}",
            reservation.variant_id,
            reservation.location_id,
            MovementKind.RELEASE,
            0,
            -reservation.quantity,
            cause,
            by,
        )
        freed.append(reservation.variant_id)
    if freed:
        outbox.record(AvailabilityChanged(variant_ids=sorted(set(freed))))


def deduct(order_line_ids: Iterable[int], *, cause: str, by: Actor) -> None:
    """Take confirmed units off the shelf, as when they are handed to the carrier; twice is once."""
    for reservation in _locked(order_line_ids):
        if reservation.state == ReservationState.DEDUCTED:
            continue
        reservation.state = policy.RESERVATION.destination(ReservationState(reservation.state), "deduct")
        _move_balance(reservation, on_hand=-reservation.quantity, reserved=-reservation.quantity)
        _post(
            f"sale:{reservation.order_line_id}",
            reservation.variant_id,
            reservation.location_id,
            MovementKind.SALE,
            -reservation.quantity,
            -reservation.quantity,
            cause,
            by,
        )


PROMISE = """
    UPDATE stock_levels AS level
    SET reserved = level.reserved + wish.quantity, version = level.version + 1
    FROM unnest(CAST(:wished AS bigint[]), CAST(:places AS bigint[]), CAST(:units AS int[]))
        AS wish (variant_id, location_id, quantity)
    WHERE level.variant_id = wish.variant_id AND level.location_id = wish.location_id
        AND level.on_hand - level.reserved >= wish.quantity
    RETURNING level.variant_id || ' ' || level.location_id AS told
"""


def _promise(wishes: Sequence[Wish]) -> None:
    """Move the balances, or refuse by name: an update that meets a smaller balance leaves its row alone."""
    units: dict[tuple[int, int], int] = {}
    for wish in wishes:
        shelf = (wish.variant_id, wish.location_id)
        units[shelf] = units.get(shelf, 0) + wish.quantity
    if len(units) > 1:
        shelves = tuple_(Level.variant_id, Level.location_id)
        locks.matching(Level, shelves.in_(sorted(units)), order=(Level.variant_id, Level.location_id))

    def judge(moved: Sequence[str]) -> None:
        short = sorted(units.keys() - {tuple(map(int, shelf.split())) for shelf in moved})
        if short:
            wanted, left = units[short[0]], _available(*short[0])
            raise StockShort(variant_id=short[0][0], wanted=wanted, available=left)

    wished, places = [shelf[0] for shelf in units], [shelf[1] for shelf in units]
    values = {"wished": wished, "places": places, "units": list(units.values())}
    batch.change("levels", PROMISE, values, judge)


def _wish_of(reservation: Reservation) -> Wish:
    return Wish(
        reservation.order_line_id,
        VariantId(reservation.variant_id),
        LocationId(reservation.location_id),
        reservation.quantity,
    )


def _reserved(wish: Wish, turn: int, cause: str, by: Actor) -> dict[str, Any]:
    return {
        "source_key": f"reserve:{wish.order_line_id}:{turn}",
        "variant_id": wish.variant_id,
        "location_id": wish.location_id,
        "kind": MovementKind.RESERVE.value,
        "on_hand_delta": 0,
        "reserved_delta": wish.quantity,
        "cause": cause,
        "actor": by.name,
    }


def _locked(order_line_ids: Iterable[int]) -> list[Reservation]:
    wanted = Reservation.order_line_id.in_(set(order_line_ids))
    found = locks.matching(Reservation, wanted)
    return sorted(found, key=lambda row: (row.variant_id, row.location_id, row.order_line_id))


def _move_balance(reservation: Reservation, *, on_hand: int, reserved: int) -> None:
    session().execute(
        update(Level)
        .where(Level.variant_id == reservation.variant_id, Level.location_id == reservation.location_id)
        .values(
            on_hand=Level.on_hand + on_hand, reserved=Level.reserved + reserved, version=Level.version + 1
        )
    )


def _post(
    source_key: str,
    variant_id: int,
    location_id: int,
    kind: MovementKind,
    on_hand: int,
    reserved: int,
    cause: str,
    by: Actor,
) -> bool:
    movement = insert(MovementRow).values(
        source_key=source_key,
        variant_id=variant_id,
        location_id=location_id,
        kind=kind.value,
        on_hand_delta=on_hand,
        reserved_delta=reserved,
        cause=cause,
        actor=by.name,
    )
    return (
        session().execute(movement.on_conflict_do_nothing().returning(MovementRow.id)).scalar_one_or_none()
        is not None
    )


def _available(variant_id: int, location_id: int) -> int:
    left = select(Level.on_hand - Level.reserved).where(
        Level.variant_id == variant_id, Level.location_id == location_id
    )
    return session().scalar(left) or 0
