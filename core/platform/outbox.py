"""The only way to tell anyone anything: facts are written with the change and delivered after commit.

`record` writes a message in the caller's transaction and wakes the relay by NOTIFY after the commit. The
relay (workers/outbox.py) fans each message out to its subscribers as deliveries; a reaction runs in
the transaction that marks its delivery done, which makes it exactly once in effect.

The relay works on many deliveries at once, so what it asks here is asked by columns and for all of them. What is
asked for each fact and each job is composed once, and is the same statement for one id as for many.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel import clock
from core.kernel.event import Event
from core.platform import batch, db, log
from core.platform.columns import Created, Instant, Key
from core.platform.composed import Composed
from core.platform.db import Model, read_rows, session, write

CHANNEL = "entrepot_outbox"


class DeliveryState(StrEnum):
    PENDING = "pending"
    QUEUED = "queued"
    DONE = "done"
    DEAD = "dead"


_IDS = ARRAY(BigInteger)
UNFINISHED = (DeliveryState.PENDING, DeliveryState.QUEUED)


class Message(Model):
    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index("ix_outbox_messages_waiting", "id", postgresql_where=text("fanned_out_at IS NULL")),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[str] = mapped_column(String(64), server_default="")
    recorded_at: Mapped[Created] = mapped_column(
        DateTime(timezone=True), server_default=func.clock_timestamp()
    )
    fanned_out_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Delivery(Model):
    __tablename__ = "outbox_deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "subscriber"),
        Index("ix_outbox_deliveries_due", "due_at", postgresql_where=text("state IN ('pending', 'queued')")),
        Index("ix_outbox_deliveries_dead", "id", postgresql_where=text("state = 'dead'")),
    )

    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("outbox_messages.id"))
    subscriber: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16), server_default=DeliveryState.PENDING)
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[Instant] = mapped_column(server_default=func.now())
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_error: Mapped[str] = mapped_column(Text, server_default="")


_table = Delivery.metadata.tables[Delivery.__tablename__]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that somebody has locked to carry it out, with what it tells."""

    id: int
    subscriber: str
    state: str
    attempts: int
    name: str
    payload: dict[str, Any]
    request_id: str

    @property
    def event(self) -> Event:
        """Give the event restored; fails where it is no longer known."""
        return Event.restore(self.name, self.payload)


@dataclass(frozen=True)
class DeadLetter:
    """A delivery that gave up, as operators see it; times are UTC."""

    id: int
    message_id: int
    event: str
    payload: dict[str, Any]
    subscriber: str
    attempts: int
    last_error: str
    recorded_at: datetime


def record(event: Event) -> None:
    """Write a fact in this transaction; subscribers hear of it after commit."""
    message = {
        "name": type(event).__name__,
        "payload": event.payload(),
        "request_id": log.request_id() or "",
    }
    db.ring(CHANNEL)
    if batch.is_open():
        batch.insert(Message, [message])
    else:
        session().add(Message(**message))


def put_away(kinds: Iterable[type[Event]]) -> None:
    """Let nobody hear the waiting facts of these kinds: for who does for all at once what would follow from each."""
    waiting = update(Message).where(
        Message.fanned_out_at.is_(None), Message.name.in_([kind.__name__ for kind in kinds])
    )
    session().execute(waiting.values(fanned_out_at=clock.now()))


def take_messages(limit: int) -> dict[int, str]:
    """Lock the oldest messages that were not fanned out yet and that no other relay holds: their names by id."""
    waiting = select(Message.id, Message.name).where(Message.fanned_out_at.is_(None))
    oldest = waiting.order_by(Message.id).limit(limit).with_for_update(skip_locked=True)
    return dict(session().execute(oldest).all())


