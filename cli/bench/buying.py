"""Rows of buying: carts, orders, whole purchases. Each is counted: what was answered, what was sold, what failed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import quote, urlencode

import click

from cli.bench import limits
from cli.bench.crowd import Errand, Outcome, Visit, send
from cli.bench.errands import HOME, Form, buy, place, prepare, put_into_cart, visitors
from cli.bench.figures import Bar, Sample
from cli.bench.load import Load, Request
from cli.bench.pages import ALL_ANSWERED, HELLO, hello, on_sale
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import SITE, Stage

CARTS = 64
PLACED_PER_SECOND = 40  # orders that are prepared for each second of a round

Prepared = tuple[Form, Visit]


@dataclass
class Crowds:
    """Sends shoppers to a stage's shop; every visit of a run comes from an address and a mailbox of its own."""

    stage: Stage
    visits: Iterator[Visit] = field(default_factory=visitors)

    def send(
        self, errands: Iterator[tuple[Errand, Visit]], *, lines: int, seconds: float | None = None
    ) -> Outcome:
        return send(self.stage.shop().port, errands, lines=lines, seconds=seconds)

    def prepare(self, variants: list[int]) -> list[Prepared]:
        """Bring a shopper for each variant as far as the last click; fails where one does not get there."""
        ready: list[Prepared] = []

        def errands() -> Iterator[tuple[Errand, Visit]]:
            for variant in variants:
                visit = next(self.visits)
                email = f"shopper{visit.address.replace('.', '-')}@bench.example"
                yield prepare([variant], email, partial(_keep, ready, visit)), visit

        outcome = self.send(errands(), lines=8)
        if outcome.failed:
            raise click.ClickException(f"checkouts could not be prepared: {', '.join(outcome.told())}")
        return ready


def _keep(ready: list[Prepared], visit: Visit, form: Form) -> None:
    ready.append((form, visit))


def _measured(
    stage: Stage, crowds: Crowds, errands: Iterator[tuple[Errand, Visit]], step: str, lines: int
) -> Sample:
    spending = stage.spending()
    outcome = crowds.send(errands, lines=lines)
    return replace(spending.of(outcome.of_step(step)), notes=outcome.told())


# --- carts ------------------------------------------------------------------------------------------------


def _add_to_cart(stage: Stage) -> Plan:
    """Plan adding units to carts that exist, by the form that a product page sends."""
    shop, crowds = stage.shop(), Crowds(stage)
    goods = [variant for _, variant in on_sale(stage, CARTS * 4)]
    visits = [next(crowds.visits) for _ in range(CARTS)]
    outcome = crowds.send(
        ((put_into_cart(goods[at : at + 1]), visit) for at, visit in enumerate(visits)), lines=8
    )
    if outcome.failed:
        raise click.ClickException(f"carts could not be made: {', '.join(outcome.told())}")
    asked = [
        Request(
            f"{HOME}/cart",
            "POST",
            {
                "Cookie": visit.cookie(),
                "Origin": f"http://{SITE}:{shop.port}",
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-For": visit.address,
                "HX-Request": "true",
            },
            urlencode({"variant": goods[(at + number) % len(goods)], "quantity": "1"}),
        )
        for number in range(4)
        for at, visit in enumerate(visits)
    ]
    return Plan(measure=Load(stage, shop.port, asked), limits={HELLO: hello(stage)})


# --- orders -----------------------------------------------------------------------------------------------


