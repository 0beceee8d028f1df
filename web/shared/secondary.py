"""What a page can do without: asked through a gate, within a time, and left out where that fails.

    page = secondary(Feature.RECOMMENDATIONS, lambda: companions_page.page_of(found))

gives None where the feature is switched off, tripped, crowded, too slow or broken; the page closes over it.
Refusals and HTTP answers come from a call that works, and travel on.
"""

from collections import deque
from collections.abc import Callable
from datetime import timedelta
from os import getpid
from typing import TypeVar

from werkzeug.exceptions import HTTPException

from core.kernel import clock
from core.kernel.refusal import Refusal
from core.platform import db, log, metrics
from core.platform.guarded import Fall, Gate, LetGo, Rule
from core.switches import queries as switches
from core.switches import service
from core.switches.types import Feature, Trip
from web.shared import made_of
from web.shared.site import current_site

Answer = TypeVar("Answer")

RULES = {
    Feature.SEARCH: Rule(slow=1.5, crowd=6),
    Feature.SUGGESTIONS: Rule(slow=0.5),
    Feature.RECOMMENDATIONS: Rule(slow=1.0),
    Feature.REVIEWS: Rule(slow=1.0),
    Feature.DELIVERY: Rule(slow=1.0),
    Feature.LIVE_STOCK: Rule(slow=0.5),
    Feature.TRACKING: Rule(slow=1.0),
    Feature.FRAGMENTS: Rule(slow=1.0, crowd=6),
}
SOON = timedelta(minutes=1)  # a page that is kept without a part is drawn anew
_fallen: deque[Trip] = deque(maxlen=100)


def secondary(feature: Feature, act: Callable[[], Answer]) -> Answer | None:
    """Give what a secondary call gives, or None where the page has to do without."""
    made_of.note("switches")
    if not switches.is_on(feature, current_site().id):
        made_of.good_until(clock.now() + SOON)
        metrics.SECONDARY.labels(feature.value, "switched off").inc()
        return None
    try:
        with _GATES[feature].entered(passing=(Refusal, HTTPException)), db.reading_apart():
            answer = act()
    except LetGo as reason:
        log.get("web").warning(
            "done without", feature=feature.value, reason=str(reason), exc_info=reason.__cause__
        )
        made_of.good_until(clock.now() + SOON)
        metrics.SECONDARY.labels(feature.value, "failed" if reason.__cause__ else "let go").inc()
        return None
    metrics.SECONDARY.labels(feature.value, "done").inc()
    return answer


def write_down_trips() -> None:
    """Write down what was let go since the last time; kept for the next one while the database is away."""
    trips = list(_fallen)
    if not trips:
        return
    try:
        with db.transaction():
            service.record_trips(trips)
    except db.OUTAGES:
        return
    for _ in trips:
        _fallen.popleft()


def open_all() -> None:
    """Forget what was seen of every call: for tests."""
    _fallen.clear()
    _GATES.update({feature: _gate(feature, rule) for feature, rule in RULES.items()})


def _gate(feature: Feature, rule: Rule) -> Gate:
    def fell(fall: Fall) -> None:
        now = clock.now()
        until = now + timedelta(seconds=fall.rest)
        log.get("web").error(
            "let go", feature=feature.value, calls=fall.calls, failed=fall.failed, slow=fall.slow
        )
        _fallen.append(
            Trip(feature, f"web-{getpid()}", now, until, fall.calls, fall.failed, fall.slow, fall.problem)
        )

    return Gate(rule, fell)


_GATES = {feature: _gate(feature, rule) for feature, rule in RULES.items()}
