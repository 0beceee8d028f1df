from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class MerchantOpened(Event):
    """A merchant may sell from now on."""

    merchant_id: int


@dataclass(frozen=True, kw_only=True)
class MerchantChanged(Event):
    """What shoppers see of a merchant changed."""

    merchant_id: int