@dataclass
class Placing:
    """Orders placed by the last click over HTTP, each by a shopper who stands before it already."""

    stage: Stage
    lines: int = 8
    is_used_up = True  # a click counts once, so there is no warm-up of it
    clicked: list[Form] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.crowds = Crowds(self.stage)

    def __call__(self, seconds: float) -> Sample:
        many = max(8, round(seconds * PLACED_PER_SECOND))
        goods = [variant for _, variant in on_sale(self.stage, many)]
        ready = self.crowds.prepare([goods[at % len(goods)] for at in range(many)])
        self.clicked += [form for form, _ in ready]
        return self.click(ready, self.lines)

    def click(self, ready: list[Prepared], lines: int, *, may_lose: bool = False) -> Sample:
        errands = ((place(form, may_lose=may_lose), visit) for form, visit in ready)
        return _measured(self.stage, self.crowds, errands, "place order", lines)

    def settle(self) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """Compare what was answered with what the database holds, and the ledger with the levels."""
        kept, wrong = count_orders(self.stage, self.clicked), count_wrong_levels(self.stage)
        lost = len(self.clicked) - kept
        told = f"{kept} of {len(self.clicked)} orders kept; {wrong} stock levels differ from the ledger"
        return {"failed": float(lost + wrong)}, (told,)


def count_orders(stage: Stage, clicked: list[Form]) -> int:
    """Count the purchases there are for what was clicked."""
    with stage.worlds.door(stage.shop().world) as door:
        keys = [form["key"] for form in clicked]
        row = door.execute(
            "select count(*) from purchases where idempotency_key = any(%s)", [keys]
        ).fetchone()
    return int(row[0]) if row else 0


def count_wrong_levels(stage: Stage) -> int:
    """Count stock levels that are not the sum of their movements, which the nightly proof would complain of."""
    with stage.worlds.door(stage.shop().world) as door:
        row = door.execute(
            """
            select count(*) from stock_levels l full join (
                select variant_id, location_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved
                from stock_movements group by 1, 2
            ) m using (variant_id, location_id)
            where (l.on_hand, l.reserved) is distinct from (m.on_hand, m.reserved)
            """
        ).fetchone()
    return int(row[0]) if row else 0


def _place(stage: Stage) -> Plan:
    placing = Placing(stage)
    return Plan(measure=placing, limits={limits.NAME: limits.pgbench(stage)}, settle=placing.settle)


# --- whole purchases --------------------------------------------------------------------------------------


def _purchase(stage: Stage) -> Plan:
    """Plan shoppers who look, put into the cart, check out, order, pay and read the thanks."""
    crowds, goods = Crowds(stage), on_sale(stage, 200)

    def errands() -> Iterator[tuple[Errand, Visit]]:
        for number, visit in enumerate(crowds.visits):
            slug, variant = goods[number % len(goods)]
            email = f"buyer{visit.address.replace('.', '-')}@bench.example"
            yield buy(f"{HOME}/p/{quote(slug)}", variant, email), visit

    def measure(seconds: float) -> Sample:
        spending = stage.spending()
        outcome = crowds.send(errands(), lines=8, seconds=seconds)
        return replace(spending.of(outcome.of_errands()), notes=outcome.told())

    return Plan(
        measure=measure, remarks=("a purchase is fourteen requests or more, the sandbox bank's among them",)
    )


ROWS = (
    Row(
        "cart",
        "add to cart",
        (ratio(0.15, HELLO), ALL_ANSWERED),
        _add_to_cart,
        "Six statements, one of them a write, and a quote of what is added; carts are rows, so that none is lost.",
    ),
    Row(
        "place",
        "place order over HTTP",
        (ratio(0.10, limits.NAME), ALL_ANSWERED, at_most("p99", 30)),
        _place,
        "Reading what is ordered, checking it and writing it are nine statements, eight of them in one"
        " transaction, where the limit has one; the rest is the frame of a request, and composing and checking in"
        " Python. The payment is opened by the request after, and facts are followed meanwhile on the same two cores.",
    ),
    Row(
        "purchase",
        "whole purchase",
        (Bar("rate", 60), ALL_ANSWERED),
        _purchase,
        "Fourteen requests with some 96 statements, and twenty facts that reactions and jobs follow: parcels, mails,"
        " an invoice, the index, pages. Half of a request's time is statements, half Jinja.",
    ),
)
