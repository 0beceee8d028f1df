"""Feeling whether the database lives, on a connection of its own: a full pool is no outage."""

from contextlib import suppress

import psycopg

from core.platform.line import open_line

PATIENCE_SECONDS = 2


class Pulse:
    """One connection that is asked now and then."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection | None = None

    def beats(self) -> bool:
        """Say whether the database answers."""
        try:
            if self._connection is None:
                self._connection = open_line(PATIENCE_SECONDS, f"-c statement_timeout={PATIENCE_SECONDS}s")
            self._connection.execute("select 1")
        except psycopg.Error:
            self.rest()
            return False
        return True

    def rest(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
        self._connection = None
