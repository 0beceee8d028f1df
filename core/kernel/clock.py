"""The only clock: instants are aware UTC, dates belong to a named zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Give this instant in UTC."""
    return datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """Give the calendar day it is now in a zone."""
    return now().astimezone(ZoneInfo(zone)).date()
