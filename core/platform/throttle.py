"""Rate limits that hold across processes and without the queue: fixed windows counted in the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import DateTime, Integer, String, delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel import clock
from core.kernel.refusal import Refusal
from core.platform.composed import Composed
from core.platform.db import Model, session, write


class TooMany(Refusal):
    """Asked too often; `seconds` says when to come back."""

    code = "throttle.too_many"
    status = 429


class Window(Model):
    __tablename__ = "throttle_windows"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


# A count that is lost in a crash does no harm, so nobody waits for the disk.
_COUNT_ALL = Composed(
    text(
        """
    INSERT INTO throttle_windows AS known (scope, key, starts_at, count)
    SELECT act.scope, act.key, :start, 1
    FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried,
        unnest(CAST(:scopes AS text[]), CAST(:keys AS text[])) AS act (scope, key)
    ON CONFLICT (scope, key, starts_at) DO UPDATE SET count = known.count + 1
    RETURNING known.scope, known.count
    """
    )
)


def count(scope: str, key: str, *, window: timedelta) -> int:
    """Count one more act in the current window and give the number so far."""
    again = insert(Window).values(scope=scope, key=key[:255], starts_at=_start(window), count=1)
    again = again.on_conflict_do_update(
        index_elements=["scope", "key", "starts_at"], set_={"count": Window.count + 1}
    )
    return session().execute(again.returning(Window.count)).scalar_one()


def refuse_beyond(limit: int, scope: str, key: str, *, window: timedelta) -> None:
    """Count one more act; raises TooMany beyond `limit` in a window."""
    if count(scope, key, window=window) > limit:
        raise TooMany(seconds=int((_start(window) + window - clock.now()).total_seconds()) + 1)


def refuse_beyond_any(limits: Sequence[tuple[int, str, str]], *, window: timedelta) -> None:
    """Count one more act under several limits (limit, scope, key) by one statement; raises TooMany beyond any.

    For a transaction of its own, whose commit then does not wait for the disk. Scopes differ from one another.
    """
    start, wanted = _start(window), sorted(limits, key=lambda limit: limit[1:])
    values = {
        "scopes": [scope for _, scope, _ in wanted],
        "keys": [key[:255] for _, _, key in wanted],
        "start": start,
    }
    counts: dict[str, int] = dict(write(_COUNT_ALL, values))
    if any(counts[scope] > limit for limit, scope, _ in limits):
        raise TooMany(seconds=int((start + window - clock.now()).total_seconds()) + 1)


def forget(scope: str, key: str) -> None:
    """Start a key's count anew, as after a right password."""
    session().execute(delete(Window).where(Window.scope == scope, Window.key == key[:255]))


def give_back(scope: str, key: str, *, window: timedelta) -> None:
    """Take one act out of the current window, because it turned out to be a rightful one."""
    mine = update(Window).where(Window.scope == scope, Window.key == key[:255])
    counted = mine.where(Window.starts_at == _start(window), Window.count > 0)
    session().execute(counted.values(count=Window.count - 1))


def sweep(older_than: timedelta) -> int:
    """Drop windows that are long past; gives how many."""
    gone = delete(Window).where(Window.starts_at < clock.now() - older_than).returning(Window.count)
    return len(session().execute(gone).all())


def _start(window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    epoch = int(clock.now().timestamp())
    return datetime.fromtimestamp(epoch - epoch % seconds, tz=clock.now().tzinfo)
