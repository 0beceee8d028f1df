"""`entrepot prepare`: what the launcher does to the database before anybody may see it."""

import json

import click
from sqlalchemy.exc import OperationalError

from cli import foundations
from cli.commands import db
from cli.launcher.shop import DEMO_NOTE
from cli.progress import Progress
from cli.servers import places
from core.platform import log
from core.platform.db import reading, transaction
from core.platform.settings import settings
from core.search import queries as search
from workers.search import write_index


@click.command(hidden=True)
def command() -> None:
    """Bring the database up to date; if it is empty, load the demo world or lay the foundations."""
    log.setup("prepare")
    try:
        db.upgrade()
    except OperationalError as problem:
        reason = str(problem.orig).strip().splitlines()[0]
        raise click.ClickException(f"DATABASE_URL cannot be used: {reason}")
    if settings().demo:
        _fill_if_empty()
    with transaction():
        foundations.lay_foundations()
    _write_index_if_missing()


def _fill_if_empty() -> None:
    from cli.demo import load, people

    if load.load_if_empty():
        note = places.run_folder(settings().data) / DEMO_NOTE
        note.write_text(json.dumps(people.list_log_ins()))


def _write_index_if_missing() -> None:
    """Let shoppers find what is on sale, also after an update that writes the index otherwise."""
    with reading():
        if not search.needs_making():
            return
        total = search.count_outdated(is_all=False)
    with Progress().step("Writing the search index", total) as advance:
        write_index(is_all=False, advance=advance)
