"""Stock cannot be oversold, however many want it at once and wherever they shop."""

from functools import partial

from core.checkout.errors import LineShort, QuoteChanged
from core.inventory import queries as inventory
from core.inventory import service
from core.inventory.types import MovementKind
from core.kernel.actor import SYSTEM
from core.orders import queries as orders
from core.platform.db import reading, transaction
from tests.factories import purchases as make
from tests.factories.shop import Shop
from tests.races.together import refusals, successes, together


def level(shop: Shop, sku: str) -> tuple[int, int]:
    with reading():
        assert inventory.list_unproven() == []
        (found,) = inventory.list_levels_everywhere([shop.variants[sku]])
    return found.on_hand, found.reserved


def test_five_units_and_fifty_shoppers_on_two_sites_are_five_orders(committed_shop: Shop) -> None:
    shop = committed_shop
    ready = [make.make_ready(shop, {"LAMP-WHITE": 1}, site=("eu", "global")[n % 2]) for n in range(50)]
    answers = together([partial(make.place, one) for one in ready])
    placed, refused = successes(answers), refusals(answers)
    assert len(placed) == 5
    assert [type(refusal) for refusal in refused] == [LineShort] * 45
    assert len({one.number for one in placed}) == 5
    assert level(shop, "LAMP-WHITE") == (5, 5)
    with reading():
        assert orders.count_purchases_by_state() == {"placed": 5}


def test_carts_that_cross_never_wait_in_a_circle(committed_shop: Shop) -> None:
    shop = committed_shop
    one_way = {"LAMP-BLACK": 1, "BULB": 1, "MUG": 1}
    other_way = dict(reversed(one_way.items()))
    ready = [make.make_ready(shop, (one_way, other_way)[n % 2]) for n in range(20)]
    for start in range(0, 20, 10):
        answers = together([partial(make.place, one) for one in ready[start : start + 10]])
        assert refusals(answers) == []
    assert level(shop, "MUG") == (25, 20)
    assert level(shop, "LAMP-BLACK") == (50, 20)


def test_shoppers_who_want_different_things_of_one_shelf_get_what_there_is(committed_shop: Shop) -> None:
    shop = committed_shop
    wants = [{"LAMP-WHITE": 2, "HONEY": 3}, {"HONEY": 4, "LAMP-WHITE": 1}, {"HONEY": 5}, {"LAMP-WHITE": 1}]
    ready = [make.make_ready(shop, wants[n % 4]) for n in range(16)]
    answers = together([partial(make.place, one) for one in ready])
    placed = successes(answers)
    sold = [line for one in placed for order in make.purchase_of(one.number).orders for line in order.lines]
    lamps = sum(line.quantity for line in sold if line.sku == "LAMP-WHITE")
    honey = sum(line.quantity for line in sold if line.sku == "HONEY")
    assert level(shop, "LAMP-WHITE") == (5, lamps)
    assert level(shop, "HONEY") == (20, honey)
    assert lamps in {4, 5}  # the fifth may be left to shoppers who all wanted two, or honey that is gone
    assert all(isinstance(refusal, LineShort | QuoteChanged) for refusal in refusals(answers))


def test_a_shelf_is_emptied_by_its_merchant_and_by_shoppers_at_once(committed_shop: Shop) -> None:
    shop = committed_shop
    ready = [make.make_ready(shop, {"LAMP-WHITE": 1}) for _ in range(8)]

    def take_three_away() -> None:
        with transaction():
            service.change_stock(
                shop.variants["LAMP-WHITE"],
                shop.shenzhen,
                -3,
                kind=MovementKind.CORRECTION,
                cause="broken",
                source_key="count:broken",
                by=SYSTEM,
            )

    answers = together([*(partial(make.place, one) for one in ready), take_three_away])
    on_hand, reserved = level(shop, "LAMP-WHITE")
    assert reserved == len(successes(answers[:-1]))
    assert (on_hand, reserved) in {(2, 2), (5, 5), (5, 3), (5, 4)}


def test_the_same_delivery_told_eight_times_is_one_delivery(committed_shop: Shop) -> None:
    shop = committed_shop

    def tell() -> bool:
        with transaction():
            return service.change_stock(
                shop.variants["MUG"],
                shop.warsaw,
                10,
                kind=MovementKind.RECEIPT,
                cause="delivery",
                source_key="receipt:4711",
                by=SYSTEM,
            )

    assert sorted(successes(together([tell] * 8))) == [False] * 7 + [True]
    assert level(shop, "MUG") == (35, 0)
