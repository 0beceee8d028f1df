"""A purchase that a transaction holds is not read again by it, and never taken as held when it is not."""

import pytest

from core.kernel.actor import SYSTEM
from core.kernel.ids import PurchaseId
from core.orders import service
from core.orders.types import PurchaseState
from core.platform.db import attempt, transaction
from tests.factories.purchases import make_placed_purchase, purchase_of
from tests.factories.shop import Shop
from tests.statements import counted


def locks_of(sent: list[str]) -> list[str]:
    return [one for one in sent if "FOR UPDATE" in one]


def give_up_holding(purchase_id: PurchaseId) -> None:
    with attempt():
        service.hold_purchase(purchase_id)
        raise ZeroDivisionError


def test_what_is_held_is_moved_without_being_locked_again(shop: Shop) -> None:
    purchase = make_placed_purchase(shop)
    with transaction(), counted() as sent:
        service.hold_purchase(purchase.id)
        assert len(locks_of(sent)) == 2
        assert service.pay_purchase(purchase.id, by=SYSTEM)
        assert not service.pay_purchase(purchase.id, by=SYSTEM)
    assert len(locks_of(sent)) == 2
    assert purchase_of(purchase.number).state == PurchaseState.PAID


def test_what_an_undone_attempt_held_is_locked_again(shop: Shop) -> None:
    purchase = make_placed_purchase(shop)
    with transaction():
        with pytest.raises(ZeroDivisionError):
            give_up_holding(purchase.id)
        with counted() as sent:
            assert service.pay_purchase(purchase.id, by=SYSTEM)
        assert len(locks_of(sent)) == 2


def test_another_transaction_locks_for_itself(shop: Shop) -> None:
    purchase = make_placed_purchase(shop)
    for _ in range(2):
        with transaction(), counted() as sent:
            service.hold_purchase(purchase.id)
        assert len(locks_of(sent)) == 2
