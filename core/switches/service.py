from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import SiteId
from core.platform import audit, locks, log, outbox
from core.platform.db import OUTAGES, reading, session
from core.platform.guarded import Gate
from core.switches import board, gates, policy, queries, telling
from core.switches.events import SwitchChanged
from core.switches.models import Switch, TripRow
from core.switches.types import Feature, Level, Trip
from core.switches.watching import Watcher, refresh

Writing = Callable[[], AbstractContextManager[object]]


def set_switch(
    feature: str,
    level: str,
    *,
    site_id: SiteId | None,
    until: datetime | None,
    reason: str,
    by: Actor,
) -> None:
    """Switch a feature of a site, or of all sites, to another level until a moment (UTC) or for good.

    Processes hear of it by `announce`, which the edge calls after its commit. Raises FeatureUnknown,
    LevelUnknown, ReasonMissing and ExpiryOutOfReason.
    """
    named = policy.feature_of(feature)
    chosen, said = policy.level_of(named, level), policy.check_reason(reason)
    policy.check_expiry(until, clock.now())
    _change(_row(named, site_id), chosen, until, said, by)


def clear_switch(feature: str, *, site_id: SiteId | None, reason: str = "", by: Actor) -> bool:
    """Make a feature of a site, or of all sites, normal again; says whether it was anything else."""
    row = _row(policy.feature_of(feature), site_id)
    if row.level == Level.NORMAL:
        return False
    _change(row, Level.NORMAL, None, " ".join(reason.split())[: policy.LONGEST_REASON], by)
    return True


def announce() -> bool:
    """Let every process know what stands now, after the commit; says whether they hear of it at once.

    Without Valkey they read it by themselves within fifteen seconds.
    """
    with reading():
        standings = queries.list_standing()
    board.put_up(standings)
    return telling.tell(standings)


def keep_up_to_date() -> None:
    """Read the switches onto this process's board, once: for commands and jobs, which watch nothing."""
    refresh()


def start_watching(writing: Writing) -> Watcher:
    """Keep this process's board up to date from now on, and write down what its gates let go.

    `writing` is what the edge opens a transaction with.
    """
    watcher = Watcher(chore=lambda: write_down_trips(writing))
    watcher.start()
    return watcher


def gate(feature: Feature, party: str = "") -> Gate:
    """Give this process's gate before a secondary feature, or before one of the parties that are asked for it."""
    return gates.gate(feature, party)


def write_down_trips(writing: Writing) -> None:
    """Write down what the gates of this process let go; kept for the next time while the database is away."""
    trips = gates.fallen()
    if not trips:
        return
    try:
        with writing():
            record_trips(trips)
    except OUTAGES:
        return
    gates.forget(trips)


def record_trips(trips: Iterable[Trip]) -> None:
    """Write down that guarded calls were let go."""
    for one in trips:
        session().add(
            TripRow(
                feature=one.feature,
                process=one.process[:64],
                at=one.at,
                until=one.until,
                calls=one.calls,
                failed=one.failed,
                slow=one.slow,
                problem=one.problem[:200],
            )
        )


def forget_old_trips(older_than: timedelta) -> int:
    """Drop trips of long ago; gives how many."""
    old = delete(TripRow).where(TripRow.at < clock.now() - older_than)
    return len(session().execute(old.returning(TripRow.id)).all())


def _row(feature: Feature, site_id: SiteId | None) -> Switch:
    """Lock the row of a switch, which is there from its first use."""
    fresh = insert(Switch).values(feature=feature, site_id=site_id, set_at=clock.now())
    session().execute(fresh.on_conflict_do_nothing())
    (row,) = locks.matching(Switch, Switch.feature == feature, _is_of(site_id))
    return row


def _is_of(site_id: SiteId | None) -> ColumnElement[bool]:
    return Switch.site_id.is_(None) if site_id is None else Switch.site_id == site_id


def _change(row: Switch, level: Level, until: datetime | None, reason: str, by: Actor) -> None:
    before = {"level": row.level, "until": row.until.isoformat() if row.until else None}
    row.level, row.until, row.reason = level, until, reason
    row.set_by, row.set_at = by.name, clock.now()
    after = {"level": level, "until": until.isoformat() if until else None}
    audit.changed(
        row,
        "set" if level is not Level.NORMAL else "cleared",
        by=by,
        before=before,
        after=after,
        reason=reason,
    )
    outbox.record(SwitchChanged(feature=row.feature, site_id=row.site_id, level=level))
    log.get(__name__).info("switched", feature=row.feature, site=row.site_id, level=level, by=by.name)
