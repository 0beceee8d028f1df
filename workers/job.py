"""Jobs: slow acts, or acts that touch the network, which happen after a fact.

    @job(queue=QueueName.IMAGES, timeout=60)
    def make_renditions(event: PictureAccepted) -> None: ...

A job receives the event it is subscribed to (a periodic one receives nothing) and no ambient session: it
reads inside `reading()`, works outside any transaction, and puts its result inside `finishing()`, which
marks the delivery as carried out in the same transaction. So its effect on the database happens once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from core.platform import outbox
from core.platform.db import transaction
from workers.backoff import Backoff
from workers.queues import QueueName


@dataclass(frozen=True)
class Job:
    """A function with its queue, its hard time limit in seconds and its patience."""

    act: Callable[..., Any]
    queue: QueueName
    timeout: int
    backoff: Backoff = field(default_factory=Backoff)

    @property
    def name(self) -> str:
        return name_of(self.act)

    def __call__(self, *arguments: Any) -> Any:
        return self.act(*arguments)


def job(*, queue: QueueName, timeout: int = 60, retries: int = 9) -> Callable[[Callable[..., Any]], Job]:
    """Make a function a job; `timeout` in seconds is hard, the first try is followed by up to `retries`."""

    def made(act: Callable[..., Any]) -> Job:
        return Job(act, queue, timeout, Backoff(tries=retries + 1))

    return made


def name_of(subscriber: Callable[..., Any]) -> str:
    """Give the lasting name of a reaction or job: deliveries are kept under it."""
    act = subscriber.act if isinstance(subscriber, Job) else subscriber
    return f"{act.__module__}.{act.__qualname__}"


class AlreadyCarriedOut(Exception):
    """Somebody else has finished this delivery: undo and be content."""


_delivery_id: ContextVar[int | None] = ContextVar("delivery_id", default=None)


@contextmanager
def finishing() -> Iterator[None]:
    """Open the transaction with which a job ends; raises AlreadyCarriedOut where another run was faster."""
    delivery_id = _delivery_id.get()
    with transaction():
        delivery = None if delivery_id is None else _locked(delivery_id)
        yield
        if delivery is not None:
            outbox.done(delivery)


@contextmanager
def delivering(delivery_id: int) -> Iterator[None]:
    """Say within which delivery the job runs that `finishing` is to mark."""
    token = _delivery_id.set(delivery_id)
    try:
        yield
    finally:
        _delivery_id.reset(token)


def _locked(delivery_id: int) -> outbox.Delivery:
    delivery = outbox.lock_delivery(delivery_id)
    if delivery is None or delivery.state == outbox.DeliveryState.DONE:
        raise AlreadyCarriedOut
    return delivery
