"""What may go back, until when, for how much, and that no unit goes back twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.accounts.events import AccountDeleted
from core.kernel.actor import GUEST
from core.kernel.ids import AccountId, MerchantId
from core.kernel.page import PageAsk
from core.kernel.refusal import Refusal
from core.kernel.states import IllegalMove
from core.orders import service as orders
from core.orders.events import PurchasesAdopted
from core.orders.types import OrderDetail
from core.platform.db import reading, transaction
from core.returns import queries, reactions, service
from core.returns.errors import CommentTooLong, NothingToReturn, ReturnNotFound, UnitsGone, WindowClosed
from core.returns.types import Reason, ReturnDetail, ReturnState, Wish
from tests.conftest import Later
from tests.factories.purchases import make_shipped_order, order_of, purchase_of
from tests.factories.shop import Shop


def arrived(shop: Shop, units: int = 3) -> OrderDetail:
    order = make_shipped_order(shop, {"MUG": units})
    with transaction():
        orders.deliver_order(order.id, by=GUEST)
    return order_of(order)


def ask(order: OrderDetail, units: int, *, comment: str = "") -> ReturnDetail:
    with transaction():
        id, _ = service.request_return(
            order.id, [Wish(order.lines[0].id, units, Reason.DAMAGED)], comment=comment, by=GUEST
        )
        return queries.get_return(id)


def test_units_that_arrived_may_go_back_for_what_they_cost(shop: Shop) -> None:
    order = arrived(shop)
    found = ask(order, 2, comment=" chipped ")
    assert (found.state, found.comment, found.can_withdraw) == (ReturnState.REQUESTED, "chipped", True)
    assert found.amount == order.lines[0].unit * 2
    assert [(line.quantity, line.reason) for line in found.lines] == [(2, Reason.DAMAGED)]
    with reading():
        assert [one.units for one in queries.list_returnable(order)] == [1]
        assert queries.get_return_of_merchant(order.merchant_id, found.number) == found
        assert queries.list_returns_of_merchant(order.merchant_id, PageAsk()).total == 1


def test_every_unit_gives_back_its_share_and_all_together_the_whole(shop: Shop) -> None:
    order = arrived(shop)
    amounts = [ask(order, 1).amount for _ in range(3)]
    assert amounts[0] + amounts[1] + amounts[2] == order.lines[0].total


def test_no_unit_goes_back_twice(shop: Shop) -> None:
    order = arrived(shop)
    ask(order, 2)
    with pytest.raises(UnitsGone):
        ask(order, 2)
    with reading():
        assert len(queries.list_returns_of_orders([order.id])[order.id]) == 1


def test_a_withdrawn_return_frees_its_units(shop: Shop) -> None:
    order = arrived(shop)
    found = ask(order, 3)
    with transaction():
        service.withdraw_return(found.id, version=found.version, by=GUEST)
    with pytest.raises(IllegalMove), transaction():
        service.withdraw_return(found.id, version=None, by=GUEST)
    assert ask(order, 3).state == ReturnState.REQUESTED


def test_nothing_goes_back_before_it_arrived_or_after_its_time(shop: Shop, later: Later) -> None:
    with pytest.raises(WindowClosed):
        ask(make_shipped_order(shop, {"MUG": 1}), 1)
    order = arrived(shop)
    later(timedelta(days=13))
    ask(order, 1)
    later(timedelta(days=400))
    with pytest.raises(WindowClosed):
        ask(order, 1)


def test_odd_wishes_are_refused(shop: Shop) -> None:
    order = arrived(shop)
    with pytest.raises(NothingToReturn):
        ask(order, 0)
    with pytest.raises(UnitsGone):
        ask(order, -1)
    with pytest.raises(CommentTooLong):
        ask(order, 1, comment="x" * 2001)
    twice = [Wish(order.lines[0].id, 1, Reason.FAULTY)] * 2
    with pytest.raises(UnitsGone), transaction():
        service.request_return(order.id, twice, by=GUEST)


def test_a_return_is_its_own_merchants_and_its_own_orders(shop: Shop) -> None:
    order, other = arrived(shop), arrived(shop)
    found = ask(order, 1)
    for look in (
        lambda: queries.get_return_of_order(other.id, found.number),
        lambda: queries.get_return_of_merchant(_other_merchant(shop, order), found.number),
    ):
        with pytest.raises(ReturnNotFound), reading():
            look()


def test_an_account_takes_its_words_along_and_leaves_the_books(shop: Shop) -> None:
    order = arrived(shop)
    found = ask(order, 1, comment="my phone is 555")
    account_id = purchase_of(found.purchase_number).account_id or AccountId(0)
    with transaction():
        assert service.anonymize_account(account_id) == 0
    assert found.amount == order.lines[0].unit


def test_many_who_return_the_same_units_at_once_are_one(committed_shop: Shop) -> None:
    order = arrived(committed_shop)

    def one(_: int) -> bool:
        try:
            ask(order, 3)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(one, range(6))) == 1


def _other_merchant(shop: Shop, order: OrderDetail) -> MerchantId:
    mine = {shop.cast.merchant.actor.merchant_id, shop.cast.other_merchant.actor.merchant_id}
    return next(id for id in mine if id != order.merchant_id)


def test_returns_follow_their_purchase_into_the_account_and_are_erased_with_it(shop: Shop) -> None:
    order = arrived(shop)
    found, other = ask(order, 1, comment="mine"), ask(arrived(shop), 1, comment="another guest's")
    shopper = shop.cast.shopper.account_id
    with transaction():
        reactions.adopt_returns_of_adopted_purchases(
            PurchasesAdopted(account_id=shopper, numbers=[found.purchase_number])
        )
    with transaction():
        assert [one.id for one in queries.list_of_account(shopper)] == [found.id]
        reactions.forget_words_of_deleted_account(AccountDeleted(account_id=shopper, email_digest=""))
    with reading():
        assert queries.get_return(found.id).comment == ""
        assert queries.get_return(other.id).comment == "another guest's"
