"""Names of places as the reader's language writes them. Most are CLDR's: those that clocks are named after."""

import unicodedata
from functools import lru_cache

from babel import Locale
from flask_babel import lazy_gettext as _l

from web.shared import filters

# Places that carriers name and that no clock is named after.
_OWN = {
    "Delhi": _l("Delhi"),
    "Kuwait City": _l("Kuwait City"),
    "Leipzig": _l("Leipzig"),
    "Milan": _l("Milan"),
    "Shenzhen": _l("Shenzhen"),
    "Tel Aviv": _l("Tel Aviv"),
    "Valletta": _l("Valletta"),
}


def city(name: str, time_zone: str) -> str:
    """Give a place's name to the reader; one that nobody knows a translation of stays as it was told."""
    if name in _OWN:
        return str(_OWN[name])
    is_namesake = bool(name) and _plain(name) == _plain(_of_clock("en", time_zone))
    return _of_clock(str(filters.locale()), time_zone) if is_namesake else name


@lru_cache(maxsize=1024)
def _of_clock(locale: str, time_zone: str) -> str:
    """Give the city of a clock: CLDR leaves out those that are written as in its identifier."""
    known = Locale.parse(locale).time_zones.get(time_zone, {}).get("city", "")
    return known or time_zone.rpartition("/")[2].replace("_", " ")


def _plain(name: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign)
    ).casefold()
