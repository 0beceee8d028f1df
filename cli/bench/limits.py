"""Limits that are no web page: PostgreSQL's own benchmark over the same server and the same disk."""

import re
import subprocess

import click

from cli.bench import tools
from cli.bench.figures import Sample
from cli.bench.load import Measure
from cli.bench.stage import Stage
from cli.servers import postgres

CLIENTS = 8
SCALE = 10  # branches: more than clients, so that they seldom meet on a row
DATABASE = "pgbench"
NAME = "pgbench -N"
_RATE = re.compile(r"tps = ([\d.]+)")
_MEAN = re.compile(r"latency average = ([\d.]+) ms")
_DONE = re.compile(r"transactions actually processed: (\d+)")


def pgbench(stage: Stage, clients: int = CLIENTS) -> Measure:
    """Measure PostgreSQL's simple update, prepared and durable, by its own tool; p50 is its mean latency."""
    program = tools.pgbench()
    if program is None:
        raise click.ClickException("the PostgreSQL of this machine's wheel has no pgbench")
    with stage.worlds.door(postgres.NAME) as door:
        is_there = door.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        if not is_there:
            door.execute(f"create database {DATABASE}")
    if not is_there:
        _run([str(program), *_where(stage), "-q", "-i", "-s", str(SCALE), DATABASE], 120)

    return lambda seconds: run_pgbench(stage, DATABASE, seconds, ["-N"], clients)


def run_pgbench(
    stage: Stage, database: str, seconds: float, what: list[str], clients: int = CLIENTS
) -> Sample:
    """Run pgbench for so many seconds, prepared, `what` being its script; p50 is its mean latency."""
    length = ["-T", str(max(1, round(seconds)))]
    asked = ["-M", "prepared", "-n", "-c", str(clients), "-j", "1", *length, *what]
    spending = stage.spending()
    said = _run([str(tools.pgbench()), *_where(stage), *asked, database], seconds + 60)
    done = int(_found(_DONE, said))
    return spending.of(Sample(_found(_RATE, said), _found(_MEAN, said), _found(_MEAN, said), done))


def _where(stage: Stage) -> list[str]:
    return ["-h", str(stage.sockets), "-p", "5432", "-U", postgres.NAME]


def _run(command: list[str], seconds: float) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=seconds)
    if done.returncode:
        raise click.ClickException(f"pgbench failed: {done.stderr.strip()[-300:]}")
    return done.stdout


def _found(pattern: re.Pattern[str], said: str) -> float:
    found = pattern.search(said)
    if not found:
        raise click.ClickException(f"pgbench said nothing of {pattern.pattern}")
    return float(found[1])
