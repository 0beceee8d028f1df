"""Debian's nginx with the configuration that the shop writes for it."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
needs_nginx = pytest.mark.skipif(
    not Path(NGINX).exists(), reason="nginx is not installed (Debian: apt-get install nginx-light)"
)


@contextmanager
def nginx(folder: Path, written: str) -> Iterator[None]:
    """Run nginx with a configuration for as long as the block lasts; its other files lie in the folder."""
    (folder / "pages.conf").write_text(written)
    (folder / "nginx.conf").write_text(
        f"user root; worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; include {folder}/pages.conf; }}\n"
    )
    served = subprocess.Popen([NGINX, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"])
    try:
        yield
    finally:
        served.terminate()
        served.wait()
