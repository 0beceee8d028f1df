from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Select, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import selectinload

from core.kernel import clock
from core.kernel.ids import AccountId, MerchantId, OrderId, OrderLineId
from core.kernel.money import Money
from core.kernel.page import Page, PageAsk
from core.merchants import queries as merchants
from core.orders import queries as orders
from core.orders.types import OrderDetail, PurchaseDetail
from core.platform import audit
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.returns import policy
from core.returns.errors import PhotoNotFound, ReturnNotFound
from core.returns.models import Return, ReturnLine, ReturnPhotoFile, ReturnUnit
from core.returns.photos import read_file
from core.returns.types import (
    Reason,
    Resolution,
    Returnable,
    ReturnCard,
    ReturnDetail,
    ReturnedLine,
    ReturnId,
    ReturnPhoto,
    ReturnState,
    Step,
    Window,
)
from core.sites import queries as sites

DELIVERY = "deliver"
PARTS = selectinload(Return.lines), selectinload(Return.photos)
_RETURNS, _LINES, _PHOTOS = Return.__table__, ReturnLine.__table__, ReturnPhotoFile.__table__
_OF_ORDERS, _LINES_OF, _PHOTOS_OF = (
    Composed(select(table).where(key == any_(bindparam("ids", type_=ARRAY(BigInteger)))).order_by(table.c.id))
    for table, key in (
        (_RETURNS, _RETURNS.c.order_id), (_LINES, _LINES.c.return_id), (_PHOTOS, _PHOTOS.c.return_id)
    )
)  # fmt: skip


def find_window(order: OrderDetail, purchase: PurchaseDetail) -> Window | None:
    """Give until when an order's goods may be sent back, on the calendar of its site; None before they arrived."""
    arrived = next((entry.at for entry in order.history if entry.move == DELIVERY), None)
    if arrived is None:
        return None
    zone = sites.get_site(purchase.site_id).time_zone
    terms = merchants.return_policy_of([order.merchant_id]).get(order.merchant_id)
    days = terms.days if terms else policy.LEAST_DAYS
    return policy.window(arrived.astimezone(ZoneInfo(zone)).date(), days, clock.today(zone))


def list_returnable(order: OrderDetail) -> list[Returnable]:
    """List what of an order can still go back."""
    taken = units_taken([line.id for line in order.lines])
    left = [Returnable(line, line.quantity - len(taken.get(line.id, ()))) for line in order.lines]
    return [one for one in left if one.units > 0]


def units_taken(line_ids: Iterable[OrderLineId]) -> dict[OrderLineId, set[int]]:
    """Give which units of order lines are being returned already."""
    rows = select(ReturnUnit.order_line_id, ReturnUnit.unit).where(
        ReturnUnit.order_line_id.in_(set(line_ids))
    )
    taken: dict[OrderLineId, set[int]] = {}
    for line_id, unit in session().execute(rows):
        taken.setdefault(OrderLineId(line_id), set()).add(unit)
    return taken


def list_returns_of_orders(order_ids: Iterable[OrderId]) -> dict[OrderId, list[ReturnDetail]]:
    """Give the returns of orders, the oldest first."""
    wanted = set(order_ids)
    found: dict[OrderId, list[ReturnDetail]] = {order_id: [] for order_id in wanted}
    rows = read_rows(_OF_ORDERS, {"ids": list(wanted)})
    ids = [row.id for row in rows]
    lines, photos = (_by_return(one, ids) for one in (_LINES_OF, _PHOTOS_OF)) if rows else ({}, {})
    known = _orders_of(rows)
    for row in rows:
        order = known[OrderId(row.order_id)]
        found[order.id].append(_detail(row, order, lines.get(row.id, ()), photos.get(row.id, ())))
    return found


