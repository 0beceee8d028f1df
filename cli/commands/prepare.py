"""`entrepot prepare`: what the launcher does to the database before anybody may see it."""

import json

import click
from sqlalchemy.exc import OperationalError

from cli.commands import db
from cli.launcher.shop import DEMO_NOTE
from cli.servers import places
from core.platform import log
from core.platform.settings import settings

PASSWORD = "entrepot-demo"  # noqa: S105  it opens the demo world and nothing else
LOG_INS = (
    ("shopper", "shopper@demo.example"),
    ("merchant", "merchant@demo.example"),
    ("admin", "admin@demo.example"),
)


@click.command(hidden=True)
def command() -> None:
    """Bring the database up to date and, if it is empty, load the demo world."""
    log.setup("prepare")
    try:
        db.upgrade()
    except OperationalError as problem:
        reason = str(problem.orig).strip().splitlines()[0]
        raise click.ClickException(f"DATABASE_URL cannot be used: {reason}")
    if settings().demo and _demo_world_is_here():
        _note_log_ins()


def _demo_world_is_here() -> bool:
    from cli.demo import load

    return load.load_if_empty()


def _note_log_ins() -> None:
    note = places.run_folder(settings().data) / DEMO_NOTE
    note.write_text(json.dumps([(who, name, PASSWORD) for who, name in LOG_INS]))