def fan_out(subscribers: Mapping[int, Sequence[str]]) -> None:
    """Give each subscriber of messages, by their ids, a delivery, once."""
    pairs = [(id, name) for id, names in subscribers.items() for name in names]
    if pairs:
        messages, names = zip(*pairs, strict=True)
        write(_deliveries(), {"messages": list(messages), "names": list(names)})
    write(_told(), {"ids": list(subscribers), "now": clock.now()})


def take_deliveries(limit: int) -> list[Waiting]:
    """Lock the deliveries that have been due longest and that nobody holds."""
    found = session().execute(_due(), {"now": clock.now(), "most": limit})
    return [Waiting(*row) for row in found]


def take_delivery(delivery_id: int, *states: DeliveryState, leaves_held: bool = False) -> Waiting | None:
    """Lock one delivery by id, where it is in one of the states; one that somebody holds is waited for, or left."""
    sought = {"id": delivery_id, "states": list(states)}
    found = read_rows(_one(leaves_held), sought)
    return Waiting(*found[0]) if found else None


def done(delivery_ids: Collection[int]) -> set[int]:
    """Mark deliveries as carried out; gives which were not before."""
    return {row.id for row in write(_done(), {"ids": list(delivery_ids), "now": clock.now()})}


def queued(delivery_ids: Collection[int], *, look_again_at: datetime) -> None:
    """Mark deliveries as handed to the queue; they are looked at again in case the queue loses them."""
    write(_queued(), {"ids": list(delivery_ids), "again": look_again_at})


def is_untouched(delivery_id: int, since: datetime) -> bool:
    """Say whether nobody has begun a delivery that was to be looked at again at `since`."""
    return session().scalar(select(Delivery.due_at).where(Delivery.id == delivery_id)) == since


def rest(delivery_id: int, since: datetime, *, delay: timedelta, error: str) -> None:
    """Put a delivery back that could not even be handed on, unless it was begun; such an outage is no attempt."""
    untouched = update(Delivery).where(Delivery.id == delivery_id, Delivery.due_at == since)
    session().execute(
        untouched.values(state=DeliveryState.PENDING, due_at=clock.now() + delay, last_error=error[:4000])
    )


@lru_cache
def _waiting() -> Select[Any]:
    return select(
        Delivery.id,
        Delivery.subscriber,
        Delivery.state,
        Delivery.attempts,
        Message.name,
        Message.payload,
        Message.request_id,
    ).join(Message, Message.id == Delivery.message_id)


@lru_cache
def _due() -> Select[Any]:
    due = _waiting().where(Delivery.state.in_(UNFINISHED), Delivery.due_at <= bindparam("now"))
    longest = due.order_by(Delivery.due_at, Delivery.id).limit(bindparam("most"))
    return longest.with_for_update(of=Delivery, skip_locked=True)


@lru_cache
def _one(leaves_held: bool) -> Composed:
    states = bindparam("states", type_=ARRAY(String))
    one = _waiting().where(Delivery.id == bindparam("id"), Delivery.state == func.any(states))
    return Composed(one.with_for_update(of=Delivery, skip_locked=leaves_held))


@lru_cache
def _deliveries() -> Composed:
    messages, names = bindparam("messages", type_=_IDS), bindparam("names", type_=ARRAY(String))
    pairs = func.unnest(messages, names).table_valued("message_id", "subscriber").render_derived()
    rows = insert(_table).from_select(
        ["message_id", "subscriber"], select(pairs.c.message_id, pairs.c.subscriber)
    )
    return Composed(rows.on_conflict_do_nothing())


@lru_cache
def _told() -> Composed:
    messages = Message.metadata.tables[Message.__tablename__]
    told = update(messages).where(messages.c.id == func.any(bindparam("ids", type_=_IDS)))
    return Composed(told.values(fanned_out_at=bindparam("now")))


@lru_cache
def _done() -> Composed:
    ids = bindparam("ids", type_=_IDS)
    marked = update(_table).where(_table.c.id == func.any(ids), _table.c.state != DeliveryState.DONE)
    news = {"state": DeliveryState.DONE, "done_at": bindparam("now"), "last_error": ""}
    return Composed(marked.values(**news, attempts=_table.c.attempts + 1).returning(_table.c.id))


