"""Connections that rested are asked whether they are still there before somebody gets them.

Asking each one every time costs a busy process a round trip per session, and says nothing new of a connection that
served somebody a moment ago. When one is found dead the pool lets go of all that are as old.
"""

from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

RESTED_SECONDS = 2.0


def ask_the_rested(engine: Engine) -> None:
    """Let an engine's pool ask connections that nobody used for a while, and replace those that do not answer."""

    @event.listens_for(engine, "checkin")
    def lay_down(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _lent: Any) -> None:
        since = record.info.get("rests_since")
        if since is None or monotonic() - since < RESTED_SECONDS:
            return
        if not _answers(engine, connection):
            raise DisconnectionError


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except psycopg.Error:
        return False
