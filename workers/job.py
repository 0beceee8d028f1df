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


@dataclass
class _AtHand:
    delivery_id: int
    is_done: bool = False


_at_hand: ContextVar[_AtHand | None] = ContextVar("at_hand", default=None)


@contextmanager
def finishing() -> Iterator[None]:
    """Open the transaction with which a job ends; raises AlreadyCarriedOut where another run was faster."""
    at_hand = _at_hand.get()
    with transaction():
        if at_hand is not None and not outbox.done([at_hand.delivery_id]):
            raise AlreadyCarriedOut
        yield
    if at_hand is not None:
        at_hand.is_done = True


@contextmanager
def delivering(delivery_id: int) -> Iterator[None]:
    """Say within which delivery the job runs that `finishing` is to mark; marks it where the job did not."""
    at_hand = _AtHand(delivery_id)
    token = _at_hand.set(at_hand)
    try:
        yield
    finally:
        _at_hand.reset(token)
    if not at_hand.is_done:
        with transaction():
            outbox.done([delivery_id])
