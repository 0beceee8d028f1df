"""Who is asking: written beside every change."""

from dataclasses import dataclass
from enum import StrEnum

from core.kernel.ids import AccountId, MerchantId


class ActorKind(StrEnum):
    SHOPPER = "shopper"
    GUEST = "guest"
    MERCHANT = "merchant"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or process; `name` is kept as it was at the time."""

    kind: ActorKind
    name: str
    account_id: AccountId | None = None
    merchant_id: MerchantId | None = None


SYSTEM = Actor(ActorKind.SYSTEM, "system")
GUEST = Actor(ActorKind.GUEST, "guest")
