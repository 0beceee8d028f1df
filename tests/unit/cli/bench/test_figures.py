import pytest

from cli.bench.figures import Bar, Sample, Verdict, middle, paired_ratio, percentile, sample_of


def sample(rate: float, p50: float = 1, p99: float = 2, failed: int = 0, cpu: float | None = None) -> Sample:
    return Sample(rate, p50, p99, done=10, failed=failed, cpu_ms=cpu)


@pytest.mark.parametrize(
    ("share", "value"),
    [(0.0, 1), (0.5, 50), (0.99, 99), (1.0, 100)],
    ids=["least", "half", "ninety-nine", "most"],
)
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile(range(1, 101), share) == value


def test_a_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 0.99) == 0


def test_answers_are_summed_up_whatever_their_order() -> None:
    found = sample_of([30, 10, 20], 2, failed=1)
    assert (found.rate, found.p50, found.p99, found.done, found.failed) == (1.5, 20, 30, 3, 1)


def test_the_median_round_counts_and_every_failure_does() -> None:
    found = middle([sample(100, failed=1, cpu=3), sample(300, cpu=1), sample(200, failed=2, cpu=2)])
    assert (found.rate, found.failed, found.cpu_ms) == (200, 3, 2)


def test_a_round_is_compared_with_the_limit_beside_it_not_with_the_limits_median() -> None:
    mine, limit = [sample(50), sample(10), sample(90)], [sample(100), sample(20), sample(100)]
    assert paired_ratio(mine, limit) == 0.5


def test_there_is_no_ratio_to_a_limit_that_did_not_answer() -> None:
    assert paired_ratio([sample(50)], [sample(0)]) is None


@pytest.mark.parametrize(
    ("bar", "measured", "holds"),
    [
        (Bar("ratio", 0.5, "limit"), 0.5, True),
        (Bar("ratio", 0.5, "limit"), 0.49, False),
        (Bar("rate", 60), 59, False),
        (Bar("p99", 60), 60, True),
        (Bar("p99", 60), 61, False),
        (Bar("statements", 4), 5, False),
        (Bar("failed", 0), 0, True),
        (Bar("failed", 0), 1, False),
        (Bar("megabytes", 150), 151, False),
        (Bar("share", 0.9999), 0.9998, False),
    ],
)
def test_a_bar_is_a_floor_or_a_ceiling(bar: Bar, measured: float, holds: bool) -> None:
    assert Verdict(bar, measured).holds is holds


def test_what_could_not_be_measured_does_not_hold() -> None:
    assert not Verdict(Bar("p99", 60), None).holds
