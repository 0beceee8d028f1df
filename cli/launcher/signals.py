"""What wakes the launcher: being asked to stop, or a child's end. It sleeps the rest of the time."""

import selectors
import signal
import socket
from types import FrameType
from typing import IO, Any

ASKED_TO_STOP = (signal.SIGTERM, signal.SIGINT)


class Signals:
    """Signals as something that can be waited for together with the children's output."""

    def __init__(self) -> None:
        self.stop_asked = False
        self._selector = selectors.DefaultSelector()
        self._bell, self._wire = socket.socketpair()
        for end in (self._bell, self._wire):
            end.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._wire.fileno(), warn_on_full_buffer=False)
        for asked in ASKED_TO_STOP:
            signal.signal(asked, self._stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means it
            signal.signal(signal.SIGHUP, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # handled, so that it rings the bell

    def listen_to(self, output: IO[bytes], owner: Any) -> None:
        """Wait for this output too, in the name of its owner."""
        self._selector.register(output, selectors.EVENT_READ, owner)

    def forget(self, output: IO[bytes]) -> None:
        """Stop waiting for an output that has ended."""
        self._selector.unregister(output)

    def wait(self, seconds: float) -> list[Any]:
        """Sleep until something happens or the time is over; gives the owners of outputs to be read."""
        ready = [key for key, _ in self._selector.select(seconds)]
        if any(key.fileobj is self._bell for key in ready):
            self._bell.recv(4096)
        return [key.data for key in ready if key.data is not None]

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_asked = True
