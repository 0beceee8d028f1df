"""The sandbox company keeps its word: every verb once, in its order, and told to the merchant."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.money import Money
from core.payments.errors import PaymentNotFound
from core.payments.gateways.sandbox import policy, provider, webhooks
from core.payments.gateways.sandbox.client import SandboxGateway
from core.payments.gateways.sandbox.models import SandboxRefund, SandboxWebhook
from core.payments.gateways.sandbox.types import Scenario, Session, Status
from core.payments.types import PaymentState
from core.platform import http
from core.platform.db import reading, session, transaction
from core.platform.settings import override

PRICE = Money(4_999, "EUR")
SHOP = "http://eu.localhost:8000"

Later = Callable[[timedelta], None]


def open_session(number: str = "PAY-1", amount: Money = PRICE) -> Session:
    return provider.open_session(
        order_number=number,
        amount=amount,
        return_url=f"{SHOP}/de/checkout/return/token",
        webhook_url=f"{SHOP}/payments/webhooks/sandbox",
        language="de",
    )


def paid_with(scenario: Scenario) -> str:
    reference = open_session().reference
    provider.decide(reference, scenario)
    return reference


class Post:
    """Stands for the network: notes what was posted, and answers as it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[tuple[str, bytes, dict[str, str]]] = []
        self.is_down = False
        monkeypatch.setattr(http, "post", self)

    def __call__(self, url: str, content: bytes, *, headers: dict[str, str], seconds: float) -> bytes:
        if self.is_down:
            raise http.OutageError(f"{url}: ConnectError", None)
        self.sent.append((url, content, headers))
        return b""

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(content) for _, content, _ in self.sent]

    @property
    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events]


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post(monkeypatch)


@pytest.mark.usefixtures("db")
def test_the_same_order_number_opens_one_session() -> None:
    assert open_session().reference == open_session().reference
    assert open_session("PAY-2").reference != open_session().reference


@pytest.mark.usefixtures("db")
def test_the_client_gives_the_address_of_the_pay_page_at_the_host_the_shopper_came_from() -> None:
    opened = SandboxGateway().create(
        number="PAY-1", amount=PRICE, return_url=f"{SHOP}/de/x", webhook_url=f"{SHOP}/y", language="de"
    )
    assert opened.pay_url == f"{SHOP}/sandbox-pay/{opened.reference}"
    assert SandboxGateway().fetch(opened.reference).state == PaymentState.CREATED


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("scenario", "state"),
    [
        (Scenario.SUCCESS, PaymentState.AUTHORIZED),
        (Scenario.AUTOMATIC, PaymentState.CAPTURED),
        (Scenario.CHALLENGE, PaymentState.CREATED),
        (Scenario.DECLINE, PaymentState.DECLINED),
        (Scenario.SLOW, PaymentState.PENDING),
        (Scenario.LATE_WEBHOOK, PaymentState.AUTHORIZED),
        (Scenario.WEBHOOK_TWICE, PaymentState.AUTHORIZED),
        (Scenario.OUT_OF_ORDER, PaymentState.CAPTURED),
        (Scenario.NO_RETURN, PaymentState.AUTHORIZED),
    ],
)
def test_each_scenario_ends_in_its_state(scenario: Scenario, state: PaymentState) -> None:
    assert SandboxGateway().fetch(paid_with(scenario)).state == state


@pytest.mark.usefixtures("db")
def test_a_payment_that_is_decided_can_not_be_decided_again() -> None:
    reference = paid_with(Scenario.DECLINE)
    assert provider.decide(reference, Scenario.SUCCESS).status == Status.FAILED
    assert provider.show(reference).scenario == Scenario.DECLINE


@pytest.mark.usefixtures("db")
def test_an_approved_challenge_waits_until_the_merchant_asks_for_the_money() -> None:
    reference = paid_with(Scenario.CHALLENGE)
    assert not SandboxGateway().fetch(reference).awaits_authorization
    provider.answer_challenge(reference, is_approved=True)
    assert SandboxGateway().fetch(reference).awaits_authorization
    assert SandboxGateway().authorize(reference).state == PaymentState.AUTHORIZED


