"""`entrepot demo`: the demo world."""

import os

import click

from cli.commands import db
from cli.servers.lent import with_servers
from core.platform import log


@click.group(name="demo")
def command() -> None:
    """Tend the demo world."""
    log.setup("demo")


@command.command("load")
@with_servers
def _load() -> None:
    """Load the demo world, with its known passwords, into an empty database."""
    from cli.demo import album, load, people
    from cli.progress import Progress

    db.upgrade()
    load.load(Progress())
    album.complete()
    for role, email, password in people.list_log_ins():
        click.echo(f"  {role:<9} {email}  password {password}")


@command.command("album", hidden=True)
@with_servers
def _album() -> None:
    """Take the further pictures of the demo goods, with what the shop can spare."""
    from cli.demo import album

    os.nice(10)
    done = album.complete()
    if done:
        log.get(__name__).info("the albums of the demo goods are complete", products=done)
