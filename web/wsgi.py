"""What the web server serves: static files by WhiteNoise, everything else by the application."""

import gc
from collections.abc import Iterable
from threading import Lock
from typing import Any

from whitenoise import WhiteNoise

from core.platform import editions, log
from core.switches import service as switches
from web import assets
from web.app import create_app
from web.shared.secondary import write_down_trips


class Watched:
    """WSGI middleware that watches the switches from the first request on; importing starts nothing."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._is_watching = False
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not self._is_watching:
            self._watch()
        answer: Iterable[bytes] = self._application(environ, start_response)
        return answer

    def _watch(self) -> None:
        with self._lock:
            if not self._is_watching:
                switches.start_watching(chore=write_down_trips)
                self._is_watching = True


# Seconds that the numbers beside a listing may be behind it while the shop is written to.
COUNTS_MAY_LAG = 3.0

log.setup("web")
_PREFIX = f"static/{assets.release()}"
_whole = WhiteNoise(create_app(), immutable_file_test=lambda _path, url: url.startswith(f"/{_PREFIX}/"))
_whole.add_files(str(assets.build()), prefix=_PREFIX)
app = Watched(_whole)
editions.let_lag(COUNTS_MAY_LAG)
gc.freeze()  # what a worker starts with is never garbage
