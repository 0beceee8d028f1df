"""The rows of the table: each says what is measured, against which limits, and which bars it is held to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cli.bench.figures import Bar
from cli.bench.load import Measure
from cli.bench.stage import Stage


@dataclass(frozen=True)
class Plan:
    """A row made ready on a stage: how to measure it and each limit beside it, and what is known before.

    `facts` are numbers that are measured once, by the bar's kind: statements, for example. `settle` is asked after
    the last round for facts and remarks that only the whole run tells, such as what was sold.
    """

    measure: Measure
    limits: Mapping[str, Measure] = field(default_factory=dict)
    facts: Mapping[str, float] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    settle: Callable[[], tuple[Mapping[str, float], tuple[str, ...]]] | None = None


@dataclass(frozen=True)
class Row:
    """`path` is its name for --only; `prepare` makes it ready, which may take longer than measuring it.

    `why` is what profiles say of where the time goes, told where a bar does not hold.
    """

    path: str
    title: str
    bars: Sequence[Bar]
    prepare: Callable[[Stage], Plan]
    why: str = ""


def ratio(at_least: float, to: str) -> Bar:
    """Hold a row to a share of a limit's rate."""
    return Bar("ratio", at_least, to)


def at_most(kind: str, value: float) -> Bar:
    """Hold a row to a ceiling: p99 in ms, statements, failed, growth."""
    return Bar(kind, value)
