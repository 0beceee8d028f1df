"""What test payments do, in the words of the pay page."""

from dataclasses import dataclass

from flask_babel import gettext as _

from core.payments.gateways.sandbox.types import Scenario


@dataclass(frozen=True, slots=True)
class Choice:
    """A test card: what it does, and how that comes about; an odd one tries the wire between the two companies."""

    scenario: Scenario
    name: str
    meaning: str
    is_odd: bool = False


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
            _("The shop finds nothing left to take."),
            is_odd=True,
        ),
        Choice(
            Scenario.LATE_WEBHOOK,
            _("The shop hears late"),
            _("Our message to the shop leaves twenty seconds after you return."),
            is_odd=True,
        ),
        Choice(
            Scenario.WEBHOOK_TWICE,
            _("The shop hears twice"),
            _("Each of our messages to the shop is sent two times."),
            is_odd=True,
        ),
        Choice(
            Scenario.OUT_OF_ORDER,
            _("The shop hears in the wrong order"),
            _("The message that the money is taken comes before the one that it is set aside."),
            is_odd=True,
        ),
        Choice(
            Scenario.NO_RETURN,
            _("You never return to the shop"),
            _("The last page has no way back, and only our message reaches the shop."),
            is_odd=True,
        ),
    ]
