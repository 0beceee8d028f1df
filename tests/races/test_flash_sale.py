"""A flash sale sells exactly its pool, and nobody more than a share, however many want it at one moment."""

from dataclasses import replace
from functools import partial

from core.checkout import service as checkout
from core.checkout.errors import LineLimited, LineOver, LineShort, QuoteChanged
from core.flash_sales import queries
from core.flash_sales import service as flash_sales
from core.flash_sales.types import FlashSale, FlashState
from core.inventory import queries as inventory
from core.inventory.types import PoolFigures
from core.kernel import clock
from core.kernel.actor import GUEST, SYSTEM
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.pricing import queries as pricing
from core.pricing import service as prices
from tests.factories import flash
from tests.factories import purchases as make
from tests.factories.places import BERLIN
from tests.factories.purchases import Ready
from tests.factories.shop import Shop
from tests.races.together import refusals, successes, together

LAMP = "LAMP-BLACK"


def ready_for(shop: Shop, name: str, *, units: int = 1) -> Ready:
    """Bring a shopper of their own, at an address of their own, to the last click."""
    address = replace(BERLIN, street_address=f"Weg {name}")
    return make.make_ready(shop, {LAMP: units}, email=f"shopper{name}@cast.example", address=address)


def figures(sale: FlashSale) -> PoolFigures:
    with reading():
        assert inventory.list_unproven() == []
        assert queries.list_unproven() == []
        return queries.count_units([sale])[sale.id]


def test_twenty_units_and_sixty_four_shoppers_are_twenty_orders(committed_shop: Shop) -> None:
    shop = committed_shop
    sale = flash.make_live(shop, units=20)
    ready = [ready_for(shop, str(n)) for n in range(64)]
    answers = together([partial(make.place, one) for one in ready])
    assert len(successes(answers)) == 20
    assert [type(refusal) for refusal in refusals(answers)] == [LineShort] * 44
    assert {refusal.facts["available"] for refusal in refusals(answers)} == {0}
    assert figures(sale) == PoolFigures(moved_in=20, reserved=20, promised=20)
    with reading():
        (home,) = inventory.list_levels_everywhere([shop.variants[LAMP]])
    assert (home.on_hand, home.reserved) == (30, 0)


def test_one_shopper_with_sixteen_carts_gets_one_share(committed_shop: Shop) -> None:
    shop = committed_shop
    sale = flash.make_live(shop, units=20, per_shopper=2)
    ready = [ready_for(shop, "alone") for _ in range(16)]
    answers = together([partial(make.place, one) for one in ready])
    assert len(successes(answers)) == 2
    assert [type(refusal) for refusal in refusals(answers)] == [LineLimited] * 14
    assert figures(sale) == PoolFigures(moved_in=20, reserved=2, left=18, promised=2)


def test_a_sale_that_ends_amid_the_rush_loses_and_makes_no_unit(committed_shop: Shop) -> None:
    shop = committed_shop
    sale = flash.make_live(shop, units=10)
    ready = [ready_for(shop, str(n)) for n in range(24)]

    def end() -> None:
        with transaction():
            flash_sales.end_sale(sale.id, by=SYSTEM)

    answers = together([*(partial(make.place, one) for one in ready[:12]), end, *(
        partial(make.place, one) for one in ready[12:]
    )])  # fmt: skip
    sold = len([answer for answer in answers if answer is not None and not isinstance(answer, Exception)])
    assert flash.look(sale.id).state == FlashState.ENDED
    assert {type(one) for one in refusals(answers)} <= {LineShort, LineOver, QuoteChanged}
    found = figures(sale)
    assert (found.moved_in, found.left) == (10, 0)
    assert found.reserved == sold
    assert found.given_back == 10 - sold


def test_purchases_given_up_together_free_their_units_and_shares(committed_shop: Shop) -> None:
    shop = committed_shop
    sale = flash.make_live(shop, units=8)
    early = [make.purchase_of(make.place(ready_for(shop, f"early{n}")).number) for n in range(8)]

    def give_up(number: int) -> None:
        with transaction():
            checkout.withdraw_purchase(early[number].id, reason="", by=GUEST)

    together([partial(give_up, n) for n in range(8)])
    late = [ready_for(shop, f"late{n}") for n in range(12)]
    answers = together([partial(make.place, one) for one in late])
    assert len(successes(answers)) == 8
    assert figures(sale) == PoolFigures(moved_in=8, reserved=8, promised=8)


def test_two_processes_turn_a_sale_once(committed_shop: Shop) -> None:
    shop = committed_shop
    sale = flash.make_scheduled(shop)

    def turn() -> bool:
        with transaction():
            return flash_sales.turn_sale(sale.id, clock.now())

    assert sorted(successes(together([turn] * 6))) == [False] * 5 + [True]
    assert flash.look(sale.id).state == FlashState.LIVE
    with reading():
        moves = [one.what for one in queries.history_of(sale.id)]
    assert moves.count("start") == 1
    assert figures(sale) == PoolFigures(moved_in=3, left=3)


def test_a_price_set_at_the_moment_of_the_end_is_the_price_afterwards(committed_shop: Shop) -> None:
    shop = committed_shop
    site, variant = shop.sites["eu"].id, shop.variants[LAMP]
    for round_ in range(4):
        sale = flash.make_live(shop, units=1)
        wanted = Money(3500 + round_, "EUR")

        def end(sale: FlashSale = sale) -> None:
            with transaction():
                flash_sales.end_sale(sale.id, by=SYSTEM)

        def reprice(wanted: Money = wanted) -> None:
            with transaction():
                prices.set_price(site, variant, wanted)

        assert refusals(together([end, reprice])) == []
        with reading():
            assert pricing.list_prices(site, "EUR", [variant])[variant].amount == wanted
