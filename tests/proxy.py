"""Debian's nginx with the configuration that the shop writes for it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.bench import tools
from core.platform.settings import ROOT

TOOLS = ROOT / "var" / "tools"  # what is fetched for tests, once


@contextmanager
def nginx(folder: Path, written: str) -> Iterator[None]:
    """Run nginx with a configuration for as long as the block lasts; its other files lie in the folder."""
    program = tools.find("nginx", TOOLS)
    if program is None:
        pytest.skip("nginx is not installed, and there is no apt-get that could fetch it")
    (folder / "pages.conf").write_text(written)
    (folder / "nginx.conf").write_text(
        f"user root; worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; include {folder}/pages.conf; }}\n"
    )
    served = subprocess.Popen([str(program), "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"])
    try:
        yield
    finally:
        served.terminate()
        served.wait()
