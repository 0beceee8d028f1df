from collections.abc import Sequence

from sqlalchemy import delete, update

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import AccountId, OrderId, OrderLineId, new_number
from core.kernel.states import IllegalMove
from core.orders import queries as orders
from core.orders import service as order_service
from core.orders.types import LineSnapshot, OrderDetail
from core.platform import audit, locks, outbox
from core.platform.db import session
from core.returns import policy
from core.returns.errors import (
    CommentTooLong,
    NothingToReturn,
    ReturnNotFound,
    TooManyPhotos,
    UnitsGone,
    WindowClosed,
)
from core.returns.events import ReturnRequested, ReturnWithdrawn
from core.returns.models import Return, ReturnLine, ReturnPhotoFile, ReturnUnit
from core.returns.photos import drop_files, store_photos
from core.returns.queries import find_window, units_taken
from core.returns.types import MOST_PHOTOS, Resolution, ReturnId, ReturnState, StoredPhoto, Wish

__all__ = [
    "adopt_returns",
    "anonymize_account",
    "drop_files",
    "forget_photos",
    "request_return",
    "store_photos",
    "withdraw_return",
]


def request_return(
    order_id: OrderId,
    wishes: Sequence[Wish],
    *,
    comment: str = "",
    photos: Sequence[StoredPhoto] = (),
    by: Actor,
) -> tuple[ReturnId, str]:
    """Ask to send units of an order back for their money; gives the return and its number.

    The caller has asked whose order it is. Raises WindowClosed, NothingToReturn, UnitsGone where a unit is being
    returned already or was never bought, TooManyPhotos and CommentTooLong.
    """
    order_service.hold_order(order_id)
    order = orders.get_order(order_id)
    purchase = orders.get_purchase(order.purchase_id)
    open_until = find_window(order, purchase)
    if open_until is None or not open_until.is_open:
        raise WindowClosed
    if len(comment) > policy.MOST_LETTERS:
        raise CommentTooLong(most=policy.MOST_LETTERS)
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    chosen = _chosen(order, wishes)
    row = Return(
        number=new_number("RMA"), order_id=order.id, purchase_number=purchase.number,
        merchant_id=order.merchant_id, account_id=purchase.account_id, resolution=Resolution.REFUND,
        comment=comment.strip(), currency=order.total.currency, last_day=open_until.last_day,
        amount_minor=policy.worth(order, [(line, wish.quantity) for line, wish in chosen]).minor,
        requested_at=clock.now(), state=ReturnState.REQUESTED,
    )  # fmt: skip
    session().add(row)
    session().flush()
    for line, wish in chosen:
        _take(row, line, wish)
    session().add_all(
        ReturnPhotoFile(return_id=row.id, name=photo.name, width=photo.width, height=photo.height)
        for photo in photos
    )
    audit.moved(row, "request", before="", after=ReturnState.REQUESTED, by=by)
    outbox.record(ReturnRequested(return_id=row.id))
    return ReturnId(row.id), row.number


def withdraw_return(return_id: ReturnId, *, version: int | None, by: Actor) -> None:
    """Keep what was to be sent back; its units are free to be returned again. Raises IllegalMove."""
    row = locks.row(Return, return_id)
    if row is None:
        raise ReturnNotFound
    if version is not None and row.version != version:
        raise IllegalMove(move="withdraw", state=row.state)
    before = ReturnState(row.state)
    row.state = policy.RETURN.destination(before, "withdraw")
    row.version += 1
    session().execute(delete(ReturnUnit).where(ReturnUnit.return_id == row.id))
    audit.moved(row, "withdraw", before=before, after=row.state, by=by)
    outbox.record(ReturnWithdrawn(return_id=row.id))


def adopt_returns(account_id: AccountId, purchase_numbers: Sequence[str]) -> int:
    """Give an account the returns of purchases that were a guest's; gives how many."""
    mine = update(Return).where(Return.purchase_number.in_(purchase_numbers), Return.account_id.is_(None))
    return len(session().execute(mine.values(account_id=account_id).returning(Return.id)).all())


def anonymize_account(account_id: AccountId) -> int:
    """Forget what an account wrote to its returns; that they were stays, for the books. Gives how many."""
    mine = update(Return).where(Return.account_id == account_id)
    return len(session().execute(mine.values(comment="").returning(Return.id)).all())


def forget_photos(names: Sequence[str]) -> int:
    """Forget photos whose files were taken away; gives how many."""
    gone = delete(ReturnPhotoFile).where(ReturnPhotoFile.name.in_(names))
    return len(session().execute(gone.returning(ReturnPhotoFile.id)).all())


def _chosen(order: OrderDetail, wishes: Sequence[Wish]) -> list[tuple[LineSnapshot, Wish]]:
    lines = {line.id: line for line in order.lines}
    wanted = [wish for wish in wishes if wish.quantity]
    if not wanted:
        raise NothingToReturn
    if len({wish.line_id for wish in wanted}) < len(wanted):
        raise UnitsGone
    taken = units_taken(lines)
    for wish in wanted:
        line = lines.get(wish.line_id)
        if line is None or not 0 < wish.quantity <= line.quantity - len(taken.get(wish.line_id, ())):
            raise UnitsGone
    return [(lines[wish.line_id], wish) for wish in wanted]


def _take(row: Return, line: LineSnapshot, wish: Wish) -> None:
    """Take units that nobody returns yet; should two do so at once, the key refuses the second."""
    taken = units_taken([OrderLineId(line.id)]).get(line.id, set())
    free = [unit for unit in range(1, line.quantity + 1) if unit not in taken][: wish.quantity]
    session().add(
        ReturnLine(return_id=row.id, order_line_id=line.id, quantity=wish.quantity, reason=wish.reason)
    )
    session().add_all(ReturnUnit(order_line_id=line.id, unit=unit, return_id=row.id) for unit in free)
    session().flush()
