"""Every periodic job, in one list.

The scheduler puts a job in line at its times; the worker claims the turn in the database. So two schedulers
do no harm, a turn missed while nothing ran is made up for at the next start, and each turn has a history.
"""

from datetime import datetime, timedelta
from threading import Event as Flag
from types import FrameType

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, get_current_job
from rq.cron import CronScheduler

from core.kernel import clock
from core.kernel.ids import new_token
from core.ops import queries
from core.platform import log
from core.platform.cache import valkey
from core.platform.db import reading
from workers import (
    checkout,
    coupons,
    flash_sales,
    housekeeping,
    parcels,
    payments,
    privacy,
    publishing,
    rates,
    recommendations,
    search,
)
from workers.failures import describe
from workers.job import job
from workers.periodic import Periodic, take_turn
from workers.queues import QueueName

KEEP_IN_LINE = 3600  # seconds after which a turn that no worker took is left to the next one
KEEP_FAILED = 3600
REPEAT_WITHIN = timedelta(days=1)


@job(queue=QueueName.DEFAULT, timeout=30)
def repeat_broken_turns() -> str:
    """Put turns that failed in line again once they have rested."""
    several = {one.name: one for one in PERIODIC if one.tries > 1}
    with reading():
        broken = queries.list_broken_runs(list(several), within=REPEAT_WITHIN)
    again = [run for run in broken if several[run.name].may_try_again(run)]
    for run in again:
        put_in_line(several[run.name], run.slot)
    return f"repeated {len(again)}"


PERIODIC: tuple[Periodic, ...] = (
    Periodic("* * * * *", checkout.expire_unpaid_purchases),
    Periodic("* * * * * */15", flash_sales.turn_flash_sales),
    Periodic("* * * * *", repeat_broken_turns),
    Periodic("* * * * *", payments.ask_about_open_payments),
    Periodic("* * * * * */15", payments.deliver_due_sandbox_webhooks),
    Periodic("*/2 * * * *", parcels.ask_after_parcels),
    Periodic("* * * * * */15", parcels.deliver_due_sandbox_scans),
    Periodic("* * * * *", coupons.tend_offers),
    Periodic("* * * * *", publishing.enter_pages),
    Periodic("*/5 * * * *", publishing.keep_popular_searches),
    Periodic("* * * * *", search.fold_search_tallies),
    Periodic("20 4 * * *", publishing.sweep_pages),
    Periodic("17 * * * *", housekeeping.sweep),
    Periodic("5 * * * *", privacy.erase_due_accounts),
    Periodic("10 4 * * *", flash_sales.prove_stock),
    Periodic("40 3 * * *", search.rewrite_search_index),
    Periodic("25 4 * * *", search.forget_old_searches),
    Periodic("50 3 * * *", recommendations.rebuild_recommendations),
    Periodic("30 15 * * *", rates.import_rates, tries=8),  # both banks publish by then
)


def main() -> None:
    """Schedule until SIGTERM or SIGINT, also over outages of the queue."""
    log.get(__name__).info("scheduling", jobs=len(PERIODIC))
    Scheduler(valkey()).run()


class Scheduler(CronScheduler):
    """The queue's scheduler, with our list and with patience for an absent queue."""

    def __init__(self, connection: "Redis") -> None:
        super().__init__(connection)
        self.stop = Flag()
        for one in PERIODIC:
            self.register(
                run,
                queue_name=one.job.queue,
                args=(one.name,),
                cron=one.cron,
                job_timeout=one.job.timeout,
                result_ttl=0,
                ttl=KEEP_IN_LINE,
                failure_ttl=KEEP_FAILED,
                name=one.name,
            )

    def run(self) -> None:
        """Make up for missed turns, then put each in line at its time until asked to stop."""
        self._install_signal_handlers()
        while not self.stop.is_set():
            try:
                make_up_for_missed_turns()
                # A scheduler is not let in twice under one name.
                self.name = new_token(8)
                self.start()
            except (RedisError, OSError) as problem:
                log.get(__name__).warning("the queue is away", problem=describe(problem))
                self.stop.wait(2)

    def _request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stop.set()
        super()._request_stop(signum, frame)


def run(name: str, slot: str = "") -> None:
    """Take the turn of a periodic job: called by the worker. Without a slot, that of when it was put in line."""
    periodic = periodic_named(name)
    take_turn(periodic, datetime.fromisoformat(slot) if slot else periodic.slot_of(_put_in_line_at()))


def periodic_named(name: str) -> Periodic:
    """Find a periodic job by name; raises KeyError."""
    return {one.name: one for one in PERIODIC}[name]


def make_up_for_missed_turns() -> None:
    """Put the last turn of every periodic job in line that has not had it; a new shop has missed nothing."""
    now = clock.now()
    with reading():
        last = {run.name: run.slot for run in queries.list_last_runs()}
    for one in PERIODIC:
        if one.name in last and last[one.name] < one.slot_of(now):
            put_in_line(one, one.slot_of(now))


def put_in_line(periodic: Periodic, slot: datetime) -> None:
    """Put one turn in line."""
    Queue(periodic.job.queue, connection=valkey()).enqueue_call(
        run,
        args=(periodic.name, slot.isoformat()),
        timeout=periodic.job.timeout,
        result_ttl=0,
        ttl=KEEP_IN_LINE,
        failure_ttl=KEEP_FAILED,
        description=periodic.name,
    )


def _put_in_line_at() -> datetime:
    queued = get_current_job()
    at: datetime | None = queued.enqueued_at if queued else None
    return at or clock.now()
