"""The carriers this shop is set up with."""

from core.logistics.carriers.port import Carrier
from core.logistics.carriers.sandbox.client import SandboxCarrier
from core.logistics.errors import CarrierUnknown

_KINDS: dict[str, type[Carrier]] = {"sandbox": SandboxCarrier}
PREFERRED = "sandbox"


def carrier(name: str) -> Carrier:
    """Give a carrier by name; raises CarrierUnknown."""
    if name not in _KINDS:
        raise CarrierUnknown(carrier=name)
    return _KINDS[name]()
