from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

RunId = NewType("RunId", int)


class RunOutcome(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PeriodicRunCard:
    """One turn of a periodic job: `slot` is the instant it was due at; times are UTC."""

    id: RunId
    name: str
    slot: datetime
    attempts: int
    started_at: datetime
    finished_at: datetime | None
    outcome: RunOutcome
    note: str


@dataclass(frozen=True, slots=True)
class QueueLength:
    """How many jobs wait in a queue."""

    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the shop does: orders and payments of late, what must be none, and what waits.

    `orders` are purchases placed in the last 1, 5 and 60 minutes. Payments are those of the purchases of the last
    hour by state. `oversold` counts stock levels with more promised than there is, `overdue` unpaid purchases whose
    stock should have been given back, `coupons_amiss` offers whose claims are not what is counted. Ages are seconds.
    """

    orders: dict[int, int]
    payments: dict[str, int]
    oversold: int
    unpaid: int
    overdue: int
    deliveries: dict[str, int]
    dead_letters: int
    outbox_age: float
    queues: dict[str, int] | None
    switched: int
    trips: int
    coupons_amiss: int


@dataclass(frozen=True, slots=True)
class Health:
    """The effects that still wait, at one glance; `queues` is None while the queue service is away."""

    deliveries: dict[str, int]
    oldest_waiting: datetime | None
    queues: tuple[QueueLength, ...] | None
