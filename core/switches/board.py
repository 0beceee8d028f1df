"""The switches as this process knows them: read without a question to anybody, replaced as a whole."""

from collections.abc import Iterable

from core.kernel import clock
from core.kernel.ids import SiteId
from core.switches import policy
from core.switches.types import Feature, Standing

_known: dict[policy.Key, Standing] = {}
_flips = 0


def put_up(standings: Iterable[Standing]) -> None:
    """Replace what this process knows."""
    global _known, _flips
    before, _known = _known, policy.by_key(standings)
    _flips += before != _known


def flips() -> int:
    """Count how often this process was told of other switches."""
    return _flips


def find(feature: Feature, site_id: SiteId | None) -> Standing | None:
    """Give the switch in force, or None where a feature is normal."""
    return policy.in_force(_known, feature, site_id, clock.now()) if _known else None
