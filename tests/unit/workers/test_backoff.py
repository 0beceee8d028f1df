from datetime import timedelta

import pytest

from workers.backoff import OUTAGE, Backoff, rest_while_queue_is_away

SECOND = timedelta(seconds=1)
PATIENCE = Backoff(tries=6, first=2 * SECOND, longest=20 * SECOND)


@pytest.mark.parametrize(
    ("failures", "chance", "seconds"),
    [
        (1, 1.0, 2),
        (2, 1.0, 4),
        (3, 1.0, 8),
        (4, 1.0, 16),
        (5, 1.0, 20),
        (1, 0.0, 1),
        (2, 0.0, 2),
        (5, 0.0, 10),
        (3, 0.5, 6),
        (0, 1.0, 2),
    ],
)
def test_the_rest_doubles_up_to_its_limit_and_chance_spreads_its_upper_half(
    failures: int, chance: float, seconds: int
) -> None:
    assert PATIENCE.delay(failures, chance) == seconds * SECOND


@pytest.mark.parametrize("failures", [6, 7, 1000])
def test_the_last_try_has_no_rest_after_it(failures: int) -> None:
    assert PATIENCE.delay(failures, 0.5) is None


def test_a_thousand_failures_do_not_overflow() -> None:
    endless = Backoff(tries=10**6, first=SECOND, longest=60 * SECOND)
    assert endless.delay(5000, 1.0) == 60 * SECOND


def test_an_outage_elsewhere_is_waited_for_through_half_a_day() -> None:
    rests = [OUTAGE.delay(failures, 0.0) for failures in range(1, OUTAGE.tries)]
    assert sum((rest for rest in rests if rest), timedelta()) > timedelta(hours=6)


@pytest.mark.parametrize("outages", [1, 2, 10, 10_000])
def test_an_absent_queue_is_asked_again_soon_however_long_it_is_away(outages: int) -> None:
    assert SECOND <= rest_while_queue_is_away(outages, 0.0) <= rest_while_queue_is_away(outages, 1.0)
    assert rest_while_queue_is_away(outages, 1.0) <= 15 * SECOND