@lru_cache
def _queued() -> Composed:
    handed = update(_table).where(_table.c.id == func.any(bindparam("ids", type_=_IDS)))
    return Composed(handed.values(state=DeliveryState.QUEUED, due_at=bindparam("again")))


def postpone(delivery_id: int, *, delay: timedelta | None, error: str) -> None:
    """Note a failed attempt; it comes again after `delay`, or rests as a dead letter where that is None."""
    state = DeliveryState.DEAD if delay is None else DeliveryState.PENDING
    due_at = clock.now() + (delay or timedelta())
    session().execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(UNFINISHED))
        .values(state=state, due_at=due_at, last_error=error[:4000], attempts=Delivery.attempts + 1)
    )


def attempts_of(delivery_id: int) -> int:
    """Give how often a delivery was tried."""
    return session().scalar(select(Delivery.attempts).where(Delivery.id == delivery_id)) or 0


def list_dead(limit: int = 200) -> list[DeadLetter]:
    """List deliveries that gave up, newest first."""
    found = (
        select(Delivery, Message)
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.state == DeliveryState.DEAD)
        .order_by(Delivery.id.desc())
        .limit(limit)
    )
    return [
        DeadLetter(d.id, m.id, m.name, m.payload, d.subscriber, d.attempts, d.last_error, m.recorded_at)
        for d, m in session().execute(found)
    ]


def replay(delivery_ids: Sequence[int]) -> int:
    """Put dead letters back to be tried at once; gives how many there were."""
    again = (
        update(Delivery)
        .where(Delivery.id.in_(delivery_ids), Delivery.state == DeliveryState.DEAD)
        .values(state=DeliveryState.PENDING, due_at=clock.now(), attempts=0)
        .returning(Delivery.id)
    )
    count = len(session().execute(again).all())
    db.ring(CHANNEL)
    return count


def counts() -> dict[str, int]:
    """Count deliveries by state, and messages that wait for the relay under "waiting"."""
    by_state = session().execute(select(Delivery.state, func.count()).group_by(Delivery.state))
    waiting = session().execute(select(func.count()).where(Message.fanned_out_at.is_(None))).scalar_one()
    return {**dict(by_state.all()), "waiting": waiting}


def open_counts() -> dict[str, int]:
    """Count what is not done, as `counts` does, at any length of the history."""
    unfinished = (*UNFINISHED, DeliveryState.DEAD)
    by_state = (
        select(Delivery.state, func.count()).where(Delivery.state.in_(unfinished)).group_by(Delivery.state)
    )
    waiting = session().execute(select(func.count()).where(Message.fanned_out_at.is_(None))).scalar_one()
    return {**dict(session().execute(by_state).all()), "waiting": waiting}


def oldest_waiting() -> datetime | None:
    """Give when the oldest fact was recorded that still waits for an effect, or None."""
    messages = select(func.min(Message.recorded_at)).where(Message.fanned_out_at.is_(None))
    deliveries = (
        select(func.min(Message.recorded_at))
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Delivery.state.in_(UNFINISHED))
    )
    found = [session().execute(query).scalar_one() for query in (messages, deliveries)]
    return min((at for at in found if at), default=None)


def sweep(older_than: timedelta) -> int:
    """Drop messages that were carried out long ago, with their deliveries; gives how many."""
    unfinished = select(Delivery.message_id).where(Delivery.state != DeliveryState.DONE)
    old = Message.fanned_out_at < clock.now() - older_than
    ids = list(session().scalars(select(Message.id).where(old, Message.id.not_in(unfinished)).limit(5000)))
    session().execute(delete(Delivery).where(Delivery.message_id.in_(ids)))
    session().execute(delete(Message).where(Message.id.in_(ids)))
    return len(ids)
