"""Static files as they are served: our own tree, the browser libraries from npm, bundled styles and icons.

They are put together once per release under the data folder, compressed beside the originals, and served by
WhiteNoise under an address that holds the release's hash, so that browsers may keep them for a year.
"""

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from whitenoise.compress import Compressor

from core.platform.settings import ROOT, settings
from web.shared import icons
from web.shared.bundle import bundle

OWN = ROOT / "web" / "static"
NPM = ROOT / "node_modules"
VENDOR = {
    "vendor/htmx.min.js": NPM / "htmx.org" / "dist" / "htmx.min.js",
    "vendor/tabler.min.css": NPM / "@tabler" / "core" / "dist" / "css" / "tabler.min.css",
    "vendor/tabler.min.js": NPM / "@tabler" / "core" / "dist" / "js" / "tabler.min.js",
}
BUNDLES = ("css/storefront.css", "css/personal.css", "css/console.css", "css/style_guide.css")


@cache
def release() -> str:
    """Give the hash of everything that is served: it changes when a file does."""
    digest = hashlib.blake2b(digest_size=6)
    for path in [*sorted(OWN.rglob("*")), *VENDOR.values(), Path(icons.__file__)]:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def build() -> Path:
    """Make the folder of this release, unless it is there already, and give it; its time says when it was last used."""
    folder = settings().data / "assets" / release()
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(dir=folder.parent))
        _fill(draft)
        try:
            draft.chmod(0o755)
            os.rename(draft, folder)
        except OSError:  # another process was faster
            shutil.rmtree(draft)
    os.utime(folder)
    return folder


def _fill(folder: Path) -> None:
    shutil.copytree(OWN, folder, dirs_exist_ok=True)
    for name, source in VENDOR.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / name)
    for name in BUNDLES:
        (folder / name).write_bytes(bundle(OWN / name))
    (folder / "img" / "icons.svg").write_bytes(icons.sprite(NPM / "@tabler" / "icons" / "icons" / "outline"))
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            compressor.compress(str(path))
