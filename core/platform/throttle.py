"""Rate limits that hold across processes and without the queue: fixed windows counted in the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import DateTime, Integer, String, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel import clock
from core.kernel.refusal import Refusal
from core.platform.db import Model, session


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
    """Count one more act under several limits (limit, scope, key) by one statement; raises TooMany beyond any."""
    start = _start(window)
    rows = [
        {"scope": scope, "key": key[:255], "starts_at": start, "count": 1} for _, scope, key in sorted(limits)
    ]
    again = insert(Window).values(rows)
    again = again.on_conflict_do_update(
        index_elements=["scope", "key", "starts_at"], set_={"count": Window.count + 1}
    )
    told = session().execute(again.returning(Window.scope, Window.count))
    counts: dict[str, int] = {scope: count for scope, count in told}  # noqa: C416 - typed rows
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
