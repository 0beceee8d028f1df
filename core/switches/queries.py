from datetime import datetime, timedelta

from sqlalchemy import select

from core.kernel import clock
from core.kernel.ids import SiteId
from core.platform import audit
from core.platform.db import session
from core.switches import board
from core.switches.models import Switch, TripRow
from core.switches.types import Change, Feature, Level, Standing, Trip


def level(site_id: SiteId | None, feature: Feature = Feature.SHOP) -> Level:
    """Give how much of a feature is left on a site, from this process's memory; of the whole shop unasked."""
    found = board.find(feature, site_id)
    return found.level if found else Level.NORMAL


def is_on(feature: Feature, site_id: SiteId | None) -> bool:
    """Say whether a feature is there at all, from this process's memory."""
    return level(site_id, feature) is not Level.OFF


def find_in_force(feature: Feature, site_id: SiteId | None) -> Standing | None:
    """Give the switch in force with its end and reason, from this process's memory; None where all is normal."""
    return board.find(feature, site_id)


def flips() -> int:
    """Count how often this process heard of other switches: what it keeps from an earlier count may be over."""
    return board.flips()


def list_standing() -> list[Standing]:
    """List the switches that are not normal and not over, as the database has them.

    A newer release beside or before this one may name what we do not know; that is left out everywhere.
    """
    now = clock.now()
    known = Switch.feature.in_(list(Feature)), Switch.level.in_(list(Level))
    rows = select(Switch).where(Switch.level != Level.NORMAL, *known).order_by(Switch.feature, Switch.site_id)
    return [_standing(row) for row in session().scalars(rows) if row.until is None or row.until > now]


def list_changes(limit: int = 50) -> list[Change]:
    """List what was switched, the latest first."""
    rows = {row.id: row for row in session().scalars(select(Switch).where(Switch.feature.in_(list(Feature))))}
    entries = audit.history_of_kind(Switch.__tablename__, limit)
    return [_change(entry, rows[entry.subject_id]) for entry in entries if entry.subject_id in rows]


def list_trips(limit: int = 50) -> list[Trip]:
    """List the times a guarded call was let go, the latest first."""
    known = select(TripRow).where(TripRow.feature.in_(list(Feature)))
    rows = known.order_by(TripRow.at.desc(), TripRow.id.desc()).limit(limit)
    return [_trip(row) for row in session().scalars(rows)]


def count_trips(within: timedelta) -> int:
    """Count the trips of late."""
    return len(session().scalars(select(TripRow.id).where(TripRow.at > clock.now() - within)).all())


def _standing(row: Switch) -> Standing:
    site_id = None if row.site_id is None else SiteId(row.site_id)
    return Standing(
        Feature(row.feature), site_id, Level(row.level), row.until, row.reason, row.set_by, row.set_at
    )


def _change(entry: audit.AuditEntry, row: Switch) -> Change:
    until = entry.after.get("until")
    return Change(
        at=entry.at,
        by=entry.actor_name,
        feature=Feature(row.feature),
        site_id=None if row.site_id is None else SiteId(row.site_id),
        before=Level(entry.before["level"]),
        after=Level(entry.after["level"]),
        until=datetime.fromisoformat(until) if until else None,
        reason=entry.reason,
    )


def _trip(row: TripRow) -> Trip:
    return Trip(
        Feature(row.feature), row.process, row.at, row.until, row.calls, row.failed, row.slow, row.problem
    )
