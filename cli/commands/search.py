"""`entrepot search`: the index that shoppers look through."""

import click

from cli.progress import Progress
from cli.servers.lent import with_servers
from core.platform import log
from core.platform.db import reading
from core.search import queries
from workers.search import write_index


@click.group(name="search")
def command() -> None:
    """Look after the search index."""
    log.setup("search")


@command.command("index")
@click.option(
    "--missing", is_flag=True, help="Only products that are not in it, or were written by an older release."
)
@with_servers
def _index(missing: bool) -> None:
    """Write the index anew while shoppers go on using it."""
    with reading():
        total = queries.count_outdated(is_all=not missing)
    with Progress().step("Writing the search index", total) as advance:
        write_index(is_all=not missing, advance=advance)
