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
from types import FrameType
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.exceptions import StopRequested

from core.platform import log, metrics
from core.platform.settings import settings
from core.switches import service as switches
from workers.failures import describe
from workers.queues import QueueName, eaten_by

GRACE_SECONDS = 10  # between asking a job to end and ending the process
DEFAULT_SECONDS = 180
MOST_JOBS = 5000
MOST_MEGABYTES = 600
WORKER_SECONDS = 60  # after which a silent worker is thought dead
PAUSE_SECONDS = 2.0


def main(number: int = 0) -> None:
    """Work until SIGTERM, SIGINT or retirement; `number`, from 1, decides what is eaten (see queues.py)."""
    queues = eaten_by(number, of=settings().job_workers)
    log.get(__name__).info("working", queues=",".join(queues))
    logging.getLogger("rq").setLevel(logging.WARNING)
    metrics.start_counting()
    switches.start_watching()  # pages that are rendered here are to look as those of the web
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


class HouseWorker(SimpleWorker):
    """The queue's plain worker with a hard limit for every job and an end for itself."""

    is_ending = False
    jobs_done = 0

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
