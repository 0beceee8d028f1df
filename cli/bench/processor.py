"""Processor time of a family of processes, from the system's own accounts."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

import psutil

COMMAND = "entrepot"
PARTS = {"postgres": "PostgreSQL", "valkey-server": "Valkey", "nginx": "nginx"}
OURS = {
    "web": "web",
    "relay": "relay",
    "worker": "workers",
    "publisher": "publisher",
    "scheduler": "scheduler",
    "run": "launcher",
}


def spent_by(roots: Iterable[int]) -> Counter[str]:
    """Give the seconds of processor time that processes and all below them have used, with the dead they buried.

    By part of the shop, as their names and commands tell.
    """
    family: dict[int, psutil.Process] = {}
    for pid in roots:
        with suppress(psutil.Error):
            root = psutil.Process(pid)
            family |= {one.pid: one for one in (root, *root.children(recursive=True))}
    spent: Counter[str] = Counter()
    for process in family.values():
        with suppress(psutil.Error):
            times = process.cpu_times()
            seconds = sum((times.user, times.system, times.children_user, times.children_system))
            spent[part_of(process.name(), process.cmdline())] += seconds
    return spent


def part_of(name: str, command: list[str]) -> str:
    """Say to which part of the shop a process belongs."""
    if name in PARTS:
        return PARTS[name]
    after = next((at + 1 for at, word in enumerate(command) if word.endswith(COMMAND)), len(command))
    return OURS.get(next(iter(command[after:]), ""), "the rest")
