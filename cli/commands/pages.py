"""`entrepot pages`: generated pages: how they stand, having them drawn, and a proxy that serves them."""

from threading import Event

import click

from cli.progress import Progress
from cli.servers.lent import with_servers
from core.platform import log
from core.platform.db import reading, transaction
from core.platform.settings import settings
from core.publishing import queries, service
from core.publishing.types import Urgency
from core.sites import queries as sites

AT_ONCE = 50


@click.group(name="pages")
def command() -> None:
    """Look after generated pages."""
    log.setup("pages")


@command.command("status")
@with_servers
def _status() -> None:
    """Show how many pages there are, and what waits."""
    from web.rendering import page_release

    with reading():
        standing = queries.look(page_release())
    for (kind, state), count in sorted(standing.counts.items()):
        click.echo(f"{kind} {state}: {count}")
    click.echo(f"waiting: {standing.waiting}, oldest since {standing.oldest_due or 'never'}")
    click.echo(f"of an older release: {standing.of_older_release}")
    click.echo(f"bytes before compression: {standing.size}")


@command.command("generate")
@click.option("--all", "everything", is_flag=True, help="Products too, not only lists and texts.")
@click.option("--all-currencies", is_flag=True, help="Every currency, not only each site's own.")
@with_servers
def _generate(everything: bool, all_currencies: bool) -> None:
    """Enter pages and draw everything that waits, here and now; several may run at once."""
    from web.rendering import page_release
    from workers import publishing

    new = publishing.enter(everything=everything, all_currencies=all_currencies, is_asked=True)
    with reading():
        waiting = queries.look(page_release()).waiting
    drawn = 0
    with Progress().step("Generating pages", waiting) as advance:
        while count := publishing.take_turn(patient=AT_ONCE)[0]:
            drawn += count
            advance(count)
    click.echo(f"{new} new, {drawn} drawn")


@command.command("mark")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@with_servers
def _mark(keys: tuple[str, ...]) -> None:
    """Have every page drawn anew that is made of these, such as product:12, listing:7, menu or links:1."""
    with transaction():
        count = service.mark(keys, Urgency.SOON)
    click.echo(f"{count} pages marked")


@command.command("nginx")
@click.option("--listen", default="80", show_default=True, help="What nginx listens on.")
@click.option(
    "--module", "modules", type=click.Choice(["brotli", "zstd"]), multiple=True, help="Static modules it has."
)
@with_servers
def _nginx(listen: str, modules: tuple[str, ...]) -> None:
    """Print a configuration with which nginx serves the pages itself."""
    from cli import nginx
    from web.rendering import page_headers, shared_pages_rule

    with reading():
        shops = sites.list_sites()
    chosen = modules or tuple(nginx.list_modules())
    rule = shared_pages_rule()
    written = nginx.write(
        settings(), shops, page_headers(), listen=listen, cache_control=rule, modules=chosen
    )
    click.echo(written, nl=False)


@command.command("follow")
@with_servers
def _follow() -> None:
    """Print the Surrogate-Key of each page that is another one now, to purge a cache by, until stopped.

    The key of a whole site is printed first, and after each time that word may have been lost.
    """
    from cli.purging import keys_to_purge

    with reading():
        codes = [site.code for site in sites.list_sites()]
    for key in keys_to_purge(queries.listen(Event()), codes):
        click.echo(key)
