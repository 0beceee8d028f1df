"""Where the embedded servers keep what is not data: sockets in a short private folder, notes by the data."""

import os
import shutil
import stat
import tempfile
from hashlib import sha256
from pathlib import Path

import click

LONGEST_BASE = 50  # a socket's whole path may have 107 bytes, on macOS 103


def run_folder(data: Path) -> Path:
    """Give the folder of the launcher's notes: what runs, and at which addresses."""
    return data / "run"


def sockets_folder(data: Path) -> Path:
    """Give the folder of the sockets: always the same for the same data and account, never too long."""
    temporary = Path(tempfile.gettempdir()).resolve()
    base = temporary if len(os.fsencode(temporary)) <= LONGEST_BASE else Path("/tmp")  # noqa: S108
    return base / f"entrepot-{os.geteuid()}-{sha256(os.fsencode(data)).hexdigest()[:12]}"


def make_private(folder: Path) -> None:
    """Make a folder that nobody else may write to; refuses one that somebody else made first."""
    # Root's must let the database's account through to its own folder within.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    folder.mkdir(mode=mode, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise click.ClickException(f"{folder} belongs to somebody else: remove it, or choose another --data")
    folder.chmod(mode)


def clear(folder: Path) -> None:
    """Remove a folder of sockets or notes and all in it."""
    shutil.rmtree(folder, ignore_errors=True)
