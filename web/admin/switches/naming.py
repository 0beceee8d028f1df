from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.switches.types import Feature, Level

NAMES = {
    Feature.SHOP: _l("The whole shop"),
    Feature.CHECKOUT: _l("Checkout"),
    Feature.REGISTRATION: _l("New accounts"),
    Feature.SEARCH: _l("Search"),
    Feature.SUGGESTIONS: _l("Suggestions while typing"),
    Feature.RECOMMENDATIONS: _l("Recommendations"),
    Feature.REVIEWS: _l("Reviews and questions"),
    Feature.ADS: _l("Banners"),
    Feature.DELIVERY: _l("Delivery costs on product pages"),
    Feature.LIVE_STOCK: _l("Live stock"),
    Feature.TRACKING: _l("Asking carriers after parcels"),
    Feature.IMAGE_VARIANTS: _l("Sizes of pictures"),
    Feature.FRAGMENTS: _l("Fragments of pages"),
    Feature.COUPON_CLAIM: _l("Claiming coupons"),
}
EFFECTS = {
    (Feature.SHOP, Level.READ_ONLY): _l("Pages are shown, and every form asks to be sent again later."),
    (Feature.SHOP, Level.STATIC_ONLY): _l("Only pages that are the same for everybody are shown."),
    (Feature.CHECKOUT, Level.OFF): _l("Nothing can be ordered; carts are kept."),
    (Feature.REGISTRATION, Level.OFF): _l("Nobody can open an account; guests can order."),
    (Feature.SEARCH, Level.OFF): _l("Who searches is led to the categories."),
    (Feature.SUGGESTIONS, Level.OFF): _l("The search field suggests nothing."),
    (Feature.RECOMMENDATIONS, Level.OFF): _l("Product pages end before them."),
    (Feature.REVIEWS, Level.OFF): _l("Reviews and questions are neither shown nor taken."),
    (Feature.ADS, Level.OFF): _l("The home page and channels come without banners."),
    (Feature.DELIVERY, Level.OFF): _l("Product pages do not say what delivery costs; the checkout does."),
    (Feature.LIVE_STOCK, Level.REDUCED): _l("Stock words are up to a minute old."),
    (Feature.LIVE_STOCK, Level.OFF): _l("Stock words are those of when the page was made."),
    (Feature.TRACKING, Level.OFF): _l("Parcels show what was heard last."),
    (Feature.IMAGE_VARIANTS, Level.REDUCED): _l("Pictures come in two sizes instead of all."),
    (Feature.FRAGMENTS, Level.REDUCED): _l("Of what is live only the name and the cart are left."),
    (Feature.FRAGMENTS, Level.OFF): _l("Pages ask for nothing live at all."),
    (Feature.COUPON_CLAIM, Level.OFF): _l("No coupon can be claimed; who is in line still gets theirs."),
}
LEVELS = {
    Level.NORMAL: _l("normal"),
    Level.REDUCED: _l("reduced"),
    Level.READ_ONLY: _l("read only"),
    Level.STATIC_ONLY: _l("static only"),
    Level.OFF: _l("off"),
}


def name(feature: Feature) -> str:
    """Name a feature."""
    return str(NAMES[feature])


def level(level: Level) -> str:
    """Name a level."""
    return str(LEVELS[level])


def effect(feature: Feature, level: Level) -> str:
    """Say what a level of a feature means to shoppers."""
    return str(EFFECTS[feature, level])


def span(minutes: int) -> str:
    """Say how long."""
    if minutes < 60:
        return ngettext("for %(num)s minute", "for %(num)s minutes", minutes)
    return ngettext("for %(num)s hour", "for %(num)s hours", minutes // 60)
