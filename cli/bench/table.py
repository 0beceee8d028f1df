"""The one table that a run ends with, and the same for machines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from cli.bench.figures import Result, Verdict

HEADS = ("path", "rate/s", "p50 ms", "p99 ms", "CPU ms", "limit", "limit/s", "ratio", "bar", "holds?")
WIDE = 170
SMALLEST_MS = 0.005  # of processor time that is worth a word


def show(results: Sequence[Result], took: float, console: Console | None = None) -> None:
    """Print a line for each bar of each row, what there is to say about rows below, and how long it all took."""
    console = console or Console(width=None if Console().is_terminal else WIDE)
    table = Table(*HEADS, box=None, pad_edge=False)
    for at in range(1, 5):
        table.columns[at].justify = "right"
    for at in (6, 7):
        table.columns[at].justify = "right"
    for result in results:
        for number, line in enumerate(_lines(result)):
            table.add_row(*(("",) * 5 if number else _head(result)), *line)
    console.print(table)
    for remark in dict.fromkeys(_remarks(results)):
        console.print(f"  {remark}", markup=False, highlight=False)
    console.print(f"  measured in {_span(took)}", markup=False, highlight=False)


def told(result: Result) -> str:
    """Sum a row up in one line, for who watches the run."""
    if result.broken:
        return f"{result.path}: broken: {result.broken} ({_span(result.took)})"
    held = ", ".join(
        f"{_measured(one)} ({f'{one.bar.told()} {one.bar.limit}'.strip()}: {'yes' if one.holds else 'NO'})"
        for one in result.verdicts
    )
    return f"{result.path}: {_number(result.sample.rate)}/s; {held} ({_span(result.took)})"


def as_json(results: Sequence[Result], machine: dict[str, Any]) -> str:
    """Write results for machines: the same figures with every round."""
    rows = [asdict(result) | {"holds": result.holds} for result in results]
    for row, result in zip(rows, results, strict=True):
        for told, verdict in zip(row["verdicts"], result.verdicts, strict=True):
            told["holds"] = verdict.holds
    return json.dumps({"machine": machine, "rows": rows}, ensure_ascii=False, indent=2)


def _head(result: Result) -> tuple[str, ...]:
    found = result.sample
    if result.broken:
        return (result.title, "broken", "", "", "")
    cpu = "" if found.cpu_ms is None else _number(found.cpu_ms)
    return (result.title, _number(found.rate), _number(found.p50), _number(found.p99), cpu)


def _lines(result: Result) -> list[tuple[str, ...]]:
    return [_line(verdict) for verdict in result.verdicts] or [("",) * 5]


def _line(verdict: Verdict) -> tuple[str, ...]:
    limit_rate = "" if verdict.limit_rate is None else _number(verdict.limit_rate)
    held = "yes" if verdict.holds else "NO"
    return (verdict.bar.limit, limit_rate, _measured(verdict), verdict.bar.told(), held)


def _measured(verdict: Verdict) -> str:
    return "?" if verdict.measured is None else _number(verdict.measured)


def _remarks(results: Sequence[Result]) -> Iterable[str]:
    for result in results:
        if result.broken:
            yield f"{result.title}: broken: {result.broken}"
            continue
        if result.sample.failed:
            yield f"{result.title}: {result.sample.failed} of {result.sample.done + result.sample.failed} failed"
        for remark in (*result.sample.notes, *result.remarks, *_excuses(result)):
            yield f"{result.title}: {remark}"


def _excuses(result: Result) -> Iterable[str]:
    """Say where the time goes of what does not hold."""
    if result.holds:
        return
    parts = sorted(result.sample.parts.items(), key=lambda part: -part[1])
    if told := [f"{part} {_number(spent)}" for part, spent in parts if spent >= SMALLEST_MS]:
        yield f"processor time of one, in ms: {', '.join(told)}"
    if result.why:
        yield result.why


def _span(seconds: float) -> str:
    minutes, left = divmod(round(seconds), 60)
    return f"{minutes} min {left} s" if minutes else f"{left} s"


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
