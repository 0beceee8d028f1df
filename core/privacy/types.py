from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

DataExportId = NewType("DataExportId", int)


class DataExportState(StrEnum):
    ASKED = "asked"
    READY = "ready"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class DataExportCard:
    """A copy of somebody's data, waiting to be made, ready to be fetched, or gone."""

    id: DataExportId
    state: DataExportState
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
