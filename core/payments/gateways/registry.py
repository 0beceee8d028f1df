"""The gateways this shop is set up with."""

from core.payments.errors import GatewayUnknown
from core.payments.gateways.port import Gateway
from core.payments.gateways.sandbox.client import SandboxGateway
from core.payments.gateways.stripe.client import StripeGateway
from core.platform.settings import settings

_KINDS: dict[str, type[Gateway]] = {"sandbox": SandboxGateway, "stripe": StripeGateway}


def offered() -> list[str]:
    """List the gateways on offer, the preferred one first; one that lacks its keys is not offered."""
    return [name for name in settings().payment_gateways if name in _KINDS and _KINDS[name].is_ready()]


def pay_hosts() -> list[str]:
    """List the outside addresses that shoppers are sent to for paying."""
    return sorted({host for name in offered() for host in _KINDS[name].hosts()})


def is_listening(name: str) -> bool:
    """Say whether the words of a gateway can be understood here, on offer or not any more."""
    return name in offered() or (name in _KINDS and name != "sandbox" and _KINDS[name].is_ready())


def gateway(name: str) -> Gateway:
    """Give a gateway by name, also one no longer on offer, since its payments live on; raises GatewayUnknown."""
    if name not in _KINDS:
        raise GatewayUnknown(gateway=name)
    return _KINDS[name]()
