"""What draws pages: when any of it changes, every generated page is of an older release."""

import hashlib
from functools import cache
from pathlib import Path

from core.platform.settings import ROOT, settings
from web import assets

DRAWS = (("web", "*.html"), ("web", "*.py"), ("web", "*.mo"), ("core", "*.py"))


@cache
def template_release() -> str:
    """Give the hash of templates, translations, code and of the settings that pages show."""
    digest = hashlib.blake2b(assets.release().encode(), digest_size=6)
    for folder, pattern in DRAWS:
        for path in sorted((ROOT / folder).rglob(pattern)):
            digest.update(_stamp(path))
    chosen = settings()
    digest.update(repr((chosen.public_url, chosen.port, chosen.demo, chosen.payment_gateways)).encode())
    return digest.hexdigest()


def _stamp(path: Path) -> bytes:
    return (
        f"{path.relative_to(ROOT)} {hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()}".encode()
    )
