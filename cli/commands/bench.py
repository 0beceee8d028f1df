"""`entrepot bench`: how near each hot path is to the limit of this machine."""

import platform
from pathlib import Path
from time import monotonic
from typing import Any

import click

from core.platform import log
from core.platform import settings as configuration
from core.platform.settings import settings


@click.command()
@click.option(
    "--scale", type=click.IntRange(1000), default=100_000, show_default=True, help="SKUs of the world."
)
@click.option(
    "--orders",
    type=click.IntRange(1000, 10_000_000),
    default=1_000_000,
    show_default=True,
    help="Purchases of the past that new ones are placed beside.",
)
@click.option(
    "--only", metavar="PATH", multiple=True, help="Only rows whose name begins so; may be repeated."
)
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True, help="Rounds of each row.")
@click.option(
    "--seconds", type=click.FloatRange(1), default=5.0, show_default=True, help="Seconds of a measurement."
)
@click.option(
    "--minutes",
    type=click.FloatRange(1),
    default=180,
    show_default=True,
    help="The longest the run may take; what is not measured by then counts as broken.",
)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of the bench's own data."
)
@click.option("--json", "is_json", is_flag=True, help="Print the figures for machines, and nothing else.")
@click.option("--list", "is_list", is_flag=True, help="List the rows and their bars, and measure nothing.")
def command(
    scale: int,
    orders: int,
    only: tuple[str, ...],
    rounds: int,
    seconds: float,
    minutes: float,
    data: Path | None,
    is_json: bool,
    is_list: bool,
) -> None:
    """Measure each hot path beside its limit and print one table; docs/bench.md says how to read it.

    Ends with status 0 when everything was measured, whether bars hold or not: the table says which do not. Status 1
    says that a row broke; all others are in the table.
    """
    from cli.bench import every, run, table
    from cli.bench.stage import opened

    rows = [row for row in every.ROWS if not only or any(row.path.startswith(name) for name in only)]
    if not rows:
        raise click.UsageError(f"no row is named so; there are: {', '.join(row.path for row in every.ROWS)}")
    if is_list:
        for row in rows:
            click.echo(
                f"{row.path:<22} {row.title}: {', '.join(f'{b.told()} {b.limit}'.strip() for b in row.bars)}"
            )
        return
    configuration.override(log_level="WARNING")  # of this process; the shop logs as ever
    log.setup("bench")
    folder = (data or settings().data / "bench").resolve()
    begun = monotonic()
    results = []
    with opened(folder, scale, orders) as stage:
        measured = run.measure_all(rows, stage, rounds=rounds, seconds=seconds, minutes=minutes, tell=_tell)
        for result in measured:
            results.append(result)
            _tell(table.told(result))
    took = monotonic() - begun
    if is_json:
        click.echo(
            table.as_json(results, _machine(scale, rounds, seconds) | {"took_seconds": round(took, 1)})
        )
    else:
        table.show(results, took)
    if any(result.broken for result in results):
        raise SystemExit(1)


def _tell(said: str) -> None:
    click.echo(said, err=True)


def _machine(scale: int, rounds: int, seconds: float) -> dict[str, Any]:
    import psutil

    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": psutil.cpu_count(),
        "scale": scale,
        "rounds": rounds,
        "seconds": seconds,
    }
