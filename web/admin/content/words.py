"""Words of the console for the codes of pages and blocks."""

from typing import Any

from flask_babel import lazy_gettext as _l

KINDS: dict[str, Any] = {"home": _l("Home page"), "channel": _l("Channel"), "text": _l("Text")}
COLUMNS: dict[str, Any] = {
    "none": _l("Nowhere"),
    "help": _l("Help"),
    "shop": _l("Shop"),
    "legal": _l("Last line"),
}
BLOCKS: dict[str, Any] = {
    "hero": _l("Large picture"),
    "banner": _l("Banner"),
    "promises": _l("Our promises"),
    "tiles": _l("Category tiles"),
    "grid": _l("Products"),
    "countdown": _l("Countdown"),
    "brands": _l("Brands"),
    "merchants": _l("Merchants"),
    "recent": _l("Recently viewed"),
    "text": _l("Text"),
}
FIELDS: dict[str, Any] = {
    "title": _l("Title"),
    "text": _l("Text"),
    "button": _l("Words on the button"),
    "alt": _l("What the picture shows"),
    "body": _l("Text in Markdown"),
}
RULES: dict[str, Any] = {
    "newest": _l("Newest"),
    "best-selling": _l("Bestsellers"),
    "discounted": _l("Reduced"),
    "small-prices": _l("Small prices"),
    "category": _l("Of a category"),
    "merchant": _l("Of a merchant"),
    "picked": _l("Picked by hand"),
}
TONES: dict[str, Any] = {
    "plum": _l("Plum"),
    "sea": _l("Sea green"),
    "sand": _l("Sand"),
    "blush": _l("Blush"),
    "sun": _l("Sun"),
    "mist": _l("Mist"),
}
SIZES: dict[str, Any] = {"large": _l("Large"), "calm": _l("Calm")}
STATES: dict[str, Any] = {"draft": _l("Draft"), "published": _l("Published")}
