"""The relay: takes facts that were recorded to those who listen, at least once, exactly once in effect.

Each turn fans new messages out into deliveries and takes every due delivery in a transaction of its own. A
reaction runs in that transaction, which also marks the delivery done; what it did is rolled back with it
when it fails. A job is marked as queued first and put in line after commit, so no network is inside; a
delivery that the queue lost is found when it is looked at again. Any number of relays may run.
"""

import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event as Flag
from time import monotonic
from types import FrameType

from core.platform import db, locks, log, outbox
from core.platform.bell import Bell, DatabaseOutage, outages_told
from core.platform.db import transaction
from workers import backoff, coupons, failures
from workers.deliveries import QUEUE_ERRORS, Standing, Ticket, hand_over, note_vanished, standing
from workers.job import Job
from workers.subscriptions import Subscriber, subscriber, subscribers_of

POLL_SECONDS = 1.0
MESSAGES_AT_ONCE = 200
DELIVERIES_AT_ONCE = 200
LOOK_AGAIN = timedelta(minutes=2)
LOCK_SECONDS, STATEMENT_SECONDS = 5, 30  # a reaction is short; a longer wait is a failure


def main() -> None:
    """Relay until SIGTERM or SIGINT; the delivery at hand is finished first."""
    stop = Flag()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    log.get(__name__).info("relaying")
    with coupons.settling():
        Relay().run_until(stop)


@dataclass
class Relay:
    """Remembers nothing but that the queue is away, so that not every delivery has to find out by itself."""

    outages: int = 0
    queue_rests_until: float = 0.0
    clock: Callable[[], float] = field(default=monotonic)

    def run_until(self, stop: Flag) -> None:
        """Take turns until asked to stop; wait for the bell in between, and for the database to come back."""
        while not stop.is_set():
            try:
                with Bell() as bell:
                    while not stop.is_set():
                        if not self.turn(stop):
                            bell.wait(POLL_SECONDS)
            except DatabaseOutage as problem:
                log.get(__name__).warning("the database is away", problem=str(problem))
                db.forget_engine()
                stop.wait(2)

    def turn(self, stop: Flag | None = None) -> int:
        """Fan out and deliver what is due, up to a limit; gives how much there was to do."""
        with outages_told():
            done = fan_out_waiting()
            for _ in range(DELIVERIES_AT_ONCE):
                if (stop is not None and stop.is_set()) or not self.deliver_next():
                    break
                done += 1
        return done

    def deliver_next(self) -> bool:
        """Take the delivery that has been due longest; says whether there was one."""
        at_hand: list[int] = []
        try:
            with transaction():
                ticket = self._take(at_hand)
        except Exception as problem:
            if not at_hand:
                raise
            failures.note(at_hand[0], problem, backoff.REACTION)
            return True
        if ticket is not None:
            self._send(*ticket)
        return bool(at_hand)

    def _take(self, at_hand: list[int]) -> tuple[Ticket, bool] | None:
        delivery = outbox.take_delivery()
        if delivery is None:
            return None
        at_hand.append(delivery.id)
        listener = subscriber(delivery.subscriber)
        if not isinstance(listener, Job):
            _react(delivery, listener)
            return None
        was_queued = delivery.state == outbox.DeliveryState.QUEUED
        outbox.queued(delivery, look_again_in=LOOK_AGAIN)
        return Ticket(delivery.id, delivery.attempts, delivery.due_at, listener), was_queued

    def _send(self, ticket: Ticket, was_queued: bool) -> None:
        if self.clock() < self.queue_rests_until:
            self._rest(ticket, "the queue is away")
            return
        try:
            where = standing(ticket) if was_queued else Standing.NOWHERE
            if where is Standing.NOWHERE:
                hand_over(ticket)
        except QUEUE_ERRORS as problem:
            self._note_outage(problem)
            self._rest(ticket, failures.describe(problem))
            return
        self.outages = 0
        if where is Standing.TAKEN:
            note_vanished(ticket)

    def _note_outage(self, problem: Exception) -> None:
        self.outages += 1
        pause = backoff.rest_while_queue_is_away(self.outages, _chance())
        self.queue_rests_until = self.clock() + pause.total_seconds()
        log.get(__name__).warning("the queue is away", problem=failures.describe(problem))

    def _rest(self, ticket: Ticket, error: str) -> None:
        delay = backoff.rest_while_queue_is_away(max(self.outages, 1), _chance())
        with transaction():
            delivery = outbox.lock_delivery(ticket.delivery_id)
            if delivery is not None and delivery.due_at == ticket.look_again_at:
                outbox.rest(delivery, delay=delay, error=error)


def fan_out_waiting(limit: int = MESSAGES_AT_ONCE) -> int:
    """Give each subscriber of the oldest new messages its delivery."""
    with transaction():
        messages = outbox.take_messages(limit)
        for message in messages:
            outbox.fan_out(message, subscribers_of(message.name))
        return len(messages)


def _react(delivery: outbox.Delivery, reaction: Subscriber) -> None:
    note = outbox.note_of(delivery)
    locks.be_quick(lock_seconds=LOCK_SECONDS, statement_seconds=STATEMENT_SECONDS)
    with log.bound(request_id=note.request_id or log.new_request_id(), reaction=delivery.subscriber):
        reaction(note.event)
    outbox.done(delivery)


def _chance() -> float:
    return random.random()  # noqa: S311
