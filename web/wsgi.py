"""What the web server serves: static files by WhiteNoise, everything else by the application."""

import gc

from whitenoise import WhiteNoise

from core.platform import log
from web import assets
from web.app import create_app

log.setup("web")
_PREFIX = f"static/{assets.release()}"
app = WhiteNoise(create_app(), immutable_file_test=lambda _path, url: url.startswith(f"/{_PREFIX}/"))
app.add_files(str(assets.build()), prefix=_PREFIX)
gc.freeze()  # what a worker starts with is never garbage
