"""`entrepot jobs`: what follows from facts and at its times, and what went wrong with it."""

from collections.abc import Sequence

import click

from cli.progress import Progress
from cli.servers.lent import with_servers
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.page import PageAsk
from core.media import queries as media
from core.ops import queries, service
from core.platform import log
from core.platform.db import reading, transaction

ALL = 1_000_000
AT_ONCE = 100


@click.group(name="jobs")
def command() -> None:
    """Look after jobs, dead letters and periodic runs."""
    log.setup("jobs")


@command.command("status")
@with_servers
def _status() -> None:
    """Show what still waits."""
    with reading():
        health = queries.look()
    for state, count in sorted(health.deliveries.items()):
        click.echo(f"deliveries {state}: {count}")
    click.echo(f"oldest waiting fact: {health.oldest_waiting or 'none'}")
    if health.queues is None:
        click.echo("queue: away")
    for queue in health.queues or ():
        click.echo(f"queue {queue.name}: {queue.waiting}")


@command.command("dead")
@click.option("--limit", default=50, show_default=True, help="How many at most.")
@with_servers
def _dead(limit: int) -> None:
    """List deliveries that gave up, newest first."""
    with reading():
        letters = queries.list_dead_letters(limit)
    for letter in letters:
        click.echo(f"{letter.id}  {letter.event} → {letter.subscriber}  {letter.attempts} attempts")
        click.echo(f"    {letter.last_error}")
    if not letters:
        click.echo("no dead letters")


@command.command("replay")
@click.argument("ids", metavar="[ID]...", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every dead letter.")
@with_servers
def _replay(ids: tuple[int, ...], everything: bool) -> None:
    """Have dead letters delivered anew."""
    if bool(ids) == everything:
        raise click.UsageError("name the dead letters by their numbers, or say --all")
    if everything:
        with reading():
            ids = tuple(letter.id for letter in queries.list_dead_letters(ALL))
    click.echo(f"{_replay_in_parts(ids)} of {len(ids)} replayed")


@command.command("runs")
@click.argument("name", default="")
@click.option("--limit", default=30, show_default=True, help="How many at most.")
@with_servers
def _runs(name: str, limit: int) -> None:
    """List what periodic jobs did: the last run of each, or many of the one that is named."""
    with reading():
        runs = queries.list_runs(PageAsk(size=limit), name=name).items if name else queries.list_last_runs()
    for run in runs:
        click.echo(f"{run.slot:%Y-%m-%d %H:%M:%S}  {run.name:<32}  {run.outcome:<8}  {run.note}")


@command.command("run")
@click.argument("name")
@with_servers
def _run(name: str) -> None:
    """Run a periodic job now, here, and outside its times."""
    from workers import schedule
    from workers.periodic import take_turn

    try:
        periodic = schedule.periodic_named(name)
    except KeyError:
        names = ", ".join(sorted(one.name for one in schedule.PERIODIC))
        raise click.BadParameter(f"choose one of {names}", param_hint="NAME") from None
    take_turn(periodic, clock.now())
    with reading():
        (run,) = queries.list_runs(PageAsk(size=1), name=name).items
    click.echo(f"{run.outcome}: {run.note}")


@command.command("pictures")
@click.option("--again", is_flag=True, help="Draw every picture anew, also those that are ready.")
@with_servers
def _pictures(again: bool) -> None:
    """Draw the files of pictures here, now: of those that lack them."""
    from workers.images import draw

    with reading():
        ids = media.list_ids(unready_only=not again)
    failed = 0
    with Progress().step("Drawing pictures", len(ids)) as advance:
        for media_id in ids:
            try:
                draw(media_id, again=again)
            except Exception:  # the next picture may well be a better one
                log.get(__name__).exception("a picture could not be drawn", media=media_id)
                failed += 1
            advance(1)
    if failed:
        raise click.ClickException(
            f"{failed} of {len(ids)} pictures could not be drawn; the log above says why"
        )


def _replay_in_parts(ids: Sequence[int]) -> int:
    count = 0
    with Progress().step("Replaying dead letters", len(ids)) as advance:
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            with transaction():
                count += service.replay_dead_letters(part, by=SYSTEM)
            advance(len(part))
    return count
