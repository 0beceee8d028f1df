"""Writing coupon claims down: a thread of the relay waits at the line and settles what comes, in order.

Any number of relays may do it, since an offer is settled under its lock and a claim that is written down twice is
written down once. What is taken leaves the line only after the commit, so a relay that dies in between loses nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event as Flag
from threading import Thread

from sqlalchemy.exc import IntegrityError

from core.platform import log
from core.platform.db import OUTAGES, reading, transaction
from core.promotions import queries, service
from core.promotions.types import Waiting
from workers.failures import describe
from workers.job import job
from workers.queues import QueueName

WAIT_SECONDS = 0.25  # at the line, before it is asked whether to stop
PATIENCE_SECONDS = 1.0  # with what is away
GATHER_SECONDS = 0.05  # in which a rush becomes a batch


@contextmanager
def settling() -> Iterator[None]:
    """Settle claims in a thread while the block lasts."""
    stop = Flag()
    thread = Thread(target=settle_until, args=(stop,), name="coupons", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(WAIT_SECONDS * 2)


def settle_until(stop: Flag) -> None:
    """Settle what comes into the line until asked to stop, and wait for whatever is away."""
    while not stop.is_set():
        try:
            if service.wait_for_claims(WAIT_SECONDS) and not stop.wait(GATHER_SECONDS):
                settle_next()
        except service.AWAY:
            stop.wait(PATIENCE_SECONDS)
        except OUTAGES as problem:
            log.get(__name__).warning("the database is away", problem=describe(problem))
            stop.wait(PATIENCE_SECONDS)
        except Exception:  # a mistake must not end the thread: those in line would wait for ever
            log.get(__name__).exception("claims could not be written down")
            stop.wait(PATIENCE_SECONDS)


def settle_next() -> int:
    """Write the next batch of claims down and take it out of the line; gives how many there were."""
    waiting = service.list_waiting()
    if not waiting:
        return 0
    try:
        _settle(waiting)
    except IntegrityError:  # one of them cannot be written down, and the others are not to wait for it
        for one in waiting:
            _settle_alone(one)
    return len(waiting)


def _settle(waiting: Sequence[Waiting]) -> None:
    with transaction():
        settled = service.settle(waiting)
    service.tell_settled(settled)


def _settle_alone(one: Waiting) -> None:
    try:
        _settle([one])
    except IntegrityError as problem:
        log.get(__name__).error("a claim was dropped", account=one.account_id, problem=describe(problem))
        service.drop([one])


@job(queue=QueueName.DEFAULT, timeout=50)
def tend_offers() -> str:
    """End offers whose time is over, and let the line forget what is not true any more."""
    with transaction():
        ended = service.end_due_offers()
    with reading():
        service.announce(queries.get_offer(offer_id) for offer_id in ended)
        try:
            mended = service.mend_line()
        except service.AWAY:
            mended = 0
        unproven = queries.list_unproven()
    if unproven:
        log.get(__name__).error("claims are not what is counted", offers=list(unproven))
    return f"ended {len(ended)}, mended {mended}, unproven {len(unproven)}"
