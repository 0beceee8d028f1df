"""History: who changed what, from what to what, in the same transaction as the change."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, String, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel import clock
from core.kernel.actor import Actor
from core.platform import batch, log
from core.platform.columns import Created, Key
from core.platform.composed import Composed
from core.platform.db import Model, read_rows, session


class AuditEntry(Model):
    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "subject_kind", "subject_id", "id"),)

    id: Mapped[Key]
    at: Mapped[Created] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_name: Mapped[str] = mapped_column(String(255))
    actor_account_id: Mapped[int | None] = mapped_column(BigInteger)
    request_id: Mapped[str] = mapped_column(String(64), server_default="")
    subject_kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(64))
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    after: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    reason: Mapped[str] = mapped_column(String(255), server_default="")


_ENTRIES = AuditEntry.__table__
_HISTORIES = Composed(
    select(_ENTRIES)
    .where(
        _ENTRIES.c.subject_kind == bindparam("kind"),
        _ENTRIES.c.subject_id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
    )
    .order_by(_ENTRIES.c.id)
)


def changed(
    subject: Model,
    action: str,
    *,
    by: Actor,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write one line of history about a row that already has its id; with the batch, where one is open."""
    line = _line(type(subject), _id_of(subject), action, by, before or {}, after or {}, reason)
    if batch.is_open():
        _gather(line)
    else:
        session().add(AuditEntry(**line))


def began(kind: type[Model], id: int, action: str, *, by: Actor, after: dict[str, Any]) -> None:
    """Write the first line of history of a row, with the batch that writes the row itself."""
    _gather(_line(kind, id, action, by, {}, after, ""))


def moved(subject: Model, move: str, *, before: str, after: str, by: Actor, reason: str = "") -> None:
    """Write that a row went from one state to another."""
    changed(subject, move, by=by, before={"state": str(before)}, after={"state": str(after)}, reason=reason)


def history_of(subject_kind: str, subject_id: int) -> list[AuditEntry]:
    """List the history of a row, oldest first; rooms turn it into their own types."""
    entries = select(AuditEntry).where(
        AuditEntry.subject_kind == subject_kind, AuditEntry.subject_id == subject_id
    )
    return list(session().scalars(entries.order_by(AuditEntry.id)))


def histories_of(subject_kind: str, subject_ids: Iterable[int]) -> dict[int, list[Any]]:
    """Give the history of many rows by their ids, oldest first, as plain rows; one statement."""
    found: dict[int, list[Any]] = {id: [] for id in subject_ids}
    for entry in read_rows(_HISTORIES, {"kind": subject_kind, "ids": list(found)}):
        found[entry.subject_id].append(entry)
    return found


def history_of_kind(subject_kind: str, limit: int) -> list[AuditEntry]:
    """List what happened to the rows of a table, the latest first."""
    entries = select(AuditEntry).where(AuditEntry.subject_kind == subject_kind)
    return list(session().scalars(entries.order_by(AuditEntry.id.desc()).limit(limit)))


def _line(
    kind: type[Model],
    id: int,
    action: str,
    by: Actor,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str,
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_kind": by.kind.value,
        "actor_name": by.name,
        "actor_account_id": by.account_id,
        "request_id": log.request_id() or "",
        "subject_kind": kind.__tablename__,
        "subject_id": id,
        "action": action,
        "before": before,
        "after": after,
        "reason": reason,
    }


def _gather(line: dict[str, Any]) -> None:
    batch.insert(AuditEntry, [line | {"at": line["at"].isoformat()}])


def _id_of(subject: Any) -> int:
    if subject.id is None:
        session().flush()
    return int(subject.id)
