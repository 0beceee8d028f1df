from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from core.inventory import policy
from core.inventory.errors import LocationNotFound, StockShort
from core.inventory.events import AvailabilityChanged
from core.inventory.models import Level, Location, MovementRow, Reservation, SiteLocation
from core.inventory.types import MovementKind, ReservationState, Wish
from core.kernel.actor import Actor
from core.kernel.ids import LocationId, SiteId, VariantId
from core.kernel.texts import Texts
from core.platform import locks, outbox
from core.platform.db import session


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

    Balance rows are moved by one conditional update each, in order of variant and location, so that two
    purchases never wait for each other in a circle and none reads a number that is stale.
    """
    for wish in sorted(wishes, key=lambda wish: (wish.variant_id, wish.location_id, wish.order_line_id)):
        _promise(wish.variant_id, wish.location_id, wish.quantity)
        session().add(
            Reservation(
                order_line_id=wish.order_line_id,
                variant_id=wish.variant_id,
                location_id=wish.location_id,
                quantity=wish.quantity,
                expires_at=expires_at,
            )
        )
        _post(
            f"reserve:{wish.order_line_id}:1",
            wish.variant_id,
            wish.location_id,
            MovementKind.RESERVE,
            0,
            wish.quantity,
            cause,
            by,
        )
    outbox.record(AvailabilityChanged(variant_ids=sorted({wish.variant_id for wish in wishes})))


def retake(order_line_ids: Iterable[int], *, cause: str, by: Actor) -> None:
    """Take released units again for a payment that came late; all of them or none. Raises StockShort."""
    taken = []
    for reservation in _locked(order_line_ids):
        reservation.state = policy.RESERVATION.destination(ReservationState(reservation.state), "retake")
        reservation.turn += 1
        reservation.expires_at = None
        _promise(reservation.variant_id, reservation.location_id, reservation.quantity)
        _post(
            f"reserve:{reservation.order_line_id}:{reservation.turn}",
            reservation.variant_id,
            reservation.location_id,
            MovementKind.RESERVE,
            0,
            reservation.quantity,
            cause,
            by,
        )
        taken.append(reservation.variant_id)
    if taken:
        outbox.record(AvailabilityChanged(variant_ids=sorted(set(taken))))


def confirm(order_line_ids: Iterable[int]) -> None:
    """Keep promised units for good, as when the purchase is paid; what is confirmed already stays so."""
    for reservation in _locked(order_line_ids):
        if reservation.state == ReservationState.HELD:
            reservation.state = policy.RESERVATION.destination(ReservationState(reservation.state), "confirm")
            reservation.expires_at = None


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


def _promise(variant_id: int, location_id: int, quantity: int) -> None:
    promised = (
        update(Level)
        .where(
            Level.variant_id == variant_id,
            Level.location_id == location_id,
            Level.on_hand - Level.reserved >= quantity,
        )
        .values(reserved=Level.reserved + quantity, version=Level.version + 1)
        .returning(Level.id)
    )
    if session().execute(promised).scalar_one_or_none() is None:
        raise StockShort(
            variant_id=variant_id, wanted=quantity, available=_available(variant_id, location_id)
        )


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
