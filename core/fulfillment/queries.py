from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import selectinload

from core.fulfillment.errors import ParcelNotFound
from core.fulfillment.models import Parcel, ParcelLine
from core.fulfillment.types import ParcelDetail, ParcelId
from core.kernel.ids import OrderId, OrderLineId
from core.kernel.page import Page, PageAsk
from core.logistics import queries as logistics
from core.logistics.types import TrackingDetail, TrackingId
from core.orders.types import OrderDetail
from core.platform.composed import Composed
from core.platform.db import read_rows, session

_PARCELS, _LINES = Parcel.__table__, ParcelLine.__table__
_OF_ORDERS, _LINES_OF = (
    Composed(select(table).where(key == any_(bindparam("ids", type_=ARRAY(BigInteger)))).order_by(table.c.id))
    for table, key in ((_PARCELS, _PARCELS.c.order_id), (_LINES, _LINES.c.parcel_id))
)


def list_parcels_of(order_ids: Iterable[OrderId]) -> dict[OrderId, list[ParcelDetail]]:
    """Give the parcels of orders with what their carriers say, in the order in which they were handed over."""
    wanted = set(order_ids)
    found: dict[OrderId, list[ParcelDetail]] = {order_id: [] for order_id in wanted}
    rows = read_rows(_OF_ORDERS, {"ids": list(wanted)})
    lines: dict[int, list[Any]] = {row.id: [] for row in rows}
    for line in read_rows(_LINES_OF, {"ids": list(lines)}) if rows else ():
        lines[line.parcel_id].append(line)
    known = _trackings_of(rows)
    for row in rows:
        parcel = _detail(row, known.get(TrackingId(row.tracking_id or 0)), lines[row.id])
        found[parcel.order_id].append(parcel)
    return found


def find_newest_parcel_of(order_ids: Iterable[OrderId]) -> ParcelDetail | None:
    """Give the parcel of orders that was handed over last."""
    rows = select(Parcel).where(Parcel.order_id.in_(set(order_ids))).order_by(Parcel.id.desc()).limit(1)
    return next(iter(_details(list(session().scalars(rows.options(selectinload(Parcel.lines)))))), None)


def get_parcel(parcel_id: ParcelId) -> ParcelDetail:
    """Give a parcel by id; raises ParcelNotFound."""
    row = session().get(Parcel, parcel_id)
    if row is None:
        raise ParcelNotFound(id=parcel_id)
    return _details([row])[0]


def find_parcel_of_tracking(tracking_id: TrackingId) -> ParcelId | None:
    """Give the parcel that a waybill is for."""
    found = session().scalar(select(Parcel.id).where(Parcel.tracking_id == tracking_id))
    return None if found is None else ParcelId(found)


def list_stuck_parcels(ask: PageAsk) -> Page[ParcelDetail]:
    """List parcels of which nothing was heard for longer than is usual where they are, the longest silence first."""
    stuck = logistics.list_stuck_trackings(ask)
    wanted = [tracking.id for tracking in stuck.items]
    rows = select(Parcel).where(Parcel.tracking_id.in_(wanted)).options(selectinload(Parcel.lines))
    found = {row.tracking_id: row for row in session().scalars(rows)}
    return Page(_details([found[id] for id in wanted if id in found]), ask, stuck.total)


def count_stuck_parcels() -> int:
    """Count parcels of which nothing was heard for longer than is usual where they are."""
    return logistics.count_stuck_trackings()


def left_of(order: OrderDetail) -> Mapping[OrderLineId, int]:
    """Give how many units of each line of an order no parcel holds yet."""
    sent = _sent([line.id for line in order.lines])
    return {line.id: line.quantity - sent.get(line.id, 0) for line in order.lines}


def _sent(line_ids: Iterable[OrderLineId]) -> dict[int, int]:
    rows = select(ParcelLine.order_line_id, func.sum(ParcelLine.quantity)).where(
        ParcelLine.order_line_id.in_(set(line_ids))
    )
    return {row[0]: row[1] for row in session().execute(rows.group_by(ParcelLine.order_line_id))}


def _details(rows: list[Parcel]) -> list[ParcelDetail]:
    known = _trackings_of(rows)
    return [_detail(row, known.get(TrackingId(row.tracking_id or 0)), row.lines) for row in rows]


def _trackings_of(rows: Iterable[Any]) -> Mapping[TrackingId, TrackingDetail]:
    return logistics.list_trackings({TrackingId(row.tracking_id) for row in rows if row.tracking_id})


def _detail(row: Any, tracking: TrackingDetail | None, lines: Iterable[Any]) -> ParcelDetail:
    return ParcelDetail(
        id=ParcelId(row.id),
        number=row.number,
        order_id=OrderId(row.order_id),
        carrier=row.carrier,
        units={OrderLineId(line.order_line_id): line.quantity for line in lines},
        tracking=tracking,
        handed_over_at=row.handed_over_at,
        delivered_at=row.delivered_at,
    )
