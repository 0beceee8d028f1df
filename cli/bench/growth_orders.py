"""Rows of orders beside many orders: the same statements and lists in a world without a past and in one with it."""

from collections.abc import Callable, Sequence
from time import perf_counter

from cli.bench import inside
from cli.bench.figures import Bar, Sample, sample_of
from cli.bench.growth import SMALL
from cli.bench.order_sql import OrderSql
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import Stage
from cli.bench.world import past
from core.kernel.ids import AccountId, MerchantId
from core.kernel.page import PageAsk
from core.platform.db import reading

KINDS = 24  # real purchases of one line, and as many of three, that the past is made of
FEW = 1000  # purchases of the small world: lists of none would be no limit
BESIDE = "beside few orders"
ON_A_PAGE = 20
MEANT_FOR = 10_000_000  # orders, of which each purchase has one or two
ENOUGH = 7_000_000  # purchases

Ask = Callable[[int], object]


def _world(stage: Stage, purchases: int) -> str:
    def place(unfinished: str) -> None:
        stage.enter_world(unfinished)
        with stage.worlds.door(unfinished) as door:
            baskets = [basket for lines in (1, 3) for basket in inside.choose_baskets(door, lines, KINDS)]
        inside.place(baskets)
        inside.leave()

    return stage.worlds.ready_with_past(SMALL, purchases, place)


def _placing(stage: Stage) -> Plan:
    large, small = _world(stage, stage.orders), _world(stage, FEW)
    orders = OrderSql(stage, 1, large)
    return Plan(
        measure=orders,
        limits={BESIDE: OrderSql(stage, 1, small)},
        remarks=(_told(stage),),
        settle=orders.settle,
    )


class Listing:
    """Reads the first page of one list after another in this process, through the door that the views use."""

    is_used_up = False

    def __init__(self, stage: Stage, world: str, ask: Ask, owners: Sequence[int]) -> None:
        self.stage, self.world, self.ask, self.owners = stage, world, ask, owners

    def __call__(self, seconds: float) -> Sample:
        """List for so many seconds."""
        self.stage.enter_world(self.world)
        spending, began, taken = self.stage.spending(), perf_counter(), list[float]()
        while perf_counter() - began < seconds:
            start = perf_counter()
            with reading():
                self.ask(self.owners[len(taken) % len(self.owners)])
            taken.append((perf_counter() - start) * 1000)
        return spending.of(sample_of(taken, perf_counter() - began))


def _listing(ask: Ask, owners: str) -> Callable[[Stage], Plan]:
    def prepare(stage: Stage) -> Plan:
        measures = []
        for world in (_world(stage, stage.orders), _world(stage, FEW)):
            with stage.worlds.door(world) as door:
                found = [owner for (owner,) in door.execute(owners.encode())]
            measures.append(Listing(stage, world, ask, found))
        return Plan(measure=measures[0], limits={BESIDE: measures[1]}, remarks=(_told(stage),))

    return prepare


def _of_shopper(account: int) -> object:
    from core.orders import queries as orders

    return orders.list_purchases_of_shopper(AccountId(account), PageAsk(1, ON_A_PAGE), ("en",))


def _of_merchant(merchant: int) -> object:
    from core.orders import queries as orders

    return orders.list_orders_of_merchant(MerchantId(merchant), PageAsk(1, ON_A_PAGE))


def _told(stage: Stage) -> str:
    """Say how many orders there are, and how many the bar is meant for."""
    with stage.worlds.door(_world(stage, stage.orders)) as door:
        row = door.execute("select reltuples::bigint from pg_class where oid = 'orders'::regclass").fetchone()
    filled = row[0] if row else 0
    told = (
        f"{FEW:,} beside {stage.orders:,} purchases of {past.YEARS} years, which are some {filled:,} orders, in"
        f" worlds of {SMALL:,} SKUs"
    )
    if filled < MEANT_FOR:
        return f"{told}; the bar is meant for {MEANT_FOR:,} orders: --orders {ENOUGH} fills in so many"
    return told


SHOPPERS = "select id from accounts where password_hash = '!' order by id limit 40"
MERCHANTS = "select distinct merchant_id from orders order by 1 limit 40"

ROWS = (
    Row(
        "growth-orders",
        "growth: placing, SQL",
        (ratio(0.9, BESIDE), at_most("failed", 0)),
        _placing,
        "Indexes are a level deeper, and random keys meet pages that are not in PostgreSQL's memory.",
    ),
    Row(
        "growth-orders-shopper",
        "growth: a shopper's purchases",
        (Bar("growth", 2.5, BESIDE),),
        _listing(_of_shopper, SHOPPERS),
        "A shopper of the past has twenty purchases at the most; their rows lie far apart.",
    ),
    Row(
        "growth-orders-merchant",
        "growth: a merchant's orders",
        (Bar("growth", 2.5, BESIDE),),
        _listing(_of_merchant, MERCHANTS),
        "How many orders there are is counted up to a bound that the small world does not reach.",
    ),
)
