"""`entrepot bench` as an operator sees it, on the one row that needs no shop."""

import json
import subprocess
import sys
from pathlib import Path

import psutil

from core.platform.settings import ROOT

ENTREPOT = Path(sys.executable).with_name("entrepot")


def bench(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(ENTREPOT), "bench", *options], cwd=ROOT, check=False, capture_output=True, text=True, timeout=90
    )


def test_a_row_is_measured_beside_its_limit_and_nothing_is_left_running(tmp_path: Path) -> None:
    done = bench(
        "--only", "thumbnails", "--seconds", "1", "--rounds", "1", "--json", "--data", str(tmp_path / "d")
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    [row] = told["rows"]
    [verdict] = row["verdicts"]
    assert row["sample"]["rate"] > 0
    assert verdict["bar"]["limit"] == "bare Pillow draft and chain"
    assert verdict["measured"] > 0.3
    assert told["machine"]["took_seconds"] >= row["took"] > 1
    assert "thumbnails: " in done.stderr
    left = [
        one
        for one in psutil.process_iter(["cmdline"])
        if str(tmp_path) in " ".join(one.info["cmdline"] or [])
    ]
    assert left == []


def test_every_row_is_listed_with_its_bars() -> None:
    listed = bench("--list").stdout.splitlines()
    assert any(line.startswith("place ") and "≥ 0.1 pgbench -N" in line for line in listed)


def test_a_row_that_is_not_there_is_refused_with_the_names_there_are() -> None:
    refused = bench("--only", "nothing")
    assert refused.returncode == 2
    assert "thumbnails" in refused.stderr
