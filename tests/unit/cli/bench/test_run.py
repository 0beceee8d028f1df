from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import cast

from cli.bench import run
from cli.bench.figures import Bar, Sample
from cli.bench.load import Measure
from cli.bench.rows import Plan, Row
from cli.bench.stage import Stage

NOWHERE = cast(Stage, None)


def telling(name: str, rates: list[float], order: list[str], *, p50: float = 1, failed: int = 0) -> Measure:
    left: Iterator[float] = iter(rates)

    def measure(seconds: float) -> Sample:
        order.append(name)
        return Sample(next(left), p50, p50 * 2, done=5, failed=failed)

    return measure


def measured(
    plan: Plan, *bars: Bar, rounds: int = 2
) -> tuple[list[tuple[float | None, bool]], tuple[str, ...]]:
    row = Row("here", "here", bars, lambda stage: plan)
    result = run.measure(row, NOWHERE, rounds=rounds, seconds=1, tell=lambda said: None)
    return [(verdict.measured, verdict.holds) for verdict in result.verdicts], result.remarks


def test_a_row_and_its_limit_take_turns_after_a_warm_up() -> None:
    order: list[str] = []
    plan = Plan(telling("row", [1, 40, 50], order), {"limit": telling("limit", [1, 100, 100], order)})
    verdicts, _ = measured(plan, Bar("ratio", 0.4, "limit"))
    assert order == ["row", "limit", "row", "limit", "row", "limit"]
    assert verdicts == [(0.45, True)]


def test_what_can_be_used_only_once_is_not_warmed_up() -> None:
    order: list[str] = []
    once = telling("row", [40, 50], order)
    once.is_used_up = True  # type: ignore[attr-defined]
    measured(Plan(once), Bar("rate", 60))
    assert order == ["row", "row"]


def test_facts_known_before_are_held_to_their_bars() -> None:
    verdicts, _ = measured(Plan(telling("row", [1, 1, 1], []), facts={"statements": 5}), Bar("statements", 4))
    assert verdicts == [(5, False)]


def test_what_is_counted_at_the_end_adds_to_what_failed_on_the_way() -> None:
    plan = Plan(telling("row", [1, 1, 1], [], failed=1), settle=lambda: ({"failed": 3.0}, ("3 lost",)))
    verdicts, remarks = measured(plan, Bar("failed", 0))
    assert verdicts == [(5, False)]
    assert remarks == ("3 lost",)


def test_growth_compares_median_answers_not_rates() -> None:
    small = telling("small", [1, 1, 1], [], p50=10)
    plan = Plan(telling("large", [1, 1, 1], [], p50=25), {"1,000 SKUs": small})
    verdicts, _ = measured(plan, Bar("growth", 2, "1,000 SKUs"))
    assert verdicts == [(2.5, False)]


def rows(*plans: Callable[[Stage], Plan]) -> list[Row]:
    return [Row(f"row-{number}", "here", (Bar("rate", 1),), plan) for number, plan in enumerate(plans)]


def broken_of(plans: list[Row], minutes: float = 1) -> list[str]:
    found = run.measure_all(plans, NOWHERE, rounds=1, seconds=1, minutes=minutes, tell=lambda said: None)
    return [one.broken for one in found]


def fine(stage: Stage) -> Plan:
    return Plan(telling("row", [1, 1], []))


def idle(stage: Stage) -> Plan:
    return Plan(lambda seconds: Sample(0, 0, 0, done=0))


def failing(stage: Stage) -> Plan:
    raise OSError("the disk\nis full")


def test_a_row_that_breaks_loses_no_other() -> None:
    assert broken_of(rows(failing, fine)) == ["OSError: the disk is full", ""]


def test_a_run_is_broken_off_in_the_middle_of_a_row_when_its_time_is_over() -> None:
    def endless(stage: Stage) -> Plan:
        sleep(20)
        return fine(stage)

    begun = monotonic()
    reason = "not done within the run's 0.005 minutes"
    assert broken_of(rows(fine, endless, fine), minutes=0.005) == ["", reason, reason]
    assert monotonic() - begun < 5


def test_a_row_in_which_nothing_was_done_holds_nothing() -> None:
    (broken,) = broken_of(rows(idle))
    assert broken.startswith("NothingDoneError: nothing was done within 1 s")
