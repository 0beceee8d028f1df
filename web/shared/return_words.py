"""Returns as people read them: why, and what happened."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.returns.types import Reason, ReturnDetail, ReturnState
from web.shared import filters

REASONS: dict[Reason, Any] = {
    Reason.CHANGED_MIND: _l("I changed my mind"),
    Reason.WRONG_SIZE: _l("It does not fit"),
    Reason.NOT_AS_DESCRIBED: _l("It is not as described"),
    Reason.DAMAGED: _l("It arrived damaged"),
    Reason.FAULTY: _l("It does not work"),
    Reason.WRONG_PRODUCT: _l("I received something else"),
    Reason.ARRIVED_LATE: _l("It arrived too late"),
}
HAPPENED = {"request": _l("Return requested"), "withdraw": _l("Return withdrawn")}


def timeline_of(found: ReturnDetail) -> list[dict[str, Any]]:
    """List what happened to a return, and what is still to come, for `components/timeline.html`."""
    happened = [
        {
            "title": str(HAPPENED[step.move]),
            "at": filters.moment(step.at),
            "state": "stopped" if step.move == "withdraw" else "done",
        }
        for step in found.history
        if step.move in HAPPENED
    ]
    if found.state != ReturnState.REQUESTED:
        return happened
    return [
        *happened,
        {"title": _("The merchant answers"), "state": "now"},
        {"title": _("Refund"), "state": "todo"},
    ]
