"""Browser and webhook may arrive at the very same moment; whoever is first, the money comes in once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from core.checkout import service as checkout
from core.kernel.actor import GUEST
from core.orders.types import PurchaseState
from core.payments.events import GatewayWordReceived
from core.payments.gateways.sandbox import provider
from core.payments.gateways.sandbox.types import Scenario
from core.payments.types import PaymentState
from core.platform.db import transaction
from tests.factories.purchases import make_placed_purchase, payment_of, purchase_of
from tests.factories.sandbox import Browser, facts, payments_of, refunds_of
from tests.factories.shop import Shop
from workers import payments as jobs


def test_everybody_who_tells_at_once_pays_once(committed_shop: Shop) -> None:
    purchase = make_placed_purchase(committed_shop)
    browser = Browser()
    reference = browser.pay(purchase, Scenario.SUCCESS).reference
    heard = GatewayWordReceived(payment_id=payment_of(purchase).id)
    acts: list[Callable[[], object]] = [
        lambda: jobs.follow_gateway_word(heard),
        lambda: Browser().come_back(purchase),
    ] * 5
    with ThreadPoolExecutor(len(acts)) as crowd:
        for done in [crowd.submit(act) for act in acts]:
            done.result(timeout=60)
    told = facts()
    assert purchase_of(purchase.number).state == PurchaseState.PAID
    assert payment_of(purchase).state == PaymentState.CAPTURED
    assert (told["PaymentCaptured"], told["PurchasePaid"]) == (1, 1)
    assert provider.show(reference).captured == purchase.total
    assert not refunds_of(purchase)


def test_two_payments_captured_at_once_pay_once_and_send_one_back(committed_shop: Shop) -> None:
    purchase = make_placed_purchase(committed_shop)
    browser = Browser()
    references = [browser.go_to_pay(purchase).reference]
    with transaction():
        checkout.pay_again(purchase.id, gateway="sandbox", by=GUEST)
    references.append(browser.go_to_pay(purchase).reference)
    for reference in references:
        provider.decide(reference, Scenario.AUTOMATIC)
    words = [GatewayWordReceived(payment_id=payment.id) for payment in payments_of(purchase)] * 4
    with ThreadPoolExecutor(len(words)) as crowd:
        for done in [crowd.submit(jobs.follow_gateway_word, heard) for heard in words]:
            done.result(timeout=60)
    told = facts()
    assert purchase_of(purchase.number).state == PurchaseState.PAID
    assert (told["PaymentCaptured"], told["PurchasePaid"], told["RefundRequested"]) == (2, 1, 1)
    assert [refund.amount for refund in refunds_of(purchase)] == [purchase.total]
