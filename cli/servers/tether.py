"""Ties to the parent process, so that nothing outlives the launcher. Linux has them; elsewhere none tie."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def dying_with_parent(by: signal.Signals) -> Callable[[], None] | None:
    """Give what a child must call between fork and exec to get a signal when its parent dies."""
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(by))
        if os.getppid() != parent:
            os._exit(1)

    return tie


def adopt_orphans() -> bool:
    """Become the parent of every descendant whose own parent dies; says whether the system can do that."""
    return _libc is not None and _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
