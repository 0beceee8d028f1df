"""Taking many photographs at once, a process for each core, through the doors that uploads go through."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from cli.demo import shots
from cli.demo.shots import Shot
from core.media import service as media
from core.media.types import Rendition, StoredPicture
from core.platform import settings as configuration
from core.platform.settings import settings

MOST_PROCESSES = 8

Roll = Sequence[Shot]


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture in storage; its public files are drawn already if it is seen in lists."""

    shot: Shot
    stored: StoredPicture
    drawn: tuple[Rendition, ...]


@contextmanager
def developing(rolls: Sequence[Roll]) -> Iterator[Iterator[list[Photograph]]]:
    """Have the photographs of every roll taken and kept in storage; gives them roll by roll, as they are ready.

    The pictures of lists get their public files at once, so that the shop opens with them; the files of the
    others are left to the workers, who hear of every accepted picture anyway.
    """
    pool = ProcessPoolExecutor(
        max_workers=min(_free_cores(), MOST_PROCESSES),
        mp_context=multiprocessing.get_context("spawn"),  # a fork would share connections
        initializer=_enter,
        initargs=(settings().data, settings().storage_url),
    )
    try:
        yield pool.map(_develop, rolls)
    finally:
        pool.shutdown(cancel_futures=True)


def _free_cores() -> int:
    # A container may have been given fewer than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _develop(roll: Roll) -> list[Photograph]:
    return [_photograph(shot) for shot in roll]


def _photograph(shot: Shot) -> Photograph:
    stored = media.store_picture(shots.take(shot))
    return Photograph(shot, stored, media.draw_renditions(stored) if shot.in_lists else ())


def _enter(data: Path, storage_url: str) -> None:
    """Prepare a process of the pool: same storage, and no life of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    configuration.override(data=data, storage_url=storage_url)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
