"""A connection of one's own to the database, past the pool: for those who listen, ring or feel whether it lives."""

import psycopg

from core.platform.settings import settings


def open_line(seconds: int, options: str = "") -> psycopg.Connection:
    """Open a connection without transactions, waiting so long at the most; raises psycopg.Error."""
    url = settings().database_url.replace("postgresql+psycopg://", "postgresql://")
    return psycopg.connect(url, autocommit=True, connect_timeout=seconds, options=options)