@pytest.mark.usefixtures("db")
def test_a_refused_challenge_declines_and_a_second_answer_changes_nothing() -> None:
    reference = paid_with(Scenario.CHALLENGE)
    provider.answer_challenge(reference, is_approved=False)
    assert provider.answer_challenge(reference, is_approved=True).status == Status.FAILED


@pytest.mark.usefixtures("db")
def test_authorizing_sets_nothing_aside_before_the_shopper_agreed() -> None:
    reference = open_session().reference
    assert SandboxGateway().authorize(reference).state == PaymentState.CREATED


@pytest.mark.usefixtures("db")
def test_capturing_twice_takes_the_money_once() -> None:
    reference = paid_with(Scenario.SUCCESS)
    for _ in range(2):
        assert SandboxGateway().capture(reference, PRICE).state == PaymentState.CAPTURED
    assert provider.show(reference).captured == PRICE


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("amount", [PRICE - Money(1, "EUR"), PRICE + Money(1, "EUR"), Money(4_999, "USD")])
def test_capturing_another_amount_is_declined_and_takes_nothing(amount: Money) -> None:
    reference = paid_with(Scenario.SUCCESS)
    with pytest.raises(provider.Declined):
        SandboxGateway().capture(reference, amount)
    assert provider.show(reference).status == Status.APPROVED


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("scenario", [Scenario.SUCCESS, Scenario.CHALLENGE])
def test_letting_go_of_a_payment_closes_it_for_good(scenario: Scenario) -> None:
    reference = paid_with(scenario)
    assert SandboxGateway().void(reference).state == PaymentState.VOIDED
    assert SandboxGateway().capture(reference, PRICE).state == PaymentState.VOIDED
    assert not provider.show(reference).captured


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("scenario", "state"),
    [(Scenario.AUTOMATIC, PaymentState.CAPTURED), (Scenario.SLOW, PaymentState.PENDING)],
)
def test_money_taken_or_under_way_can_not_be_let_go(scenario: Scenario, state: PaymentState) -> None:
    assert SandboxGateway().void(paid_with(scenario)).state == state


@pytest.mark.usefixtures("db")
def test_a_slow_payment_clears_by_itself(later: Later) -> None:
    reference = paid_with(Scenario.SLOW)
    later(policy.SLOW)
    assert provider.show(reference).captured == PRICE
    assert SandboxGateway().void(reference).state == PaymentState.CAPTURED


@pytest.mark.usefixtures("db")
def test_the_same_refund_number_gives_money_back_once() -> None:
    reference = paid_with(Scenario.AUTOMATIC)
    first = SandboxGateway().refund(reference, number="REF-1", amount=Money(1_000, "EUR"))
    again = SandboxGateway().refund(reference, number="REF-1", amount=Money(1_000, "EUR"))
    assert first == again
    assert provider.show(reference).refunded == Money(1_000, "EUR")


@pytest.mark.usefixtures("db")
def test_more_than_was_captured_never_goes_back() -> None:
    reference = paid_with(Scenario.AUTOMATIC)
    SandboxGateway().refund(reference, number="REF-1", amount=Money(4_000, "EUR"))
    with pytest.raises(provider.Declined):
        SandboxGateway().refund(reference, number="REF-2", amount=Money(1_000, "EUR"))
    with reading():
        assert session().scalars(select(SandboxRefund.refund_number)).all() == ["REF-1"]


@pytest.mark.usefixtures("db")
def test_nothing_goes_back_before_it_was_captured() -> None:
    with pytest.raises(provider.Declined):
        SandboxGateway().refund(paid_with(Scenario.SUCCESS), number="REF-1", amount=Money(1, "EUR"))


@pytest.mark.usefixtures("db")
def test_nobody_knows_an_invented_reference() -> None:
    for ask in (provider.show, provider.void, provider.authorize):
        with pytest.raises(PaymentNotFound):
            ask("sbx_invented")


