"""What test payments do, in the words of the pay page."""

from dataclasses import dataclass

from flask_babel import gettext as _

from core.payments.gateways.sandbox.types import Scenario


@dataclass(frozen=True, slots=True)
class Choice:
    """A test card: what it does, and how that comes about."""

    scenario: Scenario
    name: str
    meaning: str


def choices() -> list[Choice]:
    """List the test cards in the language of the page, the usual one first."""
    return [
        Choice(
            Scenario.SUCCESS,
            _("The payment succeeds"),
            _("The money is set aside at once, and the shop takes it."),
        ),
        Choice(
            Scenario.CHALLENGE,
            _("The bank asks once more"),
            _("A second page asks you to approve or refuse the payment."),
        ),
        Choice(
            Scenario.DECLINE,
            _("The payment is declined"),
            _("Nothing is taken, and the shop lets you try again."),
        ),
        Choice(
            Scenario.SLOW,
            _("The payment is slow"),
            _("You return at once, and the money arrives about twenty seconds later."),
        ),
        Choice(
            Scenario.AUTOMATIC,
            _("The money is taken at once"),
            _("Nothing is left for the shop to take."),
        ),
        Choice(
            Scenario.LATE_WEBHOOK,
            _("The shop hears late"),
            _("Our message to the shop leaves twenty seconds after you return."),
        ),
        Choice(
            Scenario.WEBHOOK_TWICE,
            _("The shop hears twice"),
            _("Each of our messages to the shop is sent two times."),
        ),
        Choice(
            Scenario.OUT_OF_ORDER,
            _("The shop hears in the wrong order"),
            _("The message that the money is taken comes before the one that it is set aside."),
        ),
        Choice(
            Scenario.NO_RETURN,
            _("You never return to the shop"),
            _("The last page has no way back, and only our message reaches the shop."),
        ),
    ]
