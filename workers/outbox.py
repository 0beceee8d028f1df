"""The relay: takes facts that were recorded to those who listen, at least once, exactly once in effect.

Each turn fans new messages out into deliveries and takes the due ones, many in one transaction. Reactions run
in that transaction, which also marks their deliveries done; where one of them fails, all of it is rolled back and
each delivery is taken again in a transaction of its own, so that one's trouble is nobody else's. A job is marked
as queued first and put in line after commit, so no network is inside; a delivery that the queue lost is found
when it is looked at again. Any number of relays may run.
"""

import random
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event as Flag
from time import monotonic, sleep
from types import FrameType
from typing import Any

from core.kernel import clock
from core.kernel.event import hears_many, tell
from core.platform import db, locks, log, outbox
from core.platform.bell import Bell, DatabaseOutage, outages_told
from core.platform.db import session, transaction
from workers import backoff, coupons, failures
from workers.deliveries import QUEUE_ERRORS, Standing, Ticket, hand_over, note_vanished, standing
from workers.job import Job
from workers.subscriptions import subscriber, subscribers_of

POLL_SECONDS = 1.0
MESSAGES_AT_ONCE = 200
DELIVERIES_AT_ONCE, SECONDS_AT_ONCE = 50, 0.1  # in one transaction
BATCHES_AT_ONCE = 8
TURN_SECONDS = 0.1  # a turn begins no sooner after the one before it, so that a busy shop's facts go together
LOOK_AGAIN = timedelta(minutes=2)
LOCK_SECONDS, STATEMENT_SECONDS = 5, 30  # a reaction is short; a longer wait is a failure

Reaction = Callable[[Any], Any]
ToJob = tuple[outbox.Waiting, Job]
ToReaction = tuple[list[outbox.Waiting], Reaction]


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
                        began = self.clock()
                        if self.turn(stop):
                            sleep(max(0.0, TURN_SECONDS - (self.clock() - began)))
                        else:
                            bell.wait(POLL_SECONDS)
            except DatabaseOutage as problem:
                log.get(__name__).warning("the database is away", problem=str(problem))
                db.forget_engine()
                stop.wait(2)

    def turn(self, stop: Flag | None = None) -> int:
        """Fan out and deliver what is due, up to a limit; gives how much there was to do."""
        with outages_told():
            done = fan_out_waiting()
            for _ in range(BATCHES_AT_ONCE):
                many = 0 if stop is not None and stop.is_set() else self.deliver_due()
                done += many
                if many < DELIVERIES_AT_ONCE:  # whatever else is due by now is for the next turn
                    break
        return done

    def deliver_due(self) -> int:
        """Take the deliveries that have been due longest; gives how many were seen to."""
        at_hand: list[int] = []
        try:
            with transaction():
                taken = outbox.take_deliveries(DELIVERIES_AT_ONCE)
                at_hand = [delivery.id for delivery in taken]
                seen_to, tickets = _see_to(taken)
        except Exception as problem:
            if not at_hand:
                raise
            log.get(__name__).info("deliveries are taken one by one", problem=failures.describe(problem))
            for id in at_hand:
                self._deliver_alone(id)
            return len(at_hand)
        for ticket in tickets:
            self._send(*ticket)
        return seen_to

    def _deliver_alone(self, delivery_id: int) -> None:
        try:
            with transaction():
                taken = outbox.take_delivery(delivery_id, *outbox.UNFINISHED, leaves_held=True)
                tickets = _see_to([taken])[1] if taken else []
        except Exception as problem:
            failures.note(delivery_id, problem, backoff.REACTION)
            return
        for ticket in tickets:
            self._send(*ticket)

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
            outbox.rest(ticket.delivery_id, ticket.look_again_at, delay=delay, error=error)


def fan_out_waiting(limit: int = MESSAGES_AT_ONCE) -> int:
    """Give each subscriber of the oldest new messages its delivery."""
    with transaction():
        messages = outbox.take_messages(limit)
        if messages:
            outbox.fan_out({id: subscribers_of(name) for id, name in messages.items()})
        return len(messages)


def _see_to(deliveries: Sequence[outbox.Waiting]) -> tuple[int, list[tuple[Ticket, bool]]]:
    """Have reactions react and jobs marked as queued; gives how many were seen to and whom to put in line.

    What has been due longest comes first. Reactions are followed for a while only, because what they lock stays
    locked; the rest stays due.
    """
    if not deliveries:
        return 0, []
    jobs, reactions = _sorted(deliveries)
    if reactions:
        locks.be_quick(lock_seconds=LOCK_SECONDS, statement_seconds=STATEMENT_SECONDS)
    tickets = _queued(jobs)
    done, until = list[int](), monotonic() + SECONDS_AT_ONCE
    for hears, reaction in reactions:
        if done and monotonic() > until:
            break
        _react(reaction, hears)
        done += [delivery.id for delivery in hears]
    if done:
        outbox.done(done)
    return len(jobs) + len(done), tickets


def _sorted(deliveries: Sequence[outbox.Waiting]) -> tuple[list[ToJob], list[ToReaction]]:
    """Part deliveries to jobs from those to reactions; what a reaction hears together stands where its first does."""
    jobs: list[ToJob] = []
    reactions: dict[str | int, ToReaction] = {}
    for delivery in deliveries:
        listener = subscriber(delivery.subscriber)
        if isinstance(listener, Job):
            jobs.append((delivery, listener))
        else:
            key = delivery.subscriber if hears_many(listener) else delivery.id
            reactions.setdefault(key, ([], listener))[0].append(delivery)
    return jobs, list(reactions.values())


def _queued(jobs: Sequence[ToJob]) -> list[tuple[Ticket, bool]]:
    again = clock.now() + LOOK_AGAIN
    if jobs:
        outbox.queued([delivery.id for delivery, _ in jobs], look_again_at=again)
    return [
        (Ticket(delivery.id, delivery.attempts, again, job), delivery.state == outbox.DeliveryState.QUEUED)
        for delivery, job in jobs
    ]


def _react(reaction: Reaction, hears: Sequence[outbox.Waiting]) -> None:
    first = hears[0]
    with log.bound(request_id=first.request_id or log.new_request_id(), reaction=first.subscriber):
        tell(reaction, [delivery.event for delivery in hears])
    # The next one is to see what is written, and none of the rows as this one left them in memory.
    session().flush()
    session().expunge_all()


def _chance() -> float:
    return random.random()  # noqa: S311
