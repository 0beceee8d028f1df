"""Deliveries that jobs carry out: handing them to the queue, and doing them on a worker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job as QueuedJob
from rq.job import JobStatus

from core.kernel import clock
from core.platform import log, outbox
from core.platform.cache import valkey
from core.platform.db import reading, transaction
from workers import failures
from workers.backoff import REACTION
from workers.job import AlreadyCarriedOut, Job, delivering
from workers.subscriptions import subscriber

QUEUE_ERRORS = (RedisError, OSError)
KEEP_FAILED = 3600  # seconds that the queue remembers a job whose worker died
GRACE = timedelta(seconds=30)  # between a job's hard limit and the belief that it is lost


class WorkerVanished(RuntimeError):
    """A worker took the job and ended without a word, as when memory ran out."""


class Standing(StrEnum):
    """Where the queue has a job: waiting in line, taken by a worker, or nowhere."""

    IN_LINE = "in line"
    TAKEN = "taken"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Ticket:
    """A delivery on its way to the queue; each attempt has a place in line of its own."""

    delivery_id: int
    attempts: int
    look_again_at: datetime
    job: Job

    @property
    def place(self) -> str:
        return f"delivery-{self.delivery_id}-{self.attempts}"


def hand_over(ticket: Ticket) -> None:
    """Put a delivery in line; twice is once. Raises one of QUEUE_ERRORS while the queue is away."""
    try:
        Queue(ticket.job.queue, connection=valkey()).enqueue_call(
            "workers.deliveries.carry_out",
            args=(ticket.delivery_id,),
            timeout=ticket.job.timeout,
            result_ttl=0,
            failure_ttl=KEEP_FAILED,
            description=ticket.job.name,
            job_id=ticket.place,
            unique=True,
        )
    except DuplicateJobError:
        log.get(__name__).debug("already in line", delivery=ticket.delivery_id)


def standing(ticket: Ticket) -> Standing:
    """Ask the queue where a delivery stands."""
    try:
        status = QueuedJob.fetch(ticket.place, connection=valkey()).get_status(refresh=False)
    except NoSuchJobError:
        return Standing.NOWHERE
    return Standing.IN_LINE if status == JobStatus.QUEUED else Standing.TAKEN


def note_vanished(ticket: Ticket) -> None:
    """Count an attempt whose worker vanished, unless a worker has just begun it after all."""
    with reading():
        if not outbox.is_untouched(ticket.delivery_id, ticket.look_again_at):
            return
    failures.note(ticket.delivery_id, WorkerVanished(ticket.place), ticket.job.backoff)


def carry_out(delivery_id: int) -> None:
    """Do the job of a delivery: called by the worker. A delivery that is not waiting is left alone."""
    job: Job | None = None
    try:
        taken = _take(delivery_id)
        if taken is not None:
            delivery, job = taken
            _do(delivery, job)
    except Exception as problem:
        failures.note(delivery_id, problem, job.backoff if job else REACTION)


def _take(delivery_id: int) -> tuple[outbox.Waiting, Job] | None:
    with transaction():
        delivery = outbox.take_delivery(delivery_id, outbox.DeliveryState.QUEUED)
        if delivery is None:
            return None
        job = subscriber(delivery.subscriber)
        if not isinstance(job, Job):
            raise failures.UnknownSubscriber(delivery.subscriber)
        beyond = timedelta(seconds=job.timeout) + GRACE
        outbox.queued([delivery.id], look_again_at=clock.now() + beyond)
        return delivery, job


def _do(delivery: outbox.Waiting, job: Job) -> None:
    request_id = delivery.request_id or log.new_request_id()
    with log.bound(request_id=request_id, job=job.name):
        try:
            with delivering(delivery.id):
                job.act(delivery.event)
        except AlreadyCarriedOut:
            log.get(__name__).info("carried out before", delivery=delivery.id)
