from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.kernel.ids import SiteId
from core.switches.errors import ExpiryOutOfReason, FeatureUnknown, LevelUnknown, ReasonMissing
from core.switches.types import LEVELS, Feature, Level, Standing

LONGEST = timedelta(days=31)
LONGEST_REASON = 200
_ORDER = {level: place for place, level in enumerate(Level)}

Key = tuple[Feature, SiteId | None]


def feature_of(name: str) -> Feature:
    """Read the name of a feature; raises FeatureUnknown."""
    try:
        return Feature(name)
    except ValueError:
        raise FeatureUnknown(feature=name[:40]) from None


def level_of(feature: Feature, name: str) -> Level:
    """Read a level that a feature knows; raises LevelUnknown."""
    if name not in LEVELS[feature]:
        raise LevelUnknown(level=name[:40], levels=", ".join(LEVELS[feature]))
    return Level(name)


def check_reason(reason: str) -> str:
    """Give the reason as it is kept; raises ReasonMissing."""
    said = " ".join(reason.split())[:LONGEST_REASON]
    if not said:
        raise ReasonMissing
    return said


def check_expiry(until: datetime | None, now: datetime) -> None:
    """Raise ExpiryOutOfReason where an expiry is over already or far away."""
    if until is not None and not now < until <= now + LONGEST:
        raise ExpiryOutOfReason


def by_key(standings: Iterable[Standing]) -> dict[Key, Standing]:
    """Lay switches out so that one look finds them."""
    return {(one.feature, one.site_id): one for one in standings}


def in_force(
    known: Mapping[Key, Standing], feature: Feature, site_id: SiteId | None, now: datetime
) -> Standing | None:
    """Give the switch that counts for a site: of its own and that of all sites, the one that leaves less."""
    found = (known.get((feature, one)) for one in {None, site_id})
    standing = [one for one in found if one is not None and (one.until is None or one.until > now)]
    return max(standing, key=lambda one: _ORDER[one.level], default=None)
