"""The worlds there are: a database each beside one another, made once and found again by the next run."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from cli.bench.world import copies, past, seeds
from cli.progress import Progress
from cli.servers import postgres
from core.platform import db
from core.platform import settings as configuration
from core.platform.settings import ROOT
from workers.search import settle_tallies

MADE_FROM = ("migrations/versions", "cli/bench/world", "cli/demo")
BUILDING = "unfinished"
END_SESSIONS = (
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s"  # a late ringer's
)


class Worlds:
    """The databases of one PostgreSQL; `sockets` is where it listens, its superuser is whoever asks there."""

    def __init__(self, sockets: Path) -> None:
        self._sockets = sockets
        self._making = _fingerprint()

    def url(self, name: str) -> str:
        """Give the address of a world for the shop."""
        return f"postgresql://{postgres.OWNER}@/{name}?host={quote(str(self._sockets), safe='')}"

    def ready(self, skus: int) -> str:
        """Give the name of a world of so many SKUs, made now if it is not there or was made by other code."""
        return self._ready(f"world_{skus}", lambda unfinished: self._multiply(unfinished, skus))

    def ready_with_past(self, skus: int, purchases: int, place: Callable[[str], None]) -> str:
        """Give the name of a world in which so many purchases were made before; `place` makes those that are copied."""

        def live(unfinished: str) -> None:
            self._multiply(unfinished, skus)
            place(unfinished)
            self._fill(unfinished, purchases)

        return self._ready(f"past_{skus}_{purchases}", live)

    def _ready(self, kind: str, fill: Callable[[str], None]) -> str:
        base = f"seeds_{self._making}"
        if not self._exists(base):
            self._forget_others()
            self._make(base, None, self._sow)
        name = f"{kind}_{self._making}"
        if not self._exists(name):
            self._make(name, base, fill)
        return name

    @contextmanager
    def door(self, database: str) -> Iterator[psycopg.Connection[Any]]:
        """Open a connection of the superuser, who may do in bulk what the shop's own user may not."""
        with psycopg.connect(
            host=str(self._sockets), port=5432, user=postgres.NAME, dbname=database, autocommit=True
        ) as door:
            yield door

    def _exists(self, name: str) -> bool:
        with self.door(postgres.NAME) as door:
            return door.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None

    def _make(self, name: str, template: str | None, fill: Any) -> None:
        """Make a world under another name first, so that an interrupted making leaves no half of one."""
        self._drop(BUILDING)
        with self.door(postgres.NAME) as door:
            made = sql.SQL("create database {} owner {} template {} strategy file_copy").format(
                sql.Identifier(BUILDING),
                sql.Identifier(postgres.OWNER),
                sql.Identifier(template or "template1"),
            )
            door.execute(made)
        fill(BUILDING)
        with self.door(postgres.NAME) as door:
            door.execute(END_SESSIONS, [BUILDING])
            door.execute(
                sql.SQL("alter database {} rename to {}").format(
                    sql.Identifier(BUILDING), sql.Identifier(name)
                )
            )

    def _sow(self, name: str) -> None:
        with Progress(aside=True).step("Planting the seeds of all worlds", 1) as advance:
            configuration.export(DATABASE_URL=self.url(name))
            db.forget_engine()
            seeds.sow()
            db.forget_engine()
            with self.door(name) as door:
                door.execute("vacuum analyze")
            advance(1)

    def _multiply(self, name: str, skus: int) -> None:
        with (
            Progress(aside=True).step(f"Making a world of {skus:,} SKUs", skus) as advance,
            self.door(name) as door,
        ):
            copies.multiply(door, skus)
            door.execute("vacuum analyze")
            self._count(name)
            advance(skus)

    def _count(self, name: str) -> None:
        """Have the numbers beside listings counted as the nightly proof does."""
        configuration.export(DATABASE_URL=self.url(name))
        db.forget_engine()
        settle_tallies()
        db.forget_engine()

    def _fill(self, name: str, purchases: int) -> None:
        telling = Progress(aside=True).step(f"Placing {purchases:,} purchases in the past", purchases)
        with telling as advance, self.door(name) as door:
            past.fill(door, purchases, advance)
            door.execute("vacuum analyze")

    def _forget_others(self) -> None:
        with self.door(postgres.NAME) as door:
            found = door.execute(
                "select datname from pg_database where datname ~ '^(seeds|world|past)_'"
            ).fetchall()
        for (name,) in found:
            self._drop(name)

    def _drop(self, name: str) -> None:
        with self.door(postgres.NAME) as door:
            door.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _fingerprint() -> str:
    """Give what tells worlds of this code from those of another."""
    told = hashlib.sha256()
    for folder in MADE_FROM:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".json", ".md"}:
                told.update(path.read_bytes())
    return told.hexdigest()[:10]
