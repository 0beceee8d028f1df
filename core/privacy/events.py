from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class DataExportAsked(Event):
    """An owner wants a copy of everything that is kept of the account."""

    export_id: int


@dataclass(frozen=True, kw_only=True)
class DataExportMade(Event):
    """A copy of an account's data can be fetched."""

    export_id: int
    account_id: int
    site_id: int
    language: str
