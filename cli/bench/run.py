"""Measuring rows: each beside its limits, in turn, round after round. A row that breaks loses no other."""

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from time import monotonic
from types import FrameType

from cli.bench.figures import Bar, Result, Sample, Verdict, middle, paired_ratio
from cli.bench.load import Measure
from cli.bench.rows import Row
from cli.bench.stage import Stage

WARM_UP_SECONDS = 1.0

Tell = Callable[[str], None]


class OutOfTimeError(Exception):
    """The run has taken as long as it may."""


class NothingDoneError(Exception):
    """Not even one thing was done in a round."""


def measure_all(
    rows: Iterable[Row], stage: Stage, *, rounds: int, seconds: float, minutes: float, tell: Tell
) -> Iterator[Result]:
    """Measure rows one after another and give each as it is done, broken or not; nothing goes on after the minutes."""
    deadline = monotonic() + minutes * 60
    for row in rows:
        begun = monotonic()
        try:
            with _until(deadline):
                found = measure(row, stage, rounds=rounds, seconds=seconds, tell=tell)
        except OutOfTimeError:
            found = _broken(row, f"not done within the run's {minutes:g} minutes")
        except Exception as problem:  # whatever it is, the others are still to be measured
            found = _broken(row, f"{type(problem).__name__}: {problem}")
        yield replace(found, took=monotonic() - begun)


def _broken(row: Row, reason: str) -> Result:
    verdicts = tuple(Verdict(bar, None) for bar in row.bars)
    return Result(row.path, row.title, Sample(0, 0, 0, 0), verdicts, broken=" ".join(reason.split()))


@contextmanager
def _until(deadline: float) -> Iterator[None]:
    """Break off what runs in the block at a moment; raises OutOfTimeError, at once where it has passed."""
    left = deadline - monotonic()
    if left <= 0:
        raise OutOfTimeError
    before = signal.signal(signal.SIGALRM, _break_off)
    signal.setitimer(signal.ITIMER_REAL, left)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _break_off(number: int, frame: FrameType | None) -> None:
    raise OutOfTimeError


def measure(row: Row, stage: Stage, *, rounds: int, seconds: float, tell: Tell) -> Result:
    """Measure a row and its limits A-B-A-B, and hold the medians to its bars."""
    tell(f"{row.title}: preparing")
    plan = row.prepare(stage)
    for one in (plan.measure, *plan.limits.values()):
        if not getattr(one, "is_used_up", False):
            one(min(WARM_UP_SECONDS, seconds))
    mine: list[Sample] = []
    beside: dict[str, list[Sample]] = {name: [] for name in plan.limits}
    for number in range(1, rounds + 1):
        tell(f"{row.title}: round {number} of {rounds}")
        mine.append(_taken(plan.measure, seconds))
        for name, limit in plan.limits.items():
            beside[name].append(_taken(limit, seconds))
    facts, remarks = plan.settle() if plan.settle else ({}, ())
    known = {**plan.facts, **facts}
    verdicts = tuple(_verdict(bar, mine, beside, known) for bar in row.bars)
    return Result(
        row.path, row.title, middle(mine), verdicts, (*plan.remarks, *remarks), tuple(mine), row.why
    )


def _taken(measure: Measure, seconds: float) -> Sample:
    """Measure once; raises NothingDoneError where nothing was done, which would hold every ceiling."""
    sample = measure(seconds)
    if not sample.done and not sample.failed:
        raise NothingDoneError(f"nothing was done within {seconds:g} s; --seconds gives more")
    return sample


def _verdict(
    bar: Bar, mine: Sequence[Sample], beside: dict[str, list[Sample]], facts: dict[str, float]
) -> Verdict:
    if bar.kind in facts and bar.kind != "failed":
        return Verdict(bar, facts[bar.kind])
    if bar.kind == "ratio":
        limit = beside.get(bar.limit, [])
        return Verdict(bar, paired_ratio(mine, limit), middle(limit).rate if limit else None)
    found = middle(mine)
    if bar.kind == "growth":
        pairs = [
            one.p50 / other.p50 for one, other in zip(mine, beside[bar.limit], strict=False) if other.p50
        ]
        return Verdict(bar, median(pairs) if pairs else None, middle(beside[bar.limit]).rate)
    told = {"p99": found.p99, "rate": found.rate, "failed": found.failed + facts.get("failed", 0)}
    return Verdict(bar, told.get(bar.kind))
