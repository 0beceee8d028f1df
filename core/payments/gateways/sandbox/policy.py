"""The life of a payment at the sandbox company. Pure."""

from datetime import timedelta

from core.kernel.states import Machine
from core.payments.gateways.sandbox.types import Scenario, Status

LIFE = Machine(
    approve=({Status.OPEN}, Status.APPROVED),
    settle=({Status.OPEN}, Status.SETTLED),
    process=({Status.OPEN}, Status.PROCESSING),
    challenge=({Status.OPEN}, Status.CHALLENGE),
    verify=({Status.CHALLENGE}, Status.VERIFIED),
    decline=({Status.OPEN, Status.CHALLENGE}, Status.FAILED),
    withdraw=({Status.OPEN, Status.CHALLENGE}, Status.CANCELED),
    authorize=({Status.VERIFIED}, Status.APPROVED),
    clear=({Status.PROCESSING}, Status.SETTLED),
    capture=({Status.APPROVED}, Status.SETTLED),
    void=({Status.OPEN, Status.CHALLENGE, Status.VERIFIED, Status.APPROVED}, Status.CANCELED),
)

_MOVES = {
    Scenario.SUCCESS: "approve",
    Scenario.AUTOMATIC: "settle",
    Scenario.CHALLENGE: "challenge",
    Scenario.DECLINE: "decline",
    Scenario.SLOW: "process",
    Scenario.LATE_WEBHOOK: "approve",
    Scenario.WEBHOOK_TWICE: "approve",
    Scenario.OUT_OF_ORDER: "settle",
    Scenario.NO_RETURN: "approve",
}

SLOW = timedelta(seconds=20)
LATE = timedelta(seconds=20)
BETWEEN_COPIES = timedelta(seconds=3)
TRIES = 14
_FIRST_REST = timedelta(seconds=10)
_LONGEST_REST = timedelta(hours=1)


def move_of(scenario: Scenario) -> str:
    """Say what becomes of an open payment when the shopper pays with a scenario."""
    return _MOVES[scenario]


def rest_after(attempts: int) -> timedelta:
    """Say how long a webhook rests after its n-th attempt."""
    return min(_LONGEST_REST, _FIRST_REST * 2 ** (attempts - 1))
