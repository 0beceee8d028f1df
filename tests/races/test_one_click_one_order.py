"""One submit, one order: clicks, retries and webhooks meet in one purchase."""

from functools import partial

from core.checkout.types import Placed
from core.orders import queries as orders
from core.orders.types import PurchaseState
from core.payments import queries as payments
from core.payments import service as payment_service
from core.payments.types import GatewayEvent, PaymentState
from core.platform.db import reading, transaction
from tests.factories import purchases as make
from tests.factories.shop import Shop
from tests.races.together import refusals, successes, together
from tests.witness import facts, newest_fact

WANTS = {"LAMP-BLACK": 1, "MUG": 2}


def test_twenty_clicks_at_once_are_one_purchase_and_one_answer(committed_shop: Shop) -> None:
    ready = make.make_ready(committed_shop, WANTS)
    answers = successes(together([partial(make.place, ready)] * 20))
    assert len(answers) == 20
    assert len({(one.number, one.payment_id) for one in answers}) == 1
    assert [one.is_repeat for one in answers].count(False) == 1
    with reading():
        assert orders.count_purchases_by_state() == {"placed": 1}


def test_clicks_and_webhooks_at_once_are_one_paid_purchase(committed_shop: Shop) -> None:
    ready = make.make_ready(committed_shop, WANTS)
    placed = make.place(ready)
    payment = make.payment_by_id(placed.payment_id)
    mark = newest_fact()
    answers: list[object] = together(
        [*([partial(make.settle, payment)] * 3), *([partial(make.place, ready)] * 20)]
    )
    assert refusals(answers) == []
    assert answers[:3].count(PaymentState.CAPTURED) == 1
    assert answers[:3].count(None) == 2
    assert {one.number for one in answers[3:] if isinstance(one, Placed)} == {placed.number}
    names = [name for name, _ in facts(mark)]
    assert names.count("PaymentCaptured") == names.count("PurchasePaid") == 1
    purchase = make.purchase_of(placed.number)
    assert purchase.state is PurchaseState.PAID
    with reading():
        assert payments.list_refunds_of(purchase.id) == []
        assert len(payments.list_payments_of(purchase.id)) == 1


def test_the_same_word_eight_times_at_once_is_heard_once(committed_shop: Shop) -> None:
    payment = make.payment_of(make.make_placed_purchase(committed_shop, WANTS))
    word = GatewayEvent("evt-1", "payment.captured", make.open_at_gateway(payment), None)
    mark = newest_fact()

    def hear() -> bool:
        with transaction():
            return payment_service.hear("sandbox", word, {"id": "evt-1"})

    assert sorted(successes(together([hear] * 8))) == [False] * 7 + [True]
    assert facts(mark) == [("GatewayWordReceived", {"payment_id": payment.id})]


def test_two_checkouts_of_one_account_are_two_purchases(committed_shop: Shop) -> None:
    ready = [make.make_ready(committed_shop, WANTS) for _ in range(6)]
    answers = successes(together([partial(make.place, one) for one in ready]))
    assert len({one.number for one in answers}) == 6
