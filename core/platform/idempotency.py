"""Once: an act with a key happens one time, whoever asks again."""

from typing import Any

from sqlalchemy import String, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Created
from core.platform.db import Model, session


class KeptKey(Model):
    __tablename__ = "kept_keys"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    at: Mapped[Created]
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")


def once(scope: str, key: str) -> bool:
    """Claim a key inside the transaction: True the first time, False ever after.

    A second claim waits for the first one's transaction, so that it never sees half an act.
    """
    claim = insert(KeptKey).values(scope=scope, key=key).on_conflict_do_nothing().returning(KeptKey.key)
    return session().execute(claim).scalar_one_or_none() is not None


def was_done(scope: str, key: str) -> bool:
    """Say whether a key was claimed by a finished act."""
    kept = select(KeptKey.key).where(KeptKey.scope == scope, KeptKey.key == key)
    return session().execute(kept).scalar_one_or_none() is not None
