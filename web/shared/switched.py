"""How much of a feature is left on a page that may be kept: it is made anew when the switch is flipped or ends."""

from core.switches import queries as switches
from core.switches.types import Feature, Level
from web.shared import made_of
from web.shared.site import current_site


def level_on_page(feature: Feature) -> Level:
    """Give the level of a feature on this site, and note that the page hangs on it."""
    made_of.note("switches", feature)
    standing = switches.find_in_force(feature, current_site().id)
    if standing is None:
        return Level.NORMAL
    made_of.good_until(standing.until)
    return standing.level
