"""Processor time of a family of processes, from the system's own accounts."""

from collections.abc import Iterable
from contextlib import suppress

import psutil


def spent_by(roots: Iterable[int]) -> float:
    """Give the seconds of processor time that processes and all below them have used, with the dead they buried."""
    family: dict[int, psutil.Process] = {}
    for pid in roots:
        with suppress(psutil.Error):
            root = psutil.Process(pid)
            family |= {one.pid: one for one in (root, *root.children(recursive=True))}
    return sum(_spent(process) for process in family.values())


def _spent(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        return sum((times.user, times.system, times.children_user, times.children_system))
    return 0.0
