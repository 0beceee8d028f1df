"""A flash sale from draft to end: units, prices and time."""

import pytest
from sqlalchemy import text

from core.checkout.errors import LineOver, QuoteChanged
from core.flash_sales import queries, service
from core.flash_sales.types import FlashState, PoolWord
from core.fulfillment import service as fulfillment
from core.inventory import queries as inventory
from core.inventory.types import PoolFigures
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.platform.db import reading, session, transaction
from core.pricing import queries as pricing
from core.pricing import service as prices
from core.pricing.types import PriceOrigin
from core.search import queries as search
from core.search.types import View
from tests.conftest import Later
from tests.factories import flash, purchases
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.rooms.flash_sales.lamps import LAMP, at_home, available, buy, figures, price


class TestOneSaleFromBeginningToEnd:
    def test_a_draft_moves_nothing(self, shop: Shop) -> None:
        sale = flash.make_draft(shop)
        assert (sale.state, sale.pool_id) == (FlashState.DRAFT, None)
        assert at_home(shop) == (50, 0)
        assert price(shop) == (2990, PriceOrigin.EXPLICIT)

    def test_scheduling_sets_units_aside_and_leaves_price_and_page(self, shop: Shop) -> None:
        sale = flash.make_scheduled(shop, units=8, starts_in=flash.HOUR)
        assert at_home(shop) == (42, 0)
        assert available(shop) == 42
        assert price(shop) == (2990, PriceOrigin.EXPLICIT)
        assert figures(sale) == PoolFigures(moved_in=8, left=8)

    def test_while_it_is_on_its_site_sells_the_pool_at_its_price_and_others_do_not(self, shop: Shop) -> None:
        sale = flash.make_live(shop, units=8)
        assert (available(shop), available(shop, site="global")) == (8, 42)
        assert price(shop) == (299, PriceOrigin.WINDOW)
        assert price(shop, site="global", currency="USD")[1] != PriceOrigin.WINDOW
        with reading():
            assert queries.find_live(shop.sites["eu"].id, shop.variants[LAMP]) == sale
            assert queries.find_live(shop.sites["global"].id, shop.variants[LAMP]) is None
            assert queries.say_left(sale) == PoolWord.PLENTY

    def test_pages_and_index_say_what_the_pool_holds(self, shop: Shop) -> None:
        flash.make_live(shop, units=3)
        with reading():
            stock = search.find_stock(shop.sites["eu"].id, shop.variants[LAMP])
            words = inventory.list_stock_words([shop.variants[LAMP]])
        assert stock is not None
        assert stock.value == "few-left"
        assert words[shop.variants[LAMP], shop.sites["eu"].id] == "few-left"
        assert words[shop.variants[LAMP], shop.sites["global"].id] == "in-stock"

    def test_page_and_card_say_what_it_cost_before(self, shop: Shop) -> None:
        flash.make_live(shop, site="global")
        catch_up()
        site = shop.sites["global"]
        with reading():
            view = View(site, site.chain("en"), "USD")
            variants = search.get_product(view, shop.products["lamp"]).variants
            card = search.list_cards_by_ids(view, [shop.products["lamp"]])[shop.products["lamp"]]
        black = next(one for one in variants if one.detail.sku == LAMP)
        assert black.reduction is not None
        assert (black.reduction.now, black.reduction.was) == (Money(249, "USD"), Money(2490, "USD"))
        assert [one.reduction for one in variants if one.detail.sku != LAMP] == [None]
        assert (card.lowest, card.was) == (Money(249, "USD"), Money(2490, "USD"))

    def test_an_order_takes_from_the_pool_and_keeps_the_price_of_the_sale(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        purchase = purchases.purchase_of(buy(shop))
        (order,) = purchase.orders
        assert [(line.unit.minor, line.price_origin) for line in order.lines] == [(299, "window")]
        assert order.location_id == shop.shenzhen
        assert figures(sale) == PoolFigures(moved_in=3, reserved=1, left=2, promised=1)

    def test_ending_gives_back_what_nobody_reserved_and_the_price_of_before(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        buy(shop)
        ended = flash.end(sale)
        assert ended.state == FlashState.ENDED
        assert price(shop) == (2990, PriceOrigin.EXPLICIT)
        assert at_home(shop) == (49, 0)
        assert available(shop) == 49
        assert figures(ended) == PoolFigures(moved_in=3, given_back=2, reserved=1, promised=1)

    def test_what_is_sent_is_sold(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        purchase = purchases.purchase_of(buy(shop))
        purchases.pay(purchase)
        (order,) = purchase.orders
        with transaction():
            fulfillment.start(order.id, by=shop.cast.merchant.actor)
            fulfillment.hand_over(order.id, by=shop.cast.merchant.actor)
        assert figures(sale) == PoolFigures(moved_in=3, sold=1, left=2, promised=1)

    def test_prices_of_both_sides_are_in_the_history(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        flash.end(sale)
        with reading():
            history = pricing._histories([shop.variants[LAMP]], shop.sites["eu"].id, "EUR")
        assert [past.minor for past in history[shop.variants[LAMP]]][-3:] == [2990, 299, 2990]

    def test_its_history_says_who_did_what(self, shop: Shop) -> None:
        sale = flash.end(flash.make_live(shop))
        with reading():
            moves = [one.what for one in queries.history_of(sale.id)]
        assert moves == ["draft", "change", "schedule", "start", "end"]


class TestPricesThatChangeMeanwhile:
    def test_an_explicit_price_waits_for_the_end(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        with transaction():
            prices.set_price(shop.sites["eu"].id, shop.variants[LAMP], Money(3100, "EUR"))
        assert price(shop) == (299, PriceOrigin.WINDOW)
        flash.end(sale)
        assert price(shop) == (3100, PriceOrigin.EXPLICIT)

    def test_a_proposal_waits_too_but_never_over_a_price_that_was_set(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        with transaction():
            prices.propose_prices([shop.variants[LAMP]], list(shop.sites.values()), lambda site, variant: 0)
        assert price(shop) == (299, PriceOrigin.WINDOW)
        flash.end(sale)
        assert price(shop) == (2990, PriceOrigin.EXPLICIT)

    def test_a_sale_never_makes_goods_dearer_than_they_became_before_it_began(self, shop: Shop) -> None:
        sale = flash.make_scheduled(shop, starts_in=flash.HOUR)
        site_id, variant_id = shop.sites["eu"].id, shop.variants[LAMP]
        with transaction():
            prices.set_price(site_id, variant_id, Money(250, "EUR"))
        with transaction():
            service.start_sale(sale.id, by=SYSTEM)
        assert price(shop) == (250, PriceOrigin.EXPLICIT)
        assert price(shop, currency="PLN")[1] == PriceOrigin.WINDOW
        with transaction():
            prices.set_price(site_id, variant_id, Money(240, "EUR"))
        flash.end(sale)
        assert price(shop) == (240, PriceOrigin.EXPLICIT)

    def test_a_cart_says_that_the_price_went_up_again(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        ready = purchases.make_ready(shop, {LAMP: 1})
        flash.end(sale)
        with pytest.raises(QuoteChanged):
            purchases.place(ready)
        (row,) = purchases.look_again(ready).quote.rows
        assert [notice.code for notice in row.notices] == ["price_changed"]


class TestTime:
    def test_what_is_due_begins_and_ends(self, shop: Shop, later: Later) -> None:
        sale = flash.make_scheduled(shop, starts_in=flash.HOUR)
        with reading():
            assert queries.list_due(clock.now()) == []
            assert queries.next_turn(clock.now()) == sale.terms.starts_at
        with transaction():
            assert service.turn_sale(sale.id, clock.now()) is False
        for state in (FlashState.LIVE, FlashState.ENDED):
            later(flash.HOUR)
            with reading():
                assert queries.list_due(clock.now()) == [sale.id]
            with transaction():
                assert service.turn_sale(sale.id, clock.now()) is True
            assert flash.look(sale.id).state == state
        with reading():
            assert queries.next_turn(clock.now()) is None

    def test_one_whose_time_passed_while_nothing_ran_never_was(self, shop: Shop, later: Later) -> None:
        sale = flash.make_scheduled(shop, starts_in=flash.HOUR)
        later(flash.HOUR * 3)
        with transaction():
            assert service.turn_sale(sale.id, clock.now()) is True
        assert flash.look(sale.id).state == FlashState.DRAFT
        assert at_home(shop) == (50, 0)
        with reading():
            history = pricing._histories([shop.variants[LAMP]], shop.sites["eu"].id, "EUR")
            assert queries.list_due(clock.now()) == []
        assert [past.minor for past in history[shop.variants[LAMP]]][-1] == 2990

    def test_nothing_is_sold_after_the_end_even_if_nobody_ended_it(self, shop: Shop, later: Later) -> None:
        sale = flash.make_live(shop)
        ready = purchases.make_ready(shop, {LAMP: 1})
        later(flash.HOUR)
        with pytest.raises((LineOver, QuoteChanged)):
            purchases.place(purchases.look_again(ready))
        assert figures(sale).left == 3

    def test_what_is_released_after_the_end_goes_home(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        number = buy(shop)
        flash.end(sale)
        assert purchases.expire(purchases.purchase_of(number))
        with transaction():
            assert service.drain_ended() == 1
        with transaction():
            assert service.drain_ended() == 0
        assert at_home(shop) == (50, 0)
        assert figures(sale) == PoolFigures(moved_in=3, given_back=3)


class TestTheReconciler:
    def test_it_tells_a_share_that_nobody_took(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        buy(shop)
        with transaction():
            session().execute(text("UPDATE flash_sale_shares SET units = units + 1"))
        with reading():
            (found,) = queries.list_unproven()
        assert (found.sale_id, found.what) == (sale.id, "shares")

    def test_it_tells_a_pool_that_lost_a_unit(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        with transaction():
            session().execute(
                text("UPDATE stock_levels SET on_hand = on_hand - 1 WHERE location_id = :pool"),
                {"pool": sale.pool_id},
            )
        with reading():
            (found,) = queries.list_unproven()
        assert (found.sale_id, found.what) == (sale.id, "units")
