from collections.abc import Sequence
from datetime import timedelta

from redis.exceptions import RedisError
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import DBAPIError

from core.kernel import clock
from core.kernel.page import Page, PageAsk
from core.ops import vitals
from core.ops.models import PeriodicRun
from core.ops.types import Health, PeriodicRunCard, QueueLength, RunId, RunOutcome, Vitals
from core.platform import cache, db, idempotency, outbox
from core.platform.cache import valkey
from core.platform.db import session
from core.platform.outbox import DeadLetter

DEMO_WORLD = ("demo", "world")

_QUEUES, _QUEUE_PREFIX = "rq:queues", "rq:queue:"


def look() -> Health:
    """Give the effects that still wait, at one glance."""
    return Health(outbox.counts(), outbox.oldest_waiting(), find_queue_lengths())


def look_at_vitals() -> Vitals:
    """Give the figures by which one sees how the shop does."""
    return vitals.look(find_queue_lengths())


def list_dead_letters(limit: int = 200) -> list[DeadLetter]:
    """List deliveries that gave up, newest first."""
    return outbox.list_dead(limit)


def find_queue_lengths() -> tuple[QueueLength, ...] | None:
    """Give how many jobs wait in each queue, by name; None while the queue service is away."""
    try:
        keys = sorted(bytes(key).decode() for key in valkey().smembers(_QUEUES))  # type: ignore[arg-type]
        lengths = [(key, valkey().llen(key)) for key in keys]
    except (RedisError, OSError, ValueError):  # the last where no address is set
        return None
    return tuple(QueueLength(key.removeprefix(_QUEUE_PREFIX), length) for key, length in lengths)


def list_runs(ask: PageAsk, *, name: str = "", outcome: str = "") -> Page[PeriodicRunCard]:
    """List the turns of periodic jobs, of one or of all, with one outcome or any, the latest slot first."""
    wanted = [PeriodicRun.name == name] if name else []
    wanted += [PeriodicRun.outcome == outcome] if outcome else []
    runs = select(PeriodicRun).where(*wanted)
    total = select(func.count()).select_from(PeriodicRun).where(*wanted)
    latest = runs.order_by(PeriodicRun.slot.desc(), PeriodicRun.id.desc())
    found = session().scalars(latest.limit(ask.size).offset(ask.offset))
    return Page([_card(run) for run in found], ask, session().execute(total).scalar_one())


def list_last_runs() -> list[PeriodicRunCard]:
    """List the last turn of each periodic job by name."""
    last = select(PeriodicRun).ext(distinct_on(PeriodicRun.name))
    return [_card(run) for run in session().scalars(last.order_by(PeriodicRun.name, PeriodicRun.slot.desc()))]


def list_broken_runs(names: Sequence[str], *, within: timedelta) -> list[PeriodicRunCard]:
    """List recent turns of the named jobs that failed, or whose worker vanished, the oldest first."""
    now = clock.now()
    vanished = (PeriodicRun.outcome == RunOutcome.RUNNING) & (PeriodicRun.lease_until < now)
    broken = select(PeriodicRun).where(
        PeriodicRun.name.in_(names),
        PeriodicRun.started_at > now - within,
        (PeriodicRun.outcome == RunOutcome.FAILED) | vanished,
    )
    return [_card(run) for run in session().scalars(broken.order_by(PeriodicRun.slot))]


def is_demo_loaded() -> bool:
    """Say whether this database holds the demo world, whole."""
    return idempotency.was_done(*DEMO_WORLD)


def _card(run: PeriodicRun) -> PeriodicRunCard:
    return PeriodicRunCard(
        id=RunId(run.id),
        name=run.name,
        slot=run.slot,
        attempts=run.attempts,
        started_at=run.started_at,
        finished_at=run.finished_at,
        outcome=RunOutcome(run.outcome),
        note=run.note,
    )


def readiness(newest_migration: str) -> dict[str, bool]:
    """Say of each thing the shop stands on whether it is there: database, queue, migrations."""
    database = db.is_reachable()
    return {
        "database": database,
        "queue": cache.is_reachable(),
        "migrations": database and _migration_in_force() == newest_migration,
    }


def _migration_in_force() -> str:
    try:
        return str(session().execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    except DBAPIError:
        return ""
