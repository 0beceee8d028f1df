"""What a page can do without: asked through a gate, within a time, and left out where that fails.

    page = secondary(Feature.RECOMMENDATIONS, lambda: companions_page.page_of(found))

gives None where the feature is switched off, tripped, crowded, too slow or broken; the page closes over it.
Refusals and HTTP answers come from a call that works, and travel on. What others wait for is asked in `haste`.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from werkzeug.exceptions import HTTPException

from core.kernel import clock
from core.kernel.refusal import Refusal
from core.platform import db, log, metrics
from core.platform.guarded import LetGo
from core.switches import queries as switches
from core.switches import service
from core.switches.types import Feature
from web.shared import made_of
from web.shared.site import current_site

Answer = TypeVar("Answer")

SOON = timedelta(minutes=1)  # a page that is kept without a part is drawn anew


def secondary(feature: Feature, act: Callable[[], Answer], *, haste: float | None = None) -> Answer | None:
    """Give what a secondary call gives, or None where the page has to do without.

    With `haste` a statement of it may take so many seconds, less than any of the others.
    """
    made_of.note("switches", feature)
    if not switches.is_on(feature, current_site().id):
        made_of.good_until(clock.now() + SOON)
        metrics.SECONDARY.labels(feature.value, "switched off").inc()
        return None
    try:
        with service.gate(feature).entered(passing=(Refusal, HTTPException)), db.reading_apart(haste):
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
