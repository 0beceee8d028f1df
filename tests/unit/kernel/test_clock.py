from datetime import UTC, date, datetime, timedelta

import time_machine

from core.kernel import clock


def test_instants_are_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta()


def test_a_day_belongs_to_a_zone() -> None:
    with time_machine.travel(datetime(2026, 3, 1, 18, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 3, 1)
        assert clock.today("Asia/Shanghai") == date(2026, 3, 2)
        assert clock.today("America/Los_Angeles") == date(2026, 3, 1)
