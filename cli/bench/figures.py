"""What a measurement says: samples, their medians over rounds, ratios to limits, and whether a bar holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import median

UNITS = {
    "p99": " ms p99",
    "statements": " statements",
    "rate": "/s",
    "seconds": " s",
    "megabytes": " MB",
    "growth": " × p50",
    "failed": " failed",
    "needless": " drawn for nothing",
    "share": " answered",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One round: answers per second, milliseconds at the median and the 99th percentile, and what went wrong.

    `cpu_ms` is processor time of the whole shop (web, database, queue, workers) per answer, without whoever asked;
    `parts` says what each takes of it.
    """

    rate: float
    p50: float
    p99: float
    done: int
    failed: int = 0
    cpu_ms: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """What a row is held to: a number of a kind, at least or at most. `limit` names what a ratio is taken to."""

    kind: str  # ratio, or one of UNITS
    value: float
    limit: str = ""

    @property
    def is_ceiling(self) -> bool:
        return self.kind in {"p99", "statements", "growth", "failed", "needless", "seconds", "megabytes"}

    def holds(self, measured: float) -> bool:
        """Say whether a measured number is on the right side of the bar."""
        return measured <= self.value if self.is_ceiling else measured >= self.value

    def told(self) -> str:
        """Write the bar as the table shows it."""
        return f"{'≤' if self.is_ceiling else '≥'} {self.value:g}{UNITS.get(self.kind, '')}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bar with what was measured against it; `measured` is None where it could not be."""

    bar: Bar
    measured: float | None
    limit_rate: float | None = None

    @property
    def holds(self) -> bool:
        return self.measured is not None and self.bar.holds(self.measured)


@dataclass(frozen=True, slots=True)
class Result:
    """A row of the table: the medians of its rounds, its verdicts, and remarks to be read below the table.

    `why` says where the time goes, for bars that do not hold; `broken` why there is nothing to say.
    """

    path: str
    title: str
    sample: Sample
    verdicts: tuple[Verdict, ...]
    remarks: tuple[str, ...] = ()
    rounds: tuple[Sample, ...] = field(default=())
    why: str = ""
    broken: str = ""
    took: float = 0.0  # seconds, with what had to be made ready

    @property
    def holds(self) -> bool:
        return not self.broken and all(verdict.holds for verdict in self.verdicts)


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """Give the value below which a share (0 to 1) of sorted values lies, by nearest rank; 0 of none."""
    if not sorted_values:
        return 0.0
    return sorted_values[max(0, ceil(share * len(sorted_values)) - 1)]


def sample_of(milliseconds: Sequence[float], seconds: float, *, failed: int = 0) -> Sample:
    """Sum up single answers that took so many milliseconds each within a span of seconds."""
    ordered = sorted(milliseconds)
    rate = len(ordered) / seconds if seconds else 0.0
    return Sample(rate, percentile(ordered, 0.5), percentile(ordered, 0.99), len(ordered), failed)


def middle(rounds: Sequence[Sample]) -> Sample:
    """Give the median round, number by number; failures are all there were."""
    cpu = [one.cpu_ms for one in rounds if one.cpu_ms is not None]
    return Sample(
        rate=median(one.rate for one in rounds),
        p50=median(one.p50 for one in rounds),
        p99=median(one.p99 for one in rounds),
        done=sum(one.done for one in rounds),
        failed=sum(one.failed for one in rounds),
        cpu_ms=median(cpu) if cpu else None,
        parts={part: median(one.parts.get(part, 0) for one in rounds) for part in rounds[0].parts},
        notes=tuple(dict.fromkeys(note for one in rounds for note in one.notes)),
    )


def paired_ratio(mine: Sequence[Sample], limit: Sequence[Sample]) -> float | None:
    """Give the median of each round's rate to that of the limit measured right beside it."""
    pairs = [one.rate / other.rate for one, other in zip(mine, limit, strict=False) if other.rate]
    return median(pairs) if pairs else None
