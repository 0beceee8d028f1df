"""The row of what a web worker weighs and how fast it starts, in the shop as it runs."""

import re
import subprocess
import sys
import time
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path

import psutil

from cli.bench.figures import Bar, Sample, sample_of
from cli.bench.pages import listings, products, searches
from cli.bench.rows import Plan, Row
from cli.bench.stage import Stage
from core.platform.settings import ROOT

STARTS = "import time; t = time.process_time(); import web.wsgi; print('STARTED', time.process_time() - t)"
BROWSERS = {"Accept-Encoding": "gzip, deflate, br, zstd"}
LONGEST = 30.0  # seconds that a start is waited for
BIGGEST_PAGES = ("/en", "/en/cart", "/en/search?q=tea", "/zh", "/zh/search?q=%E8%8C%B6", "/healthz")


def web_workers(stage: Stage) -> list[psutil.Process]:
    """List the processes that answer requests of the shop: the children of `entrepot web`."""
    family = psutil.Process(stage.shop().process.pid).children()
    masters = [one for one in family if "web" in one.cmdline()[2:3]]
    return [
        worker
        for master in masters
        for worker in master.children()
        if "resource_tracker" not in " ".join(worker.cmdline())
    ]


def _megabytes(process: psutil.Process) -> float:
    """Give the memory of a process, what it shares with others by its share (PSS), else all that is resident."""
    try:
        told = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    except OSError:
        return float(process.memory_info().rss) / 2**20
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.M)
    return int(found[1]) / 1024 if found else 0.0


def _restart_seconds(stage: Stage) -> float:
    """Kill every worker, and give the time until the next question is answered."""
    workers, shop = web_workers(stage), stage.shop()
    for worker in workers:
        worker.kill()
    psutil.wait_procs(workers)
    begun = time.perf_counter()
    while time.perf_counter() - begun < LONGEST:
        with suppress(OSError, HTTPException):
            if shop.get("/healthz")[0] == HTTPStatus.OK:
                break
        time.sleep(0.01)
    return time.perf_counter() - begun


def _import_seconds() -> float:
    done = subprocess.run(
        [sys.executable, "-c", STARTS], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    return float(done.stdout.split("STARTED")[1])


def _weigh(stage: Stage) -> Plan:
    shop = stage.shop()
    paths = [*BIGGEST_PAGES, *products(stage, 200), *listings(stage), *searches(stage)[:100]]
    start = sorted(_restart_seconds(stage) for _ in range(3))[1]  # rows before this one are not to count

    def measure(seconds: float) -> Sample:
        spending, took, begun = stage.spending(), list[float](), time.perf_counter()
        for path in paths:
            at = time.perf_counter()
            shop.get(path, **BROWSERS)
            took.append((time.perf_counter() - at) * 1000)
        return spending.of(sample_of(took, time.perf_counter() - begun))

    def settle() -> tuple[dict[str, float], tuple[str, ...]]:
        stage.enter()
        weights = sorted(_megabytes(worker) for worker in web_workers(stage))
        told = ", ".join(f"{weight:.0f} MB" for weight in weights)
        return {"megabytes": max(weights), "seconds": start}, (
            f"fresh workers weigh {told} after {len(paths)} pages; a start is from the death of all to the next answer",
            f"what they are forked from took {_import_seconds():.1f} s of processor time to import, once",
        )

    return Plan(measure=measure, settle=settle)


ROWS = (
    Row(
        "worker",
        "a web worker",
        (Bar("megabytes", 150), Bar("seconds", 1.5)),
        _weigh,
        "What is imported is shared by all workers, less what each has written to; the rest are pages, answers and"
        " statements that it keeps, and what malloc keeps apart for its threads.",
    ),
)
