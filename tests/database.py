"""Throwaway databases on one real server: made by the real migrations once, then copied."""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from cli.commands.db import upgrade
from cli.servers import postgres
from core.platform import db
from core.platform import settings as configuration
from core.platform.settings import ROOT, settings

SECONDS_TO_LEAVE = 10
PLATFORM = ("audit", "idempotency", "outbox", "slugs", "throttle")


@contextmanager
def server(outside: str) -> Iterator[str]:
    """Give the URL of a server to make databases on: the one named outside, else an embedded one."""
    if outside:
        yield outside
        return
    with (
        TemporaryDirectory(prefix="entrepot-tests-") as folder,
        postgres.start(Path(folder), fast=True) as url,
    ):
        yield url


class Databases:
    """Databases of this run; each is known by a short name and gone at the end."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        self._made: list[str] = []

    def create(self, name: str, *, like: str = "template1") -> str:
        """Make a database as a copy of another and give its URL; nobody may be connected to the other."""
        full, source = self._full(name), like if like == "template1" else self._full(like)
        self._say(f'create database "{full}" template "{source}" strategy file_copy')
        self._made.append(full)
        return self.url_of(name)

    def drop(self, name: str) -> None:
        """Remove a database and whoever is still connected to it; a superuser who is just leaving is waited for."""
        full, until = self._full(name), monotonic() + SECONDS_TO_LEAVE
        while full in self._made:
            try:
                self._say(f'drop database if exists "{full}" with (force)')
                self._made.remove(full)
            except psycopg.errors.InsufficientPrivilege:
                if monotonic() > until:
                    raise
                sleep(0.05)

    def drop_all(self) -> None:
        """Remove every database of this run, for a server that outlives it."""
        for full in self._made:
            self._say(f'drop database if exists "{full}" with (force)')

    def url_of(self, name: str) -> str:
        """Give the URL of a database."""
        return self._url.set(database=self._full(name)).render_as_string(hide_password=False)

    def _full(self, name: str) -> str:
        return f"entrepot_test_{os.getpid()}_{name}"

    def _say(self, statement: str) -> None:
        with psycopg.connect(self._url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def at(url: str) -> Iterator[None]:
    """Point this process at a database for the length of the block; every act has a connection of its own."""
    before = settings().database_url
    _point(url)
    try:
        yield
    finally:
        _point(before)


def migrate(url: str) -> None:
    """Make the tables the way a shop gets them."""
    know_every_table()
    with at(url):
        upgrade()


def know_every_table() -> None:
    """Import every module that has tables."""
    for name in PLATFORM:
        importlib.import_module(f"core.platform.{name}")
    for path in sorted((ROOT / "core").rglob("models.py")):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _point(url: str) -> None:
    db.forget_engine()
    if "web.shared.site" in sys.modules:
        sys.modules["web.shared.site"].forget_sites()  # those of another database
    configuration.override(database_url=url)
    if url:
        db._engine = db.connect(url, pooled=False)


@contextmanager
def as_superuser() -> Iterator[psycopg.Connection[Any]]:
    """Give a superuser's connection to the database in force; skips where the server outside lends none."""
    url = make_url(settings().database_url).set(drivername="postgresql", username=postgres.NAME)
    try:
        opened = psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("the server outside lends no superuser")
    with opened:
        yield opened
