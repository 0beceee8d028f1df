"""Switching things as an operator would."""

from datetime import timedelta

from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.ids import SiteId
from core.platform.db import transaction
from core.switches import service

OPERATOR = Actor(ActorKind.OPERATOR, "Olga")


def switch(feature: str, level: str = "off", *, site_id: SiteId | None = None, minutes: int = 0) -> None:
    """Switch a feature, and let this process know."""
    until = clock.now() + timedelta(minutes=minutes) if minutes else None
    with transaction():
        service.set_switch(feature, level, site_id=site_id, until=until, reason="drill", by=OPERATOR)
    service.announce()


def clear(feature: str, *, site_id: SiteId | None = None) -> None:
    """Make a feature normal again, and let this process know."""
    with transaction():
        service.clear_switch(feature, site_id=site_id, by=OPERATOR)
    service.announce()
