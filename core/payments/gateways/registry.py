"""The gateways this shop is set up with."""

from core.payments.errors import GatewayUnknown
from core.payments.gateways.port import Gateway
from core.payments.gateways.sandbox.client import SandboxGateway
from core.platform.settings import settings

_KINDS: dict[str, type[Gateway]] = {"sandbox": SandboxGateway}


def offered() -> list[str]:
    """List the gateways on offer, the preferred one first."""
    return [name for name in settings().payment_gateways if name in _KINDS]


def gateway(name: str) -> Gateway:
    """Give a gateway by name, also one no longer on offer, since its payments live on; raises GatewayUnknown."""
    if name not in _KINDS:
        raise GatewayUnknown(gateway=name)
    return _KINDS[name]()