def _by_return(statement: Composed, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in read_rows(statement, {"ids": ids}):
        found.setdefault(row.return_id, []).append(row)
    return found


def get_return_of_order(order_id: OrderId, number: str) -> ReturnDetail:
    """Give a return of an order to who may see that order; raises ReturnNotFound."""
    return _one(select(Return).where(Return.order_id == order_id, Return.number == number))


def get_return_of_merchant(merchant_id: MerchantId, number: str) -> ReturnDetail:
    """Give a merchant's return; raises ReturnNotFound."""
    return _one(select(Return).where(Return.merchant_id == merchant_id, Return.number == number))


def get_return_for_operator(number: str) -> ReturnDetail:
    """Give any return by its number, for operators; raises ReturnNotFound."""
    return _one(select(Return).where(Return.number == number))


def get_return(return_id: ReturnId) -> ReturnDetail:
    """Give a return by id, for the house itself; raises ReturnNotFound."""
    return _one(select(Return).where(Return.id == return_id))


def list_returns_of_account(account_id: AccountId, ask: PageAsk) -> Page[ReturnCard]:
    """List an account's returns, the newest first."""
    return _page(select(Return).where(Return.account_id == account_id), ask)


def list_returns_of_merchant(merchant_id: MerchantId, ask: PageAsk) -> Page[ReturnCard]:
    """List a merchant's returns, the newest first."""
    return _page(select(Return).where(Return.merchant_id == merchant_id), ask)


def list_returns(ask: PageAsk) -> Page[ReturnCard]:
    """List all returns for operators, the newest first."""
    return _page(select(Return), ask)


def list_of_account(account_id: AccountId) -> list[ReturnDetail]:
    """Give every return of an account, for its export."""
    rows = select(Return).where(Return.account_id == account_id).order_by(Return.id)
    return _details(session().scalars(rows.options(*PARTS)).all())


def read_photo(found: ReturnDetail, photo_id: int) -> bytes:
    """Give the JPEG of a photo of a return to who may see that return; raises PhotoNotFound."""
    rows = select(ReturnPhotoFile.name).where(
        ReturnPhotoFile.return_id == found.id, ReturnPhotoFile.id == photo_id
    )
    name = session().scalar(rows)
    if name is None:
        raise PhotoNotFound
    return read_file(name)


def list_photo_names_of_account(account_id: AccountId) -> list[str]:
    """List the files of all photos of an account's returns, for those who erase them."""
    rows = select(ReturnPhotoFile.name).join(Return).where(Return.account_id == account_id)
    return list(session().scalars(rows.order_by(ReturnPhotoFile.id)))


def _one(rows: Select[Return]) -> ReturnDetail:
    row = session().scalar(rows.options(*PARTS))
    if row is None:
        raise ReturnNotFound
    return _details([row])[0]


def _page(rows: Select[Return], ask: PageAsk) -> Page[ReturnCard]:
    count = session().scalar(select(func.count()).select_from(rows.subquery())) or 0
    found = rows.order_by(Return.id.desc()).offset(ask.offset).limit(ask.size)
    details = _details(session().scalars(found.options(*PARTS)).all())
    return Page([_card(one) for one in details], ask, count)


def _card(one: ReturnDetail) -> ReturnCard:
    return ReturnCard(
        one.number,
        one.state,
        one.order_number,
        one.merchant_name,
        sum(line.quantity for line in one.lines),
        one.amount,
        one.requested_at,
    )


def _details(rows: Sequence[Return]) -> list[ReturnDetail]:
    known = _orders_of(rows)
    return [_detail(row, known[OrderId(row.order_id)], row.lines, row.photos) for row in rows]


def _orders_of(rows: Iterable[Any]) -> dict[OrderId, OrderDetail]:
    return {order.id: order for order in orders.list_orders_by_ids(OrderId(row.order_id) for row in rows)}


def _detail(row: Any, order: OrderDetail, own: Iterable[Any], photos: Iterable[Any]) -> ReturnDetail:
    lines = {line.id: line for line in order.lines}
    state = ReturnState(row.state)
    return ReturnDetail(
        id=ReturnId(row.id),
        number=row.number,
        state=state,
        version=row.version,
        order_id=order.id,
        order_number=order.number,
        purchase_number=row.purchase_number,
        merchant_id=MerchantId(row.merchant_id),
        merchant_name=order.merchant_name,
        account_id=None if row.account_id is None else AccountId(row.account_id),
        resolution=Resolution(row.resolution),
        comment=row.comment,
        amount=Money(row.amount_minor, row.currency),
        last_day=row.last_day,
        requested_at=row.requested_at,
        lines=tuple(
            ReturnedLine(lines[OrderLineId(line.order_line_id)], line.quantity, Reason(line.reason))
            for line in own
        ),
        history=tuple(Step(entry.action, entry.at) for entry in audit.history_of("returns", row.id)),
        can_withdraw=policy.RETURN.can(state, "withdraw"),
        photos=tuple(ReturnPhoto(photo.id, photo.width, photo.height) for photo in photos),
    )
