"""What a web process hears and tells besides its requests: changed pages, the database's pulse, what is asked for."""

from collections.abc import Mapping
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from core.platform import log
from core.platform.db import OUTAGES, transaction
from core.platform.pulse import Pulse
from core.publishing import queries, service
from core.publishing.types import Address, PageKind
from core.search import service as search
from web.shared.site import known_sites
from web.windows.layer import Windows

PULSE_SECONDS = 1.5
TELL_EVERY = 20  # heartbeats between two tellings of what was asked for


def watch(windows: Windows) -> None:
    """Begin to hear and to tell, in the background, until the process ends."""
    for work in (_hear_changes, _feel_pulse):
        Thread(target=work, args=(windows,), name=work.__name__, daemon=True).start()


def _hear_changes(windows: Windows) -> None:
    for name in queries.listen(windows.stop):
        if name is None:
            windows.is_told = False
        elif name == "":
            if not windows.is_told:
                windows.memory.clear()  # who knows what was told meanwhile
            windows.is_told = True
        else:
            windows.forget_changed(name)


def _feel_pulse(windows: Windows) -> None:
    pulse, beats = Pulse(), 0
    while not windows.stop.wait(PULSE_SECONDS):
        _note_outage(windows, is_away=not pulse.beats())
        beats += 1
        if beats % TELL_EVERY == 0 and not windows.is_away:
            tell_asks(windows)
    pulse.rest()


def _note_outage(windows: Windows, *, is_away: bool) -> None:
    if is_away == windows.is_away:
        return
    windows.is_away = is_away
    log.get("web").warning("the database is away" if is_away else "the database is back")
    try:
        service.say_paused(is_paused=is_away)
    except OSError as problem:
        log.get("web").warning("a proxy cannot be told", problem=type(problem).__name__)


def _count_searches(asks: Mapping[Address, int]) -> None:
    """Count looks at kept searches as searches: no view saw them."""
    ids = {site.code: site.id for site in known_sites()}
    for address, times in asks.items():
        if queries.kind_of(address.path) is PageKind.SEARCH:
            ((_, query),) = parse_qsl(urlsplit(address.path).query)
            search.note_looks(ids[address.site], address.language, query, times)


def tell_asks(windows: Windows) -> None:
    """Tell the registry, and whoever wants to know, what was asked for since the last time."""
    windows.memory.keep_warm()
    asks, looks = windows.memory.take_asks(), windows.glimpses.take_looks()
    if not asks and not looks:
        return
    try:
        with transaction():
            service.note_hits(asks)
            _count_searches(asks)
            for again, times in looks:
                again(times)
    except OUTAGES as problem:
        log.get("web").warning("asks not told", problem=type(problem).__name__)
