"""What a killed launcher left running: noted while it runs, found and stopped by the next one."""

import json
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from cli.servers import places
from core.platform import log

NOTE = "processes.json"
SECONDS_TO_STOP = 6


def write_down(data: Path, pids: Iterable[int]) -> None:
    """Note the processes that run, each by its number and the moment it began, which together are unique."""
    begun = {}
    for pid in pids:
        with suppress(psutil.Error):
            begun[pid] = psutil.Process(pid).create_time()
    fresh = places.run_folder(data) / f"{NOTE}.new"
    fresh.write_text(json.dumps(begun))
    fresh.replace(places.run_folder(data) / NOTE)


def stop(data: Path) -> None:
    """Stop what the last note of this data folder names and what those started, gently and then for good."""
    noted = list(_still_running(data))
    if not noted:
        return
    log.get(__name__).warning("stopping what an earlier launcher left running", count=len(noted))
    family = {member for process in noted for member in _with_descendants(process)}
    for process in noted:
        with suppress(psutil.Error):
            process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
    _, alive = psutil.wait_procs(family, timeout=SECONDS_TO_STOP)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=SECONDS_TO_STOP)


def _still_running(data: Path) -> Iterable[psutil.Process]:
    with suppress(OSError, ValueError):
        for pid, begun in json.loads((places.run_folder(data) / NOTE).read_text()).items():
            with suppress(psutil.Error):
                process = psutil.Process(int(pid))
                # A clock that was set moves the beginnings a little: numbers are not used again that fast.
                if abs(process.create_time() - begun) < 2:
                    yield process


def _with_descendants(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return []
