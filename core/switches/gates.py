"""The gates before secondary calls of this process, and what they let go until it is written down.

A feature has one gate, or one for each other party that is asked for it: where one carrier fails, the others are
still asked.
"""

from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from os import getpid

from core.kernel import clock
from core.platform import log
from core.platform.guarded import Fall, Gate, Rule
from core.switches.types import Feature, Trip

RULES = {
    Feature.SEARCH: Rule(slow=1.5, crowd=6),
    Feature.SUGGESTIONS: Rule(slow=0.5),
    Feature.RECOMMENDATIONS: Rule(slow=1.0),
    Feature.REVIEWS: Rule(slow=1.0),
    Feature.DELIVERY: Rule(slow=1.0),
    Feature.LIVE_STOCK: Rule(slow=0.5),
    Feature.TRACKING: Rule(window=10, bad=5, slow=5.0),
    Feature.FRAGMENTS: Rule(slow=1.0, crowd=6),
}
MOST_KEPT = 100

_gates: dict[tuple[Feature, str], Gate] = {}
_fallen: deque[Trip] = deque(maxlen=MOST_KEPT)


def gate(feature: Feature, party: str = "") -> Gate:
    """Give the gate before a feature, or before one of the parties that are asked for it."""
    return _gates.get((feature, party)) or _gates.setdefault((feature, party), _made(feature, party))


def fallen() -> list[Trip]:
    """List what was let go and is not written down yet, the oldest first; beyond a hundred the oldest are lost."""
    return list(_fallen)


def forget(trips: Iterable[Trip]) -> None:
    """Take what is written down off the list."""
    for one in trips:
        if one in _fallen:
            _fallen.remove(one)


def open_all() -> None:
    """Forget what was seen of every call: for tests."""
    _fallen.clear()
    _gates.clear()


def _made(feature: Feature, party: str) -> Gate:
    def fell(fall: Fall) -> None:
        now = clock.now()
        until = now + timedelta(seconds=fall.rest)
        problem = f"{party}: {fall.problem}" if party else fall.problem
        log.get(__name__).error(
            "let go", feature=feature.value, calls=fall.calls, failed=fall.failed, slow=fall.slow
        )
        process = f"{log.process()}-{getpid()}"
        _fallen.append(Trip(feature, process, now, until, fall.calls, fall.failed, fall.slow, problem))

    return Gate(RULES[feature], fell)
