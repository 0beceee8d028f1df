"""`entrepot switches`: what the shop does without for a while."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import click

from cli.servers.lent import with_servers
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.ids import SiteId
from core.kernel.refusal import Refusal
from core.platform import log
from core.platform.db import reading, transaction
from core.sites import queries as sites
from core.switches import queries, service
from core.switches.types import LEVELS, Feature

_SPAN = re.compile(r"(\d{1,4})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@click.group(name="switches")
def command() -> None:
    """Switch off, in all processes at once, what the shop can do without."""
    log.setup("switches")


@command.command("list")
@with_servers
def _list() -> None:
    """List every switch, the levels it knows, and what is not normal."""
    with reading():
        codes = {site.id: site.code for site in sites.list_sites()}
        standing = queries.list_standing()
    for feature in Feature:
        click.echo(f"{feature:<16} {', '.join(LEVELS[feature])}")
        for one in (one for one in standing if one.feature is feature):
            where = codes.get(one.site_id, "?") if one.site_id is not None else "all sites"
            until = f"until {one.until:%Y-%m-%d %H:%M:%S} UTC" if one.until else "until it is cleared"
            click.echo(f"    {where}: {one.level} {until}, by {one.by}: {one.reason}")


@command.command("set")
@click.argument("feature", metavar="FEATURE")
@click.argument("level")
@click.option("--site", default="", help="Code of one site; all of them otherwise.")
@click.option(
    "--for", "span", default="", help="How long, such as 90s, 15m, 2h or 1d; until cleared otherwise."
)
@click.option("--reason", required=True, help="Why, for whoever comes next.")
@with_servers
def _set(feature: str, level: str, site: str, span: str, reason: str) -> None:
    """Switch a FEATURE to a LEVEL."""
    until = _until(span)
    with _told(), transaction():
        site_id = _site(site)
        service.set_switch(feature, level, site_id=site_id, until=until, reason=reason, by=SYSTEM)
    _announce(f"{feature} is {level} on {site or 'all sites'}")


@command.command("clear")
@click.argument("feature", metavar="FEATURE")
@click.option("--site", default="", help="Code of one site; the switch of all sites otherwise.")
@click.option("--reason", default="", help="Why, if there is something to say.")
@with_servers
def _clear(feature: str, site: str, reason: str) -> None:
    """Make a FEATURE normal again."""
    with _told(), transaction():
        was_set = service.clear_switch(feature, site_id=_site(site), reason=reason, by=SYSTEM)
    if not was_set:
        raise click.ClickException(f"{feature} is normal on {site or 'all sites'} already")
    _announce(f"{feature} is normal on {site or 'all sites'}")


def _announce(said: str) -> None:
    at_once = service.announce()
    click.echo(said + ("" if at_once else "; without the queue service processes notice within 30 seconds"))


def _site(code: str) -> SiteId | None:
    if not code:
        return None
    found = {site.code: site.id for site in sites.list_sites()}
    if code not in found:
        raise click.BadParameter(f"choose one of {', '.join(sorted(found))}", param_hint="--site")
    return found[code]


def _until(span: str) -> datetime | None:
    if not span:
        return None
    match = _SPAN.fullmatch(span)
    if match is None:
        raise click.BadParameter("say 90s, 15m, 2h or 1d", param_hint="--for")
    return clock.now() + timedelta(**{_UNITS[match[2]]: int(match[1])})


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(f"refused: {refusal.code} {refusal.facts or ''}".strip()) from None
