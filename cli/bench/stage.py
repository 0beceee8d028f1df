"""Where a bench takes place: servers and shops of its own over a folder of its own, and nothing but loopback."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import click

from cli.bench import processor
from cli.bench.figures import Sample
from cli.bench.world.stock import Worlds
from cli.servers import postgres, valkey
from cli.servers.lock import held
from cli.servers.program import Program, kill_group
from core.platform import db
from core.platform import settings as configuration
from core.platform.settings import ROOT

HOST = "127.0.0.1"
SITE = "localhost"
SECONDS_TO_START = 90
SECONDS_TO_STOP = 15
SECONDS_TO_BEGIN = 8  # until all processes are there and the first jobs have entered their pages
SECONDS_TO_REST = 300
_BUSY = """
    select (select count(*) from generated_pages where state = 'stale')
         + (select count(*) from outbox_deliveries where state in ('pending', 'queued') and due_at <= now())
"""


@dataclass
class Server:
    """A web server that is asked: the shop in front of a world, or the bare one."""

    port: int
    process: "subprocess.Popen[bytes]"
    world: str = ""
    number: int = 0

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Ask once, as a browser without cookies would; gives status and body."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": f"{SITE}:{self.port}", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class Stage:
    """The database, the queue and the web servers of one run; everything is started when first asked for."""

    def __init__(self, data: Path, scale: int, stack: ExitStack, *, orders: int) -> None:
        self.data, self.scale, self.orders = data, scale, orders
        self._database, self._queue = stack.enter_context(ExitStack()), stack.enter_context(ExitStack())
        self._database.enter_context(postgres.start(data))
        configuration.export(REDIS_URL=self._queue.enter_context(valkey.start(data)))
        self.tools = data / "tools"
        self._stack = stack
        self._shops: dict[int, Server] = {}
        self._bare: Server | None = None
        self.sockets = postgres.Server(data).sockets
        self.worlds = Worlds(self.sockets)

    def shop(self, skus: int | None = None) -> Server:
        """Give the shop in front of a world of so many SKUs, by default the run's scale."""
        skus = skus or self.scale
        if skus not in self._shops:
            world = self.worlds.ready(skus)
            self._shops[skus] = self._open(world, len(self._shops) + 1)
        return self._shops[skus]

    def enter(self, skus: int | None = None) -> None:
        """Have this process, and what it starts, work on the shop's own world."""
        self.enter_world(self.shop(skus).world)

    def enter_world(self, world: str) -> None:
        """Have this process work on a world, whether a shop runs in front of it or not."""
        port, number = next(
            ((shop.port, shop.number) for shop in self._shops.values() if shop.world == world),
            (free_port(), 0),
        )
        configuration.export(**self._variables(world, port, number))
        db.forget_engine()

    def bare(self) -> Server:
        """Give the server of bare pages, run with the very settings of the shop's."""
        if self._bare is None:
            self.shop()
            port = free_port()
            configuration.export(ENTREPOT_PORT=str(port))
            process = self._spawn("bare", "web", "--application", "cli.bench.bare:app")
            self._bare = Server(port, process)
            _wait_for(self._bare, "/hello", self.data / "bare.log")
        return self._bare

    def launchers(self) -> list[int]:
        """List the launchers of the shops that run."""
        return [shop.process.pid for shop in self._shops.values()]

    def spending(self) -> "Spending":
        """Begin to measure the processor time of all that serves: web, database, queue, relay, workers."""
        return Spending(self)

    def spent(self) -> Counter[str]:
        """Give the processor seconds of all that serves, by part."""
        return processor.spent_by([*self.servers(), *self.launchers(), *self._bare_pid()])

    def servers(self) -> list[int]:
        """List the processes of the database, where it runs, and of the queue."""
        return [*self._database_pid(), self.queue_pid()]

    def _database_pid(self) -> list[int]:
        with suppress(FileNotFoundError):
            return [int((self.data / postgres.NAME / "postmaster.pid").read_text().split("\n")[0])]
        return []

    def queue_pid(self) -> int:
        """Give the queue's process, as its socket tells."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(valkey.Server(self.data).socket))
            line.sendall(b"INFO server\r\n")
            told = line.recv(8192).decode()
        return int(told.split("process_id:")[1].split("\r")[0])

    def restart_queue(self) -> None:
        """Stop the queue as an operator would, and start it again over what it kept."""
        self._queue.close()
        self._queue.enter_context(valkey.start(self.data))

    def stop_database(self) -> None:
        """Stop the database at once, as `pg_ctl stop -m immediate` does: nobody is told, nothing is written down."""
        for pid in self._database_pid():
            os.kill(pid, signal.SIGQUIT)
        self._database.close()

    def start_database(self) -> None:
        """Start the database again; it mends itself from its log first."""
        self._database.enter_context(postgres.start(self.data))
        db.forget_engine()

    def _bare_pid(self) -> Sequence[int]:
        return [self._bare.process.pid] if self._bare else []

    def _open(self, world: str, number: int) -> Server:
        port = free_port()
        configuration.export(**self._variables(world, port, number))
        with self.worlds.door(world) as door:
            # A world that lay unused has missed its nightly turns; one without a history has missed nothing.
            door.execute("delete from periodic_runs")
        shop = Server(port, self._spawn(world, "run"), world, number)
        _wait_for(shop, "/readyz", self.data / f"{world}.log")
        time.sleep(SECONDS_TO_BEGIN)
        self.wait_until_rested(world)
        return shop

    def wait_until_rested(self, world: str) -> None:
        """Wait until what was left to do is done: what a new shop does first, say, is nobody's figure."""
        deadline = time.monotonic() + SECONDS_TO_REST
        with self.worlds.door(world) as door:
            while time.monotonic() < deadline and door.execute(_BUSY).fetchone() != (0,):
                time.sleep(0.5)

    def _variables(self, world: str, port: int, number: int) -> dict[str, str]:
        return {
            "DATABASE_URL": self.worlds.url(world),
            "REDIS_URL": valkey.Server(self.data).url.replace("db=0", f"db={number}"),
            "ENTREPOT_DATA": str(self.data / world),
            "ENTREPOT_STORAGE_URL": (self.data / "media").as_uri(),
            "ENTREPOT_DEMO": "false",
            "ENTREPOT_PAGES_AHEAD": "none",  # what is drawn while nobody asks is measured by a row of its own
            "ENTREPOT_HOST": HOST,
            "ENTREPOT_PORT": str(port),
            "ENTREPOT_TRUSTED_PROXIES": "1",  # each shopper of the bench comes from an address of their own
        }

    def _spawn(self, name: str, *words: str) -> "subprocess.Popen[bytes]":
        script = Path(sys.executable).with_name("entrepot")
        program = Program(name=name, argv=(sys.executable, str(script), *words), folder=ROOT)
        with (self.data / f"{name}.log").open("wb") as output:
            process = program.spawn(output)
        self.stop_at_end(process)
        return process

    def stop_at_end(self, process: "subprocess.Popen[bytes]") -> None:
        """Have a process stopped when the stage is taken down."""
        self._stack.callback(_stop, process)


class Spending:
    """The processor time of all that serves, from the moment this was made."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._before = stage, stage.spent()

    def of(self, sample: Sample) -> Sample:
        """Give a sample with what each of its answers has cost until now."""
        spent = self._stage.spent() - self._before
        if not sample.done:
            return sample
        parts = {part: seconds * 1000 / sample.done for part, seconds in spent.items()}
        return replace(sample, cpu_ms=sum(parts.values()), parts=parts)


@contextmanager
def opened(data: Path, scale: int, orders: int) -> Iterator[Stage]:
    """Set a stage for the length of the block; everything is stopped at its end, the worlds stay."""
    data.mkdir(parents=True, exist_ok=True)
    configuration.export(ENTREPOT_DATA=str(data), ENTREPOT_STORAGE_URL=(data / "media").as_uri())
    with held(data), ExitStack() as stack:
        yield Stage(data, scale, stack, orders=orders)


def free_port() -> int:
    """Give a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(server: Server, path: str, output: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.get(path)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    said = output.read_text(errors="replace").strip().splitlines()[-5:]
    raise click.ClickException(f"a server of the bench did not start: {' | '.join(said)}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
    kill_group(process)
    process.wait()
