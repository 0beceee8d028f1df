from datetime import UTC, datetime, timedelta

import pytest

from core.kernel.ids import SiteId
from core.switches import policy
from core.switches.errors import ExpiryOutOfReason, FeatureUnknown, LevelUnknown, ReasonMissing
from core.switches.types import LEVELS, Feature, Level, Standing

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HERE, THERE = SiteId(1), SiteId(2)


def standing(level: Level, site_id: SiteId | None = None, *, minutes: int | None = None) -> Standing:
    until = None if minutes is None else NOW + timedelta(minutes=minutes)
    return Standing(Feature.LIVE_STOCK, site_id, level, until, "drill", "somebody", NOW)


def level(*standings: Standing, site_id: SiteId = HERE) -> Level | None:
    found = policy.in_force(policy.by_key(standings), Feature.LIVE_STOCK, site_id, NOW)
    return found.level if found else None


def test_nothing_is_in_force_where_nothing_was_switched() -> None:
    assert level() is None


def test_a_switch_of_one_site_counts_there_alone() -> None:
    assert level(standing(Level.OFF, HERE)) is Level.OFF
    assert level(standing(Level.OFF, HERE), site_id=THERE) is None


def test_a_switch_of_all_sites_counts_everywhere_and_the_one_that_leaves_less_wins() -> None:
    assert level(standing(Level.REDUCED), standing(Level.OFF, HERE)) is Level.OFF
    assert level(standing(Level.OFF), standing(Level.REDUCED, HERE)) is Level.OFF
    assert level(standing(Level.REDUCED), standing(Level.OFF, HERE), site_id=THERE) is Level.REDUCED


def test_a_switch_ends_by_itself() -> None:
    assert level(standing(Level.OFF, minutes=1)) is Level.OFF
    assert level(standing(Level.OFF, minutes=0)) is None
    assert level(standing(Level.OFF, HERE, minutes=-1), standing(Level.REDUCED)) is Level.REDUCED


def test_names_and_levels_are_read_strictly() -> None:
    assert policy.feature_of("live-stock") is Feature.LIVE_STOCK
    with pytest.raises(FeatureUnknown):
        policy.feature_of("teleport")
    with pytest.raises(LevelUnknown):
        policy.level_of(Feature.CHECKOUT, "read-only")
    with pytest.raises(LevelUnknown):
        policy.level_of(Feature.CHECKOUT, "normal")


def test_every_feature_knows_a_level_beside_normal() -> None:
    assert set(LEVELS) == set(Feature)
    assert all(levels and Level.NORMAL not in levels for levels in LEVELS.values())


def test_a_reason_is_needed() -> None:
    assert policy.check_reason("  the   index\nis slow ") == "the index is slow"
    with pytest.raises(ReasonMissing):
        policy.check_reason(" \n")


@pytest.mark.parametrize("span", [timedelta(), timedelta(days=-1), timedelta(days=32)])
def test_an_expiry_lies_ahead_and_not_far(span: timedelta) -> None:
    with pytest.raises(ExpiryOutOfReason):
        policy.check_expiry(NOW + span, NOW)


def test_an_expiry_may_be_left_out() -> None:
    policy.check_expiry(None, NOW)
    policy.check_expiry(NOW + timedelta(days=31), NOW)
