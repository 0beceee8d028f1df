"""Turns of periodic jobs: each is claimed in the database, so that it is taken once whoever calls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from croniter import croniter

from core.kernel import clock
from core.ops import service
from core.ops.types import PeriodicRunCard, RunId
from core.platform import log
from core.platform.db import transaction
from core.platform.http import OutageError
from workers.backoff import Backoff
from workers.failures import describe
from workers.job import Job

GRACE = timedelta(seconds=30)


@dataclass(frozen=True)
class Periodic:
    """A job without arguments and the times of its turns: cron's five fields in UTC (a sixth is seconds).

    A failed turn is tried up to `tries` times; where the next turn heals it anyway, once is enough.
    """

    cron: str
    job: Job
    tries: int = 1

    @property
    def name(self) -> str:
        return self.job.act.__name__

    def slot_of(self, instant: datetime) -> datetime:
        """Give the latest turn that was due at an instant."""
        # The library answers with turns strictly before, and a turn may be called in its very first moment.
        before: datetime = croniter(self.cron, instant + timedelta(milliseconds=1)).get_prev(datetime)
        return before

    def may_try_again(self, run: PeriodicRunCard) -> bool:
        """Say whether a broken turn has rested long enough to be taken again."""
        rest = Backoff(self.tries, timedelta(minutes=1), timedelta(hours=1)).delay(run.attempts, 0)
        return rest is not None and clock.now() >= (run.finished_at or run.started_at) + rest


def take_turn(periodic: Periodic, slot: datetime) -> bool:
    """Do a periodic job's turn of a slot, unless it is taken; says whether it was ours."""
    with log.bound(request_id=log.new_request_id(), job=periodic.name):
        lease = timedelta(seconds=periodic.job.timeout) + GRACE
        with transaction():
            run_id = service.claim_run(periodic.name, slot, lease=lease, tries=periodic.tries)
        if run_id is None:
            return False
        _act(periodic, run_id)
        return True


def _act(periodic: Periodic, run_id: RunId) -> None:
    try:
        note: Any = periodic.job.act()
    except Exception as problem:
        _tell(problem)
        with transaction():
            service.fail_run(run_id, problem=describe(problem))
        return
    with transaction():
        service.finish_run(run_id, note="" if note is None else str(note))


def _tell(problem: Exception) -> None:
    told = log.get(__name__)
    if isinstance(problem, OutageError):
        told.warning("a periodic job met an outage", problem=describe(problem))
    else:
        told.error("a periodic job failed", exc_info=problem)
