"""What the web server serves: generated pages, static files by WhiteNoise, everything else by the application."""

import gc
from pathlib import Path

from whitenoise import WhiteNoise

from core.platform import log
from core.platform.db import transaction
from core.search import service as search
from core.switches import service as switches
from web import assets
from web.app import create_app
from web.release import template_release
from web.windows.layer import Windows
from web.windows.watching import watch

OLDER_RELEASES = 2  # whose files are still served: generated pages name them until they are drawn anew
COUNTS_MAY_LAG = 3.0  # seconds, while the shop is written to


def _static() -> WhiteNoise:
    served = WhiteNoise(_flask, immutable_file_test=lambda _path, url: url.startswith("/static/"))
    for folder in [assets.build(), *_older()]:
        served.add_files(str(folder), prefix=f"static/{folder.name}")
    return served


def _older() -> list[Path]:
    folders = [one for one in assets.build().parent.glob("[0-9a-f]*") if one.name != assets.release()]
    return sorted(folders, key=lambda one: -one.stat().st_mtime)[:OLDER_RELEASES]


def _watch(windows: Windows) -> None:
    """Watch pages and switches from the first request on: importing starts nothing."""
    switches.start_watching(transaction)
    watch(windows)


log.setup("web", gathers=True)
_flask = create_app()
app = Windows(_flask, _static(), watch=_watch)
template_release()  # read now, so that no request waits for it
search.let_counts_lag(COUNTS_MAY_LAG)
gc.collect()
gc.freeze()  # what a worker starts with is never garbage
