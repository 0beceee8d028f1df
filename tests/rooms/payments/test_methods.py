"""A site says how one pays there: which gateways, in which currencies, from which sum to which."""

from dataclasses import replace
from typing import Any

import pytest

from core.checkout import service as checkout
from core.checkout.errors import WayToPayGone
from core.kernel.actor import GUEST
from core.kernel.money import Money
from core.payments import queries, service
from core.payments.errors import LimitsCrossed, MethodOutdated
from core.payments.types import PaymentMethod
from core.platform.db import reading, transaction
from core.platform.settings import override
from tests.factories import purchases as make
from tests.factories.shop import Shop


@pytest.fixture(autouse=True)
def _with_stripe(shop: Shop) -> None:
    override(
        payment_gateways=("sandbox", "stripe"), stripe_secret_key="sk_test_x", stripe_webhook_secret=("x",)
    )


def method(shop: Shop, gateway: str = "stripe") -> PaymentMethod:
    with reading():
        return next(one for one in queries.list_methods(shop.sites["eu"]) if one.gateway == gateway)


def change(shop: Shop, gateway: str = "stripe", **values: Any) -> None:
    wanted = replace(method(shop, gateway), **values)
    with transaction():
        service.save_method(shop.sites["eu"], wanted, by=shop.cast.operator.actor)


def offered(shop: Shop, amount: Money, site: str = "eu") -> list[str]:
    with reading():
        return [one.gateway for one in queries.list_methods_for(shop.sites[site], amount)]


TEN = Money(1_000, "EUR")


def test_unless_somebody_decides_all_that_is_set_up_is_offered_in_its_order(shop: Shop) -> None:
    assert offered(shop, TEN) == ["sandbox", "stripe"]
    override(payment_gateways=("stripe", "sandbox"))
    assert offered(shop, TEN) == ["stripe", "sandbox"]


def test_what_is_off_is_off_on_that_site_only(shop: Shop) -> None:
    change(shop, is_on=False)
    assert offered(shop, TEN) == ["sandbox"]
    assert offered(shop, TEN, "ru") == ["sandbox", "stripe"]


def test_the_place_decides_who_comes_first(shop: Shop) -> None:
    change(shop, "sandbox", position=9)
    assert offered(shop, TEN) == ["stripe", "sandbox"]


def test_only_in_its_currencies(shop: Shop) -> None:
    change(shop, currencies=("PLN",))
    assert offered(shop, TEN) == ["sandbox"]
    assert offered(shop, Money(1_000, "PLN")) == ["sandbox", "stripe"]


def test_limits_are_inclusive(shop: Shop) -> None:
    change(shop, least=TEN, most=Money(2_000, "EUR"))
    for minor, is_taken in ((999, False), (1_000, True), (2_000, True), (2_001, False)):
        assert ("stripe" in offered(shop, Money(minor, "EUR"))) is is_taken


def test_limits_hold_in_other_currencies_at_the_rate_of_the_day(shop: Shop) -> None:
    change(shop, least=Money(10_000, "EUR"))
    assert "stripe" not in offered(shop, Money(10_000, "PLN"))
    assert "stripe" in offered(shop, Money(100_000, "PLN"))


def test_what_a_gateway_cannot_charge_exactly_is_not_offered(shop: Shop) -> None:
    assert offered(shop, Money(1_234, "KWD")) == ["sandbox"]


def test_who_was_slower_is_told(shop: Shop) -> None:
    before = method(shop)
    change(shop, is_on=False)
    with transaction(), pytest.raises(MethodOutdated):
        service.save_method(shop.sites["eu"], before, by=shop.cast.operator.actor)


def test_limits_may_not_cross(shop: Shop) -> None:
    with pytest.raises(LimitsCrossed):
        change(shop, least=Money(2, "EUR"), most=Money(1, "EUR"))


def test_nothing_is_placed_or_paid_again_by_a_way_that_is_off(shop: Shop) -> None:
    ready = make.make_ready(shop, {"MUG": 1})
    purchase = make.make_placed_purchase(shop, {"MUG": 1})
    change(shop, "sandbox", is_on=False)
    with pytest.raises(WayToPayGone):
        make.place(ready)
    with transaction(), pytest.raises(WayToPayGone):
        checkout.pay_again(purchase.id, gateway="sandbox", by=GUEST)
    assert make.payment_of(purchase).gateway == "sandbox"
