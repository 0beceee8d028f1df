"""The embedded PostgreSQL: a wheel's programs over one data folder, on a socket and on nothing else.

Its files are in <data>/postgres. As root it runs as another account, which may not be able to walk the path
to that folder (root's home is closed): then it is started inside it and knows it as /proc/self/cwd.
"""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import click
import psutil
import psycopg

from cli.servers import install, places, solo
from cli.servers.account import Account, unprivileged
from cli.servers.program import Line, Program

NAME = "postgres"
DATABASE = "entrepot"
OWNER = "entrepot"
HERE = Path("/proc/self/cwd")
LEAST_BUFFERS, MOST_BUFFERS = 128, 1024  # MB


def shared_buffers() -> str:
    """Give a sixteenth of the machine's memory: a shop has neighbors, and the system keeps files as well."""
    sixteenth = psutil.virtual_memory().total >> 24
    return f"{min(max(sixteenth, LEAST_BUFFERS), MOST_BUFFERS)}MB"


SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": shared_buffers(),
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",  # short queries on few cores, and small /dev/shm in containers
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "",
    "log_checkpoints": "off",
    "log_min_messages": "log",  # a refused statement is told by whoever sent it
    "log_min_error_statement": "panic",  # statements hold people's data
}
FAST = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
USUAL = "due to administrator command"  # what a connection is told when the shop stops
LEVELS = {"LOG": "debug", "WARNING": "warning", "ERROR": "error", "FATAL": "error", "PANIC": "error"}


class Server:
    """One PostgreSQL over one data folder."""

    def __init__(self, data: Path) -> None:
        self.home = data / NAME
        self.sockets = places.sockets_folder(data) / NAME
        self.url = f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def program(self, *, fast: bool = False) -> Program:
        """Describe how it is run; `fast` gives up durability, for tests."""
        chosen = SETTINGS | {"unix_socket_directories": str(self.sockets)} | (FAST if fast else {})
        options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        return Program(
            name=NAME,
            argv=(str(self._programs / "postgres"), "-D", str(self._address(self.home)), *options),
            folder=self.home,
            account=self._account,
            environment={"LC_ALL": "C", "TZ": "UTC"},
            stop_with=signal.SIGINT,  # PostgreSQL's word for: roll back and stop now
            reader=read_line,
            before=self._prepare,
        )

    def is_ready(self) -> bool:
        """Say whether it accepts connections, by the last line of its own note."""
        with suppress(OSError):
            lines = (self.home / "postmaster.pid").read_text().split("\n")
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False

    def make_database(self) -> None:
        """Make the shop's database and its owner, who is no superuser, where they do not exist yet."""
        door = psycopg.connect(host=str(self.sockets), port=5432, user=NAME, dbname=NAME, autocommit=True)
        with door:
            if not door.execute("select 1 from pg_roles where rolname = %s", [OWNER]).fetchone():
                door.execute(f"create role {OWNER} login createdb")
            if not door.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                door.execute(f"create database {DATABASE} owner {OWNER}")

    @cached_property
    def _account(self) -> Account | None:
        return unprivileged()

    @cached_property
    def _programs(self) -> Path:
        return install.programs(self._account)

    def _prepare(self) -> None:
        self.sockets.mkdir(exist_ok=True)
        self.sockets.chmod(0o700)
        if not self.home.exists():
            self._make_cluster()
        if self._account:
            self._account.take(self.home)
            self._account.take(self.sockets)
        self._forget_the_dead()

    def _make_cluster(self) -> None:
        """Make the cluster under another name first, so that an interrupted start leaves no half of one."""
        unfinished = self.home.with_name(f"{NAME}.unfinished")
        places.clear(unfinished)
        unfinished.mkdir(parents=True, mode=0o700)
        if self._account:
            self._account.take(unfinished)
        self._initdb(unfinished)
        shutil.rmtree(self.home, ignore_errors=True)
        unfinished.rename(self.home)

    def _initdb(self, folder: Path) -> None:
        identity = self._account.identity() if self._account else {}
        made = subprocess.run(
            [
                *(str(self._programs / "initdb"), "-D", str(self._address(folder)), "-U", NAME),
                *("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ],
            cwd=folder,
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            check=False,
            capture_output=True,
            text=True,
            **identity,
        )
        if made.returncode:
            raise click.ClickException(f"PostgreSQL could not make its files: {made.stderr.strip()[-500:]}")

    def _address(self, folder: Path) -> Path:
        """Give the path by which the server's account reaches a folder that it is started in."""
        nearest = folder if folder.exists() else folder.parent
        if self._account is None or self._account.can("-x", str(nearest)):
            return folder
        if sys.platform == "linux":
            return HERE
        raise click.ClickException(
            f"PostgreSQL may not run as root, and the account {self._account.name} cannot enter {nearest}:"
            " run as an ordinary user, or choose another --data"
        )

    def _forget_the_dead(self) -> None:
        """Remove the note of a server that is gone, since its number may be somebody else's by now."""
        note = self.home / "postmaster.pid"
        with suppress(OSError, ValueError, IndexError, psutil.Error):
            process = psutil.Process(int(note.read_text().split("\n")[0]))
            if process.name() == "postgres" and Path(process.cwd()) == self.home:
                return
        note.unlink(missing_ok=True)


@contextmanager
def start(data: Path, *, fast: bool = False) -> Iterator[str]:
    """Run one for as long as the block lasts; gives its URL for SQLAlchemy. `fast` is for tests."""
    server = Server(data)
    data.mkdir(parents=True, exist_ok=True)
    places.make_private(places.sockets_folder(data))
    with solo.running(server.program(fast=fast), data, server.is_ready):
        server.make_database()
        yield server.url.replace("postgresql://", "postgresql+psycopg://", 1)


def read_line(line: str) -> Line | None:
    """Read a line of its output, such as `LOG:  text`."""
    head, _, text = line.partition(":  ")
    if not line.strip():
        return None
    if head not in LEVELS or text.endswith(USUAL):
        return "debug", line.strip()
    return LEVELS[head], text
