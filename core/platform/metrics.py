"""What the processes count, in Prometheus' form: each writes files of its own, and any web process adds them up.

The library decides when it is imported whether processes share, so its folder is named first; `start_counting`
makes it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from tempfile import gettempdir
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event

from core.platform import settings as configuration

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
configuration.lend(FOLDER, gettempdir())  # until `start_counting`, since reading the settings makes files

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.exposition import CONTENT_TYPE_LATEST  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

REQUESTS = Counter("entrepot_requests", "Requests answered.", ["route", "status"])
LATENCY = Histogram("entrepot_request_seconds", "Time to answer.", ["route"], buckets=SECONDS)
STATEMENTS = Counter("entrepot_request_statements", "SQL statements sent for requests.", ["route"])
SECONDARY = Counter("entrepot_secondary_calls", "Calls that a page can do without.", ["feature", "outcome"])
JOBS = Counter("entrepot_jobs", "Jobs taken from a queue.", ["queue", "outcome"])

_statements: ContextVar[list[int] | None] = ContextVar("statements", default=None)


@cache
def start_counting() -> None:
    """Make the folder of this shop's counts: before the first request or job of a process."""
    folder = configuration.settings().data / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    configuration.lend(FOLDER, str(folder))


@event.listens_for(Engine, "before_cursor_execute")
def _count_statement(*_: Any) -> None:
    count = _statements.get()
    if count is not None:
        count[0] += 1


class Stopwatch:
    """What one request takes: seconds and statements."""

    def __init__(self) -> None:
        self.begun = perf_counter()
        self.statements = [0]

    def stop(self, route: str, status: int) -> None:
        """Count the request under its route."""
        requests, latency, statements = _counters(route, status)
        requests.inc()
        latency.observe(perf_counter() - self.begun)
        if self.statements[0]:
            statements.inc(self.statements[0])


@lru_cache(maxsize=4096)
def _counters(route: str, status: int) -> tuple[Counter, Histogram, Counter]:
    """Give what counts a route's requests, looked up by its labels once."""
    return REQUESTS.labels(route, str(status)), LATENCY.labels(route), STATEMENTS.labels(route)


@contextmanager
def timed() -> Iterator[Stopwatch]:
    """Watch a request."""
    watch = Stopwatch()
    token = _statements.set(watch.statements)
    try:
        yield watch
    finally:
        _statements.reset(token)


class Gauge:
    """A value that is looked up when it is asked for, with one label or none."""

    def __init__(self, name: str, words: str, values: dict[str, float], label: str = "") -> None:
        self.name, self.words, self.values, self.label = f"entrepot_{name}", words, values, label

    def family(self) -> Any:
        family = GaugeMetricFamily(self.name, self.words, labels=[self.label] if self.label else [])
        for name, value in self.values.items():
            family.add_metric([name] if self.label else [], value)
        return family


class _Looked:
    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Any]:
        return (gauge.family() for gauge in self._gauges)


def exposition(gauges: Iterable[Gauge]) -> bytes:
    """Write everything that all processes counted, and some values of now."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(_Looked(gauges))
    return bytes(generate_latest(registry))


def totals() -> dict[str, dict[tuple[str, ...], float]]:
    """Give what was counted, over all processes: by name, then by the values of its labels."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in registry.collect():
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found
