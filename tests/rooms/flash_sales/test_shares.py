"""Shares of a flash sale: what each shopper may have of it, and the last unit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.events import AccountDeleted
from core.checkout.errors import LineLimited, LineShort
from core.flash_sales import queries, reactions, service
from core.flash_sales.models import Share, Taking
from core.flash_sales.types import FlashSale, PoolWord
from core.inventory.types import PoolFigures
from core.platform.db import reading, session, transaction
from tests.conftest import Later
from tests.factories import flash, purchases
from tests.factories.places import AT_HOME_IN
from tests.factories.shop import Shop
from tests.rooms.flash_sales.lamps import LAMP, buy, figures


class TestShares:
    def test_beyond_the_limit_the_line_is_named(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_shopper=2)
        with pytest.raises(LineLimited) as refused:
            purchases.place(purchases.make_ready(shop, {LAMP: 3}))
        assert refused.value.facts["most"] == 2
        assert "lamp" in str(refused.value.facts["title"]).lower()
        assert figures(sale).left == 3

    def test_a_second_order_of_the_same_mailbox_counts(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        buy(shop)
        again = purchases.make_ready(
            shop, {LAMP: 1}, email="Robin+more@cast.example", address=AT_HOME_IN["FR"]
        )
        with pytest.raises(LineLimited):
            purchases.place(again)
        assert figures(sale).left == 2

    def test_guests_of_one_address_are_one_shopper(self, shop: Shop) -> None:
        flash.make_live(shop)
        buy(shop, who="robin")
        address = replace(AT_HOME_IN["DE"], name="Somebody Else", street_address="ROBIN, 1")
        ready = purchases.make_ready(shop, {LAMP: 1}, email="else@cast.example", address=address)
        with pytest.raises(LineLimited):
            purchases.place(ready)

    def test_an_account_is_one_shopper_wherever_it_sends(self, shop: Shop) -> None:
        flash.make_live(shop)
        account = shop.cast.shopper.account_id
        for country, wanted in (("DE", True), ("FR", False)):
            ready = purchases.make_ready(
                shop,
                {LAMP: 1},
                email=f"{country}@cast.example",
                address=AT_HOME_IN[country],
                account_id=account,
            )
            if wanted:
                purchases.place(ready)
            else:
                with pytest.raises(LineLimited):
                    purchases.place(ready)

    def test_a_share_comes_back_when_nobody_pays(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        number = buy(shop)
        assert purchases.expire(purchases.purchase_of(number))
        assert figures(sale) == PoolFigures(moved_in=3, left=3)
        buy(shop)
        assert figures(sale).left == 2

    def test_the_last_unit_goes_once(self, shop: Shop) -> None:
        sale = flash.make_live(shop, units=1)
        first, second = (
            purchases.make_ready(
                shop,
                {LAMP: 1},
                email=f"{who}@cast.example",
                address=replace(AT_HOME_IN["DE"], street_address=f"{who} 1"),
            )
            for who in ("a", "b")
        )
        purchases.place(first)
        with pytest.raises(LineShort) as refused:
            purchases.place(second)
        assert refused.value.facts["available"] == 0
        assert figures(sale) == PoolFigures(moved_in=1, reserved=1, promised=1)
        with reading():
            assert queries.say_left(sale) == PoolWord.GONE


def names(sale: FlashSale) -> set[str]:
    """Give every digest that is kept of who took from a sale."""
    with reading():
        shares = session().scalars(select(Share.shopper).where(Share.pool_id == sale.pool_id)).all()
        takings = session().scalars(select(Taking.shoppers).where(Taking.pool_id == sale.pool_id)).all()
    return {*shares, *(name for shoppers in takings for name in shoppers)}


class TestForgetting:
    def test_a_deleted_account_counts_until_the_end_and_is_forgotten_then(self, shop: Shop) -> None:
        sale, account_id = flash.make_live(shop), shop.cast.shopper.account_id
        purchases.place(purchases.make_ready(shop, {LAMP: 1}, account_id=account_id))
        for _ in range(2):
            with transaction():
                reactions.forget_shares_of_deleted_account(
                    AccountDeleted(account_id=account_id, email_digest="")
                )
            assert len(names(sale)) == 2
        sale = flash.end(sale)
        buyers = figures(sale)
        with transaction():
            reactions.forget_shares_of_deleted_account(AccountDeleted(account_id=account_id, email_digest=""))
        assert names(sale) == set()
        assert figures(sale) == buyers

    def test_others_are_not_forgotten_with_it(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        buy(shop, who="somebody")
        purchases.place(purchases.make_ready(shop, {LAMP: 1}, account_id=shop.cast.shopper.account_id))
        sale = flash.end(sale)
        with transaction():
            service.forget_account(shop.cast.shopper.account_id)
        assert len(names(sale)) == 2
        assert figures(sale).promised == 2

    def test_everybody_is_forgotten_some_time_after_the_end(self, shop: Shop, later: Later) -> None:
        sale = flash.make_live(shop)
        number = buy(shop)
        sale = flash.end(sale)
        for days, left in ((1, 2), (31, 0)):
            later(timedelta(days=days))
            with transaction():
                service.forget_shoppers(timedelta(days=30))
            assert len(names(sale)) == left
        assert purchases.expire(purchases.purchase_of(number))
        assert names(sale) == set()
        assert figures(sale).promised == 0
