from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.kernel.ids import SiteId


class Feature(StrEnum):
    """What can be switched; `SHOP` is a site as a whole."""

    SHOP = "shop"
    CHECKOUT = "checkout"
    REGISTRATION = "registration"
    SEARCH = "search"
    SUGGESTIONS = "suggestions"
    RECOMMENDATIONS = "recommendations"
    REVIEWS = "reviews"
    ADS = "ads"
    DELIVERY = "delivery"
    LIVE_STOCK = "live-stock"
    TRACKING = "tracking"
    IMAGE_VARIANTS = "image-variants"
    FRAGMENTS = "fragments"
    COUPON_CLAIM = "coupon-claim"


class Level(StrEnum):
    """How much of a feature is left, from everything to nothing."""

    NORMAL = "normal"
    REDUCED = "reduced"
    READ_ONLY = "read-only"
    STATIC_ONLY = "static-only"
    OFF = "off"


# What each feature knows beside normal.
LEVELS: Mapping[Feature, tuple[Level, ...]] = {
    Feature.SHOP: (Level.READ_ONLY, Level.STATIC_ONLY),
    Feature.CHECKOUT: (Level.OFF,),
    Feature.REGISTRATION: (Level.OFF,),
    Feature.SEARCH: (Level.OFF,),
    Feature.SUGGESTIONS: (Level.OFF,),
    Feature.RECOMMENDATIONS: (Level.OFF,),
    Feature.REVIEWS: (Level.OFF,),
    Feature.ADS: (Level.OFF,),
    Feature.DELIVERY: (Level.OFF,),
    Feature.LIVE_STOCK: (Level.OFF, Level.REDUCED),
    Feature.TRACKING: (Level.OFF,),
    Feature.IMAGE_VARIANTS: (Level.REDUCED,),
    Feature.FRAGMENTS: (Level.OFF, Level.REDUCED),
    Feature.COUPON_CLAIM: (Level.OFF,),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A switch that is not normal: of one site or, without one, of all; `until` is UTC or never."""

    feature: Feature
    site_id: SiteId | None
    level: Level
    until: datetime | None
    reason: str
    by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a switch's history."""

    at: datetime
    by: str
    feature: Feature
    site_id: SiteId | None
    before: Level
    after: Level
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Trip:
    """A guarded call that was let go for a while: of the last `calls`, so many failed or were too slow.

    `process` is the process that let go; others go on asking until they see the same. Times are UTC.
    """

    feature: Feature
    process: str
    at: datetime
    until: datetime
    calls: int
    failed: int
    slow: int
    problem: str
