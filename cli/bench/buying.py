"""Rows of buying: carts, orders, whole purchases. Each is counted: what was answered, what was sold, what failed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from urllib.parse import quote, urlencode

import click

from cli.bench import limits
from cli.bench.crowd import Errand, Outcome, Visit, send
from cli.bench.errands import HOME, Form, buy, place, prepare, put_into_cart, visitors
from cli.bench.figures import Bar, Sample
from cli.bench.load import Load, Request
from cli.bench.pages import HELLO, MANY, hello, on_sale
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import SITE, Stage
from core.flash_sales.types import FlashSaleId
from core.kernel.actor import SYSTEM

CARTS = 64
PLACED_PER_SECOND = 40  # orders that are prepared for each second of a round
STOCK = 1000
BUYERS = 1100
BATCHES = (8, 32, 64)

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
    before = stage.spent()
    outcome = crowds.send(errands, lines=lines)
    found = outcome.of_step(step)
    spent = (stage.spent() - before) * 1000
    return replace(found, cpu_ms=spent / found.done if found.done else None, notes=outcome.told())


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
                "Cookie": "; ".join(f"{name}={value}" for name, value in visit.cookies.items()),
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


# --- one SKU ----------------------------------------------------------------------------------------------


class Rush:
    """Buyers of one SKU of which there are fewer than they: all are answered, and exactly the stock is sold."""

    is_used_up = True

    def __init__(self, stage: Stage) -> None:
        self.stage, self.placing = stage, Placing(stage)
        self.sold = self.answered = self.round = 0
        self.stock, self.variant, self.ready = 0, 0, list[Prepared]()

    def __call__(self, seconds: float) -> Sample:
        """Let the next share of the buyers click, 8, 32 or 64 at a time."""
        if not self.ready:
            self._gather(seconds)
        share = max(8, len(self.ready) // max(1, len(BATCHES) - self.round))
        now, self.ready = self.ready[:share], self.ready[share:]
        found = self.placing.click(now, BATCHES[self.round % len(BATCHES)], may_lose=True)
        self.round += 1
        self.answered += found.done
        return found

    def _gather(self, seconds: float) -> None:
        self.stock = STOCK if seconds >= 5 else 100
        many = self.stock * BUYERS // STOCK
        self.variant = on_sale(self.stage, MANY)[-1][1]  # none that the distinct orders beside take
        set_stock(self.stage, self.variant, self.stock)
        self.ready = self.placing.crowds.prepare([self.variant] * many)
        self.forms = [form for form, _ in self.ready]
        self.round = 0

    def settle(self) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """Count what was sold of what there was."""
        if self.ready:
            self.answered += self.placing.click(self.ready, BATCHES[-1], may_lose=True).done
        kept, wrong = count_orders(self.stage, self.forms), count_wrong_levels(self.stage)
        told = f"{kept} sold of {self.stock} to {len(self.forms)} buyers, {self.answered} answered"
        amiss = abs(kept - self.stock) + abs(len(self.forms) - self.answered) + wrong
        return {"failed": float(amiss)}, (f"{told}; {wrong} stock levels differ from the ledger",)


class FlashRush(Rush):
    """The same buyers in a flash sale: a pool of its own, a share for each, the price of the sale."""

    sale: FlashSaleId | None = None

    def _gather(self, seconds: float) -> None:
        from core.flash_sales import service as flash_sales
        from core.platform.db import transaction

        self.stock = STOCK if seconds >= 5 else 100
        many = self.stock * BUYERS // STOCK
        self.variant = on_sale(self.stage, MANY)[-2][1]
        if self.sale is not None:
            with transaction():
                flash_sales.end_sale(self.sale, by=SYSTEM)
        set_stock(self.stage, self.variant, self.stock)
        self.sale = begin_sale(self.stage, self.variant, self.stock)
        self.ready = self.placing.crowds.prepare([self.variant] * many)
        self.forms = [form for form, _ in self.ready]
        self.round = 0

    def settle(self) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """Count what was sold of the pool, prove the sale's books, and end it."""
        from core.flash_sales import queries
        from core.flash_sales import service as flash_sales
        from core.platform.db import reading, transaction

        figures, told = super().settle()
        assert self.sale is not None
        with transaction():
            flash_sales.end_sale(self.sale, by=SYSTEM)
        with reading():
            unproven = len(queries.list_unproven())
        remark = f"{unproven} contradictions between pool, ledger, reservations and shares"
        return {"failed": figures["failed"] + unproven}, (*told, remark)


