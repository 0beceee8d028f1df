"""The life of a payment at the sandbox company, and how patient its webhooks are."""

from datetime import timedelta

import pytest

from core.payments.gateways.sandbox.mapping import event_of
from core.payments.gateways.sandbox.policy import LIFE, TRIES, move_of, rest_after
from core.payments.gateways.sandbox.types import Scenario, Status
from core.payments.types import PaymentState

LEAVES = {
    Status.OPEN: {"approve", "settle", "process", "challenge", "decline", "withdraw", "void"},
    Status.CHALLENGE: {"verify", "decline", "withdraw", "void"},
    Status.VERIFIED: {"authorize", "void"},
    Status.PROCESSING: {"clear"},
    Status.APPROVED: {"capture", "void"},
    Status.SETTLED: set(),
    Status.FAILED: set(),
    Status.CANCELED: set(),
}


@pytest.mark.parametrize("status", Status)
def test_a_payment_has_no_other_ways_than_these(status: Status) -> None:
    assert set(LIFE.moves_from(status)) == LEAVES[status]


@pytest.mark.parametrize("scenario", Scenario)
def test_every_scenario_moves_an_open_payment(scenario: Scenario) -> None:
    assert LIFE.can(Status.OPEN, move_of(scenario))


def test_webhooks_rest_twice_as_long_each_time_and_never_more_than_an_hour() -> None:
    assert [rest_after(attempts).total_seconds() for attempts in (1, 2, 3)] == [10, 20, 40]
    assert rest_after(TRIES) == timedelta(hours=1)


@pytest.mark.parametrize("status", Status)
def test_every_status_of_a_webhook_has_our_word(status: Status) -> None:
    about = {"reference": "sbx_1", "status": status.value, "amount_minor": 100, "currency": "JPY"}
    told = event_of({"id": "evt_1", "kind": f"payment.{status}", "session": about}).status
    assert told is not None
    assert told.state in PaymentState
    assert told.awaits_authorization is (status == Status.VERIFIED)
