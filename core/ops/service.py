from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, update
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.actor import Actor
from core.ops.models import PeriodicRun
from core.ops.queries import DEMO_WORLD
from core.ops.types import RunId, RunOutcome
from core.platform import idempotency, log, outbox
from core.platform.db import session


def claim_run(name: str, slot: datetime, *, lease: timedelta, tries: int) -> RunId | None:
    """Take a periodic job's turn of a slot; None where somebody has it or had it.

    A turn that failed, or whose lease is over without an end, may be taken again, `tries` times in all.
    """
    now = clock.now()
    start = {"started_at": now, "lease_until": now + lease, "request_id": log.request_id() or ""}
    vanished = and_(PeriodicRun.outcome == RunOutcome.RUNNING, PeriodicRun.lease_until < now)
    broken = or_(PeriodicRun.outcome == RunOutcome.FAILED, vanished)
    claim = insert(PeriodicRun).values(name=name, slot=slot, **start)
    again = claim.on_conflict_do_update(
        index_elements=["name", "slot"],
        set_={
            **start,
            "attempts": PeriodicRun.attempts + 1,
            "outcome": RunOutcome.RUNNING,
            "finished_at": None,
        },
        where=and_(broken, PeriodicRun.attempts < tries),
    )
    run_id = session().scalars(again.returning(PeriodicRun.id)).one_or_none()
    return None if run_id is None else RunId(run_id)


def finish_run(run_id: RunId, *, note: str) -> None:
    """Note that a periodic job ended well; `note` says briefly what it did."""
    _finish(run_id, RunOutcome.DONE, note)


def fail_run(run_id: RunId, *, problem: str) -> None:
    """Note that a periodic job failed, and why."""
    _finish(run_id, RunOutcome.FAILED, problem)


def forget_old_runs(older_than: timedelta) -> int:
    """Drop the history of turns that began long ago; gives how many."""
    old = delete(PeriodicRun).where(PeriodicRun.started_at < clock.now() - older_than)
    return len(session().execute(old.returning(PeriodicRun.id)).all())


def replay_dead_letters(delivery_ids: Sequence[int], *, by: Actor) -> int:
    """Put dead letters back to be tried at once; gives how many there were."""
    count = outbox.replay(delivery_ids)
    log.get(__name__).info("dead letters replayed", deliveries=list(delivery_ids), count=count, by=by.name)
    return count


def note_demo_loaded() -> None:
    """Note that this database holds the demo world; comes last in the transaction that makes it."""
    idempotency.once(*DEMO_WORLD)


def _finish(run_id: RunId, outcome: RunOutcome, note: str) -> None:
    values = {"outcome": outcome, "note": note[:2000], "finished_at": clock.now()}
    session().execute(update(PeriodicRun).where(PeriodicRun.id == run_id).values(values))
