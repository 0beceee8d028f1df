"""Rows of rushes: more buyers than there are units, of one SKU or of a flash sale's pool."""

from collections.abc import Mapping
from datetime import timedelta

from cli.bench.buying import Placing, Prepared, count_orders, count_wrong_levels
from cli.bench.figures import Sample
from cli.bench.pages import MANY, on_sale
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import Stage
from core.flash_sales.types import FlashSaleId
from core.kernel.actor import SYSTEM

STOCK = 1000
BUYERS = 1100
BATCHES = (8, 32, 64)
DISTINCT = "distinct SKUs"


class Rush:
    """Buyers of one SKU of which there are fewer than they: all are answered, and exactly the stock is sold."""

    is_used_up = True
    rank = -1  # of the goods, where none is that the distinct orders beside take

    def __init__(self, stage: Stage) -> None:
        self.stage, self.placing = stage, Placing(stage)
        self.answered = self.round = 0
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
        self.variant = on_sale(self.stage, MANY)[self.rank][1]
        self._lay_out()
        self.ready = self.placing.crowds.prepare([self.variant] * many)
        self.forms = [form for form, _ in self.ready]
        self.round = 0

    def _lay_out(self) -> None:
        set_stock(self.stage, self.variant, self.stock)

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

    rank = -2
    sale: FlashSaleId | None = None

    def _lay_out(self) -> None:
        from core.flash_sales import service as flash_sales
        from core.platform.db import transaction

        if self.sale is not None:
            with transaction():
                flash_sales.end_sale(self.sale, by=SYSTEM)
        super()._lay_out()
        self.sale = begin_sale(self.stage, self.variant, self.stock)

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
    """Leave so many units of a variant to be sold, all where the first site sells from, through the ledger."""
    from core.inventory import service as inventory
    from core.inventory.types import MovementKind
    from core.kernel.ids import LocationId, VariantId, new_token
    from core.platform.db import transaction

    world = world or stage.shop().world
    stage.enter_world(world)
    with stage.worlds.door(world) as door:
        levels = door.execute(
            "select location_id, on_hand - reserved from stock_levels l where variant_id = %s"
            " order by exists (select from site_stock_locations o join sites s on s.id = o.site_id"
            " where s.is_default and o.location_id = l.location_id) desc, on_hand - reserved desc, location_id",
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


def _plan(rush: Rush) -> Plan:
    return Plan(measure=rush, limits={DISTINCT: Placing(rush.stage)}, settle=rush.settle)


BARS = (ratio(0.8, DISTINCT), at_most("failed", 0))
WHY = (
    "All orders change one stock level, one after another: who comes next waits until the one before has committed,"
    " which is a write to the disk."
)
ROWS = (
    Row("one-sku", "the same on one SKU, stock 1,000", BARS, lambda stage: _plan(Rush(stage)), WHY),
    Row(
        "flash",
        "the same in a flash sale, pool 1,000",
        BARS,
        lambda stage: _plan(FlashRush(stage)),
        f"{WHY} The pool and each shopper's share are two rows more.",
    ),
)