@pytest.mark.usefixtures("db")
def test_the_company_can_not_be_called_inside_a_transaction() -> None:
    reference = open_session().reference
    with transaction(), pytest.raises(RuntimeError):
        provider.show(reference)
    with transaction(), pytest.raises(RuntimeError):
        provider.void(reference)


@pytest.mark.usefixtures("db")
def test_a_webhook_is_signed_and_sent_to_this_machine_under_the_name_of_the_site(post: Post) -> None:
    override(host="::", port=8123)
    reference = paid_with(Scenario.SUCCESS)
    assert webhooks.send_due() == 1
    url, body, headers = post.sent[0]
    assert (url, headers["Host"]) == ("http://127.0.0.1:8123/payments/webhooks/sandbox", "eu.localhost:8000")
    told = SandboxGateway().parse_webhook(headers, body)
    assert (told.kind, told.reference) == ("payment.approved", reference)
    assert told.status == SandboxGateway().fetch(reference)
    assert webhooks.send_due() == 0


@pytest.mark.usefixtures("db")
def test_a_shop_with_a_real_name_is_called_by_it() -> None:
    assert http.nearest("https://shop.example/hook") == ("https://shop.example/hook", "shop.example")


@pytest.mark.usefixtures("db")
def test_each_move_is_told_and_each_word_has_an_id_of_its_own(post: Post) -> None:
    reference = paid_with(Scenario.SUCCESS)
    provider.capture(reference, PRICE)
    provider.refund(reference, refund_number="REF-1", amount=PRICE)
    webhooks.send_due()
    assert post.kinds == ["payment.approved", "payment.settled", "refund.succeeded"]
    assert len({event["id"] for event in post.events}) == 3


@pytest.mark.usefixtures("db")
def test_a_webhook_sent_twice_bears_one_id(post: Post, later: Later) -> None:
    paid_with(Scenario.WEBHOOK_TWICE)
    webhooks.send_due()
    later(policy.BETWEEN_COPIES)
    webhooks.send_due()
    assert len(post.events) == 2
    assert len({event["id"] for event in post.events}) == 1


@pytest.mark.usefixtures("db")
def test_words_out_of_order_tell_the_capture_first(post: Post, later: Later) -> None:
    paid_with(Scenario.OUT_OF_ORDER)
    webhooks.send_due()
    later(timedelta(seconds=6))
    webhooks.send_due()
    assert post.kinds == ["payment.settled", "payment.approved"]
    assert [event["session"]["status"] for event in post.events] == ["settled", "approved"]


@pytest.mark.usefixtures("db")
def test_a_late_webhook_leaves_late(post: Post, later: Later) -> None:
    paid_with(Scenario.LATE_WEBHOOK)
    assert webhooks.send_due() == 0
    later(policy.LATE)
    assert webhooks.send_due() == 1


@pytest.mark.usefixtures("db")
def test_a_slow_payment_is_told_when_it_begins_and_when_it_clears(post: Post, later: Later) -> None:
    paid_with(Scenario.SLOW)
    webhooks.send_due()
    later(policy.SLOW)
    webhooks.send_due()
    assert post.kinds == ["payment.processing", "payment.settled"]


@pytest.mark.usefixtures("db")
def test_a_webhook_that_is_not_heard_comes_again_and_at_last_gives_up(post: Post, later: Later) -> None:
    paid_with(Scenario.SUCCESS)
    post.is_down = True
    for _ in range(policy.TRIES):
        assert webhooks.send_due() == 0
        later(timedelta(hours=2))
    post.is_down = False
    assert webhooks.send_due() == 0
    with reading():
        webhook = session().scalars(select(SandboxWebhook)).one()
    assert (webhook.state, webhook.attempts) == ("given_up", policy.TRIES)
    assert "ConnectError" in webhook.last_error


@pytest.mark.usefixtures("db")
def test_a_webhook_heard_at_the_second_try_is_done(post: Post, later: Later) -> None:
    paid_with(Scenario.SUCCESS)
    post.is_down = True
    webhooks.send_due()
    post.is_down = False
    assert webhooks.send_due() == 0
    later(policy.rest_after(1))
    assert webhooks.send_due() == 1
