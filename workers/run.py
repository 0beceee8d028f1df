"""A worker: takes jobs from the queues it eats, one at a time, in its own process.

It does not fork for each job, which is five times as fast. What forking would protect from is taken care
of otherwise: a job beyond its time is interrupted, one that does not even hear that ends the process, and a
process that has grown or has done many jobs ends by itself. The launcher starts another.
"""

import faulthandler
import logging
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from math import inf
from time import monotonic
from types import FrameType
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job

from core.platform import log, metrics
from core.platform.db import transaction
from core.platform.settings import settings
from core.switches import service as switches
from workers.failures import describe
from workers.queues import QueueName, eaten_by

GRACE_SECONDS = 10  # between asking a job to end and ending the process
DEFAULT_SECONDS = 180
MOST_JOBS = 5000
MOST_MEGABYTES = 600
WORKER_SECONDS = 60  # after which a silent worker is thought dead
BEAT_SECONDS = 10  # between two signs of life
PAUSE_SECONDS = 2.0


def main(number: int = 0) -> None:
    """Work until SIGTERM, SIGINT or retirement; `number`, from 1, decides what is eaten (see queues.py)."""
    queues = eaten_by(number, of=settings().job_workers)
    log.get(__name__).info("working", queues=",".join(queues))
    logging.getLogger("rq").setLevel(logging.WARNING)
    metrics.start_counting()
    switches.start_watching(transaction)
    _work(queues)


def _work(queues: Sequence[QueueName]) -> None:
    ending = False
    while not ending:
        worker = HouseWorker(list(queues), connection=_connection(), worker_ttl=WORKER_SECONDS)
        with suppress(StopRequested):
            try:
                worker.work(logging_level=None, max_jobs=MOST_JOBS)
            except (RedisError, OSError) as problem:
                log.get(__name__).warning("the queue is away", problem=describe(problem))
            if not worker.is_ending:
                time.sleep(PAUSE_SECONDS)
        ending = worker.is_ending


class HouseJob(Job):
    """The queue's plain job, which is gone as soon as it is done."""

    def cleanup(
        self, ttl: int | None = None, pipeline: Pipeline | None = None, remove_from_queue: bool = True
    ) -> None:
        """Drop what is known of the job; its execution the worker takes out of all lists in the same breath.

        The queue's own way asks ten times where the job may stand, of which its worker knows all.
        """
        if ttl != 0 or pipeline is None or remove_from_queue:
            super().cleanup(ttl, pipeline, remove_from_queue)
            return
        pipeline.delete(self.key, self.dependents_key, self.dependencies_key, self.execution_registry.key)


class HouseWorker(SimpleWorker):
    """The queue's plain worker with a hard limit for every job and an end for itself.

    It tells the queue that it is alive and idle when that is news, not five times for each job.
    """

    job_class = HouseJob
    is_ending = False
    jobs_done = 0
    _beaten_at = -inf

    def perform_job(self, job: Any, queue: Any) -> bool:
        limit = (job.timeout or DEFAULT_SECONDS) + GRACE_SECONDS
        # Watches from outside the interpreter, so it also ends what is stuck in foreign code.
        faulthandler.dump_traceback_later(limit, exit=True)
        try:
            is_done = bool(super().perform_job(job, queue))
            metrics.JOBS.labels(queue.name, "done" if is_done else "failed").inc()
            return is_done
        finally:
            faulthandler.cancel_dump_traceback_later()
            self._retire_when_spent()

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        is_fresh = monotonic() - self._beaten_at < BEAT_SECONDS
        if pipeline is None and timeout is None and is_fresh:
            return
        super().heartbeat(timeout, pipeline)
        self._beaten_at = monotonic()

    def set_state(self, state: str, pipeline: Pipeline | None = None) -> None:
        if state != self._state:
            super().set_state(state, pipeline)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.is_ending = True
        super().request_stop(signum, frame)

    def _retire_when_spent(self) -> None:
        self.jobs_done += 1
        megabytes = peak_megabytes()
        if self.jobs_done >= MOST_JOBS or megabytes > MOST_MEGABYTES:
            log.get(__name__).info("retiring", jobs=self.jobs_done, megabytes=megabytes)
            self.is_ending = self._stop_requested = True


def peak_megabytes() -> int:
    """Give the most memory this process ever had."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def _connection() -> "Redis":
    return Redis.from_url(settings().redis_url, socket_connect_timeout=2, health_check_interval=30)
