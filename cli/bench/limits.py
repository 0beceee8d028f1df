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
    where = ["-h", str(stage.sockets), "-p", "5432", "-U", postgres.NAME]
    with stage.worlds.door(postgres.NAME) as door:
        is_there = door.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        if not is_there:
            door.execute(f"create database {DATABASE}")
    if not is_there:
        _run([str(program), *where, "-q", "-i", "-s", str(SCALE), DATABASE], 120)

    def measure(seconds: float) -> Sample:
        before = stage.spent()
        asked = [
            "-N",
            "-M",
            "prepared",
            "-n",
            "-c",
            str(clients),
            "-j",
            "1",
            "-T",
            str(max(1, round(seconds))),
        ]
        said = _run([str(program), *where, *asked, DATABASE], seconds + 60)
        done = int(_found(_DONE, said))
        spent = (stage.spent() - before) * 1000 / done
        return Sample(_found(_RATE, said), _found(_MEAN, said), _found(_MEAN, said), done, cpu_ms=spent)

    return measure


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
