"""`entrepot db`: the tables of the database."""

import re
from pathlib import Path

import click
from alembic import command as alembic
from alembic.config import Config

from cli.servers.lent import with_servers
from core.platform import log
from core.platform.settings import ROOT

MIGRATIONS = ROOT / "migrations"


@click.group(name="db")
def command() -> None:
    """Tend the tables of the database."""
    log.setup("db")


@command.command("upgrade")
@with_servers
def _upgrade() -> None:
    """Bring the tables up to the newest migration."""
    upgrade()


@command.command("revision")
@click.argument("message")
@with_servers
def _revision(message: str) -> None:
    """Write a migration from the difference between models and tables: "add return window to sites"."""
    upgrade()
    alembic.revision(_configuration(), message=message, autogenerate=True, rev_id=next_number())


def upgrade() -> None:
    """Bring the tables of DATABASE_URL up to the newest migration."""
    alembic.upgrade(_configuration(), "head")


def next_number() -> str:
    """Give the number of the next migration, four digits."""
    numbers = [int(found[0]) for path in MIGRATIONS.rglob("*.py") if (found := re.match(r"\d{4}", path.name))]
    return f"{max(numbers, default=0) + 1:04}"


def _configuration() -> Config:
    configuration = Config(toml_file=ROOT / "pyproject.toml")
    configuration.set_main_option("script_location", str(Path(MIGRATIONS)))
    return configuration
