"""What the web server serves: static files by WhiteNoise, everything else by the application."""

import gc

from whitenoise import WhiteNoise

from core.platform import log
from core.switches import service as switches
from web import assets
from web.app import create_app
from web.shared.secondary import write_down_trips

log.setup("web")
_PREFIX = f"static/{assets.release()}"
app = WhiteNoise(create_app(), immutable_file_test=lambda _path, url: url.startswith(f"/{_PREFIX}/"))
app.add_files(str(assets.build()), prefix=_PREFIX)
switches.start_watching(chore=write_down_trips)
gc.freeze()  # what a worker starts with is never garbage
