"""Facts and followers to prove the delivery with; every effect is counted in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from core.kernel.event import Event, together
from core.platform import outbox, throttle
from core.platform.db import reading, session, transaction
from core.platform.outbox import Delivery, DeliveryState, Message
from workers.job import finishing, job
from workers.queues import QueueName

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class BellRung(Event):
    """Somebody rang the bell of a door."""

    door: int


class Trouble:
    """What is wrong at present; tests switch it on and off."""

    is_on = False


class PoisonError(RuntimeError):
    """The kind of failure that comes back every time."""


def leave_a_mark(name: str) -> None:
    """Have an effect that can be counted."""
    throttle.count("effects", name, window=DAY)


def marks(name: str) -> int:
    """Count how often an effect happened."""
    with reading():
        counted = select(func.coalesce(func.sum(throttle.Window.count), 0))
        return int(session().scalar(counted.where(throttle.Window.key == name)) or 0)


def open_the_door(event: BellRung) -> None:
    """React with one effect, and fail after it while there is trouble."""
    leave_a_mark(f"opened {event.door}")
    if Trouble.is_on:
        raise PoisonError("the door is stuck")


def bark(event: BellRung) -> None:
    """React with another effect."""
    leave_a_mark(f"barked {event.door}")


@together
def write_the_guest_book(events: Sequence[BellRung]) -> None:
    """React to all that were rung at once with one effect, and fail after it where door 13 is among them."""
    leave_a_mark("wrote " + " ".join(str(event.door) for event in events))
    if Trouble.is_on and 13 in [event.door for event in events]:
        raise PoisonError("nobody lives there")


@job(queue=QueueName.DEFAULT, timeout=5, retries=3)
def bake_a_cake(event: BellRung) -> None:
    """Work slowly, then have one effect at the end."""
    if Trouble.is_on:
        raise PoisonError("the oven is cold")
    with finishing():
        leave_a_mark(f"baked {event.door}")


@job(queue=QueueName.DEFAULT, timeout=1, retries=0)
def sleep_for_ever(event: BellRung) -> None:
    """Take more time than there is."""
    import time

    time.sleep(30)


def ring(door: int = 1) -> None:
    """Record the fact."""
    with transaction():
        outbox.record(BellRung(door=door))


def deliveries() -> list[tuple[str, int]]:
    """List state and attempts of every delivery in order."""
    with reading():
        rows = select(Delivery.state, Delivery.attempts).order_by(Delivery.id)
        return [(state, attempts) for state, attempts in session().execute(rows)]


def delivery_id() -> int:
    """Give the id of the only delivery."""
    with reading():
        return session().scalars(select(Delivery.id)).one()


def messages() -> int:
    """Count the recorded messages."""
    with reading():
        return session().scalar(select(func.count()).select_from(Message)) or 0


DONE, DEAD, PENDING, QUEUED = (
    DeliveryState.DONE,
    DeliveryState.DEAD,
    DeliveryState.PENDING,
    DeliveryState.QUEUED,
)
