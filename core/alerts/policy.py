import hashlib
from datetime import timedelta

from core.alerts.types import AlertState
from core.kernel.states import Machine

ALERT = Machine(
    confirm=({AlertState.ASKED}, AlertState.WAITING),
    tell=({AlertState.WAITING}, AlertState.TOLD),
    end=({AlertState.ASKED, AlertState.WAITING}, AlertState.ENDED),
)

# Who does not follow the link in a week meant nothing by it.
CONFIRM_WITHIN = timedelta(days=7)
ASKS_AN_HOUR = 5


def digest_of(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