def begin_sale(stage: Stage, variant: int, units: int) -> FlashSaleId:
    """Begin a flash sale of all units of a variant, at half its price, without a queue."""
    from core.flash_sales import service as flash_sales
    from core.flash_sales.types import FlashTerms
    from core.inventory import queries as inventory
    from core.kernel import clock
    from core.kernel.ids import SiteId, VariantId
    from core.kernel.money import Money
    from core.platform.db import transaction
    from core.pricing import queries as pricing

    stage.enter()
    variant_id, now = VariantId(variant), clock.now()
    with stage.worlds.door(stage.shop().world) as door:
        row = door.execute("select id from sites where is_default").fetchone()
    assert row is not None
    site_id = SiteId(row[0])
    with transaction():
        home = max(inventory.list_levels_everywhere([variant_id]), key=lambda level: level.available)
        usual = [price.amount for place, price in pricing.list_all_prices([variant_id]) if place == site_id]
        prices = [Money(amount.minor // 2, amount.currency) for amount in usual]
        sale_id = flash_sales.draft_sale(site_id, variant_id, by=SYSTEM)
        terms = FlashTerms(home.location_id, units, 1, 0, 60, now, now + timedelta(hours=6), prices)
        flash_sales.change_terms(sale_id, terms, version=1, by=SYSTEM)
        flash_sales.schedule_sale(sale_id, version=2, by=SYSTEM)
        flash_sales.start_sale(sale_id, by=SYSTEM)
    return sale_id


def set_stock(stage: Stage, variant: int, units: int, *, world: str | None = None) -> None:
    """Leave so many units of a variant to be sold, all at one place, through the ledger."""
    from core.inventory import service as inventory
    from core.inventory.types import MovementKind
    from core.kernel.ids import LocationId, VariantId, new_token
    from core.platform.db import transaction

    world = world or stage.shop().world
    stage.enter_world(world)
    with stage.worlds.door(world) as door:
        levels = door.execute(
            "select location_id, on_hand - reserved from stock_levels where variant_id = %s"
            " order by on_hand - reserved desc, location_id",
            [variant],
        ).fetchall()
    with transaction():
        for number, (location, free) in enumerate(levels):
            change = (0 if number else units) - free
            if change:
                inventory.change_stock(
                    VariantId(variant),
                    LocationId(location),
                    change,
                    kind=MovementKind.CORRECTION,
                    cause="bench",
                    source_key=f"bench:{new_token(9)}",
                    by=SYSTEM,
                )


DISTINCT = "distinct SKUs"


def _rush(stage: Stage) -> Plan:
    rush = Rush(stage)
    return Plan(measure=rush, limits={DISTINCT: Placing(stage)}, settle=rush.settle)


def _flash(stage: Stage) -> Plan:
    rush = FlashRush(stage)
    return Plan(measure=rush, limits={DISTINCT: Placing(stage)}, settle=rush.settle)


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
        before = stage.spent()
        outcome = crowds.send(errands(), lines=8, seconds=seconds)
        found = outcome.of_errands()
        spent = (stage.spent() - before) * 1000
        return replace(found, cpu_ms=spent / found.done if found.done else None, notes=outcome.told())

    return Plan(
        measure=measure, remarks=("a purchase is eleven requests or more, the sandbox bank's among them",)
    )


ROWS = (
    Row("cart", "add to cart", (ratio(0.15, HELLO),), _add_to_cart),
    Row(
        "place",
        "place order over HTTP",
        (ratio(0.10, limits.NAME), at_most("failed", 0), at_most("p99", 30)),
        _place,
    ),
    Row(
        "one-sku",
        "the same on one SKU, stock 1,000",
        (ratio(0.8, DISTINCT), at_most("failed", 0)),
        _rush,
    ),
    Row(
        "flash",
        "the same in a flash sale, pool 1,000",
        (ratio(0.8, DISTINCT), at_most("failed", 0)),
        _flash,
    ),
    Row("purchase", "whole purchase", (Bar("rate", 60), at_most("failed", 0)), _purchase),
)
