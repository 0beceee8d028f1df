"""Telling a proxy that the database is away.

Web processes tell it too, from their first request on; where a proxy serves the pages there may never be one.
"""

from threading import Event as Flag
from threading import Thread

from core.platform import log
from core.platform.pulse import Pulse
from core.publishing import service

PULSE_SECONDS = 1.5


def start(stop: Flag) -> None:
    """Feel the database's pulse in the background until asked to stop."""
    Thread(target=watch, args=(stop,), name="pulse", daemon=True).start()


def watch(stop: Flag) -> None:
    """Leave the sign that buying is paused when the database goes away, and take it back when it is there.

    The first look does so too: whoever left a sign may have died.
    """
    pulse, was_away = Pulse(), None
    while not stop.is_set():
        is_away = not pulse.beats()
        if is_away is not was_away and _say(is_paused=is_away):
            was_away = is_away
        stop.wait(PULSE_SECONDS)
    pulse.rest()


def _say(*, is_paused: bool) -> bool:
    try:
        service.say_paused(is_paused=is_paused)
    except OSError as problem:
        log.get(__name__).warning("a proxy cannot be told", problem=type(problem).__name__)
        return False
    return True
