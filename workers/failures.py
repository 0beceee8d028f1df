"""What becomes of an attempt that failed: another one later, or a dead letter that people see."""

import random
from datetime import timedelta

from core.platform import log, outbox
from core.platform.db import transaction
from core.platform.http import OutageError
from workers.backoff import OUTAGE, Backoff


class UnknownSubscriber(LookupError):
    """A delivery is addressed to a function that subscribes no more."""


def note(delivery_id: int, problem: BaseException, backoff: Backoff) -> None:
    """Note a failed attempt in a transaction of its own, because the attempt's was rolled back."""
    told = log.get(__name__)
    with transaction():
        failures = outbox.attempts_of(delivery_id) + 1
        delay = _delay(problem, failures, backoff)
        outbox.postpone(delivery_id, delay=delay, error=describe(problem))
    if delay is None:
        told.error("a delivery gave up", delivery=delivery_id, failures=failures, exc_info=problem)
    else:
        told.warning(
            "a delivery failed and comes again",
            delivery=delivery_id,
            failures=failures,
            in_seconds=round(delay.total_seconds()),
            problem=describe(problem),
        )


def describe(problem: BaseException) -> str:
    """Say in one line what went wrong."""
    return f"{type(problem).__name__}: {problem}".strip().partition("\n")[0][:1000]


def _delay(problem: BaseException, failures: int, backoff: Backoff) -> timedelta | None:
    if isinstance(problem, UnknownSubscriber):
        return None
    # Somebody else's outage is waited for longer than a mistake of our own.
    patience = OUTAGE if isinstance(problem, OutageError) else backoff
    return patience.delay(failures, random.random())  # noqa: S311
