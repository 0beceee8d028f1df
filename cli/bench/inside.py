"""Shoppers in the bench's own process: they ask the shop's application itself, without a server or the net."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import click
import psycopg

from cli.bench import errands
from cli.bench.crowd import Answer, Errand, Visit
from cli.bench.stage import SITE
from core.platform import db


def place(baskets: Sequence[Sequence[int]]) -> None:
    """Have a new shopper for each basket place it as an order; whoever calls has entered a world."""
    for basket, visit in zip(baskets, errands.visitors(10_000_000), strict=False):
        if not send(buy(basket, f"sql{visit.address.replace('.', '-')}@bench.example"), visit):
            raise click.ClickException("a purchase could not be placed in the bench's own process")


def leave() -> None:
    """Close this process's connections to the world it is in."""
    db.forget_engine()


def buy(basket: Sequence[int], email: str) -> Errand:
    """Place an order of one unit each, up to the last click."""
    if not (yield from errands.put_into_cart(list(basket))):
        return False
    form = yield from errands.enter(email)
    return form is not None and (yield from errands.place(form))


def send(errand: Errand, visit: Visit) -> bool:
    """Go on an errand in this process instead of over the net."""
    browser = _application().test_client()
    home = f"http://{SITE}"
    headers = {"Origin": home, "X-Forwarded-For": visit.address}
    try:
        step = next(errand)
        while True:
            method = "GET" if step.form is None else "POST"
            answer = browser.open(step.path, method=method, data=step.form, base_url=home, headers=headers)
            location = answer.headers.get("Location", "").removeprefix(home)
            step = errand.send(Answer(answer.status_code, answer.get_data(as_text=True), location))
    except StopIteration as done:
        return bool(done.value)


@cache
def _application() -> Any:
    from web.app import create_app

    return create_app()


def choose_baskets(door: psycopg.Connection[Any], lines: int, many: int) -> list[list[int]]:
    """Choose goods that a site sells from one place: one, or two of a merchant and one of another."""
    rows = door.execute(
        """
        select p.merchant_id, array_agg(v.id order by md5(v.id::text)) from variants v
        join products p on p.id = v.product_id join search_facts f on f.product_id = p.id
        join sites s on s.id = f.site_id and s.is_default
        join prices c on c.variant_id = v.id and c.site_id = s.id and c.currency = 'USD'
        where exists (select from stock_levels l join site_stock_locations o on o.location_id = l.location_id
                      and o.site_id = s.id where l.variant_id = v.id and l.on_hand - l.reserved > 10)
        group by p.merchant_id having count(*) >= %s order by count(*) desc, p.merchant_id limit 2
        """,
        [2 * many],
    ).fetchall()
    if len(rows) < 2:
        raise click.ClickException("this world is too small for orders of two merchants")
    first, second = rows[0][1], rows[1][1]
    if lines == 1:
        return [[first[at]] for at in range(many)]
    return [[first[2 * at], first[2 * at + 1], second[at]] for at in range(many)]
