from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import AccountId, SiteId, VariantId

AlertId = NewType("AlertId", int)


class AlertState(StrEnum):
    """`asked` waits for the mailbox to be proven, `waiting` for stock; `told` and `ended` are over."""

    ASKED = "asked"
    WAITING = "waiting"
    TOLD = "told"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class AlertDetail:
    """One wish to hear of a variant; `language` is that of the page it was asked on, times are UTC."""

    id: AlertId
    variant_id: VariantId
    site_id: SiteId
    email: str
    language: str
    account_id: AccountId | None
    state: AlertState
    asked_at: datetime
