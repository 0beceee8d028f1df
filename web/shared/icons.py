"""The icon sprite: the Tabler icons this product uses, gathered from the installed npm package at start."""

import re
from pathlib import Path

ICONS = Path("node_modules/@tabler/icons/icons/outline")

NAMES = (
    "adjustments-horizontal", "alert-circle", "alert-triangle", "anchor", "arrow-down", "arrow-left", "arrow-right",
    "arrow-up", "article", "brand-mastercard", "brand-visa",
    "arrows-sort", "ban", "bell", "building-store", "building-warehouse", "category", "chart-bar", "check",
    "chevron-down", "chevron-left", "chevron-right", "circle-check", "circle-dashed", "circle-x", "clock",
    "clock-pause", "coins", "cookie", "credit-card", "download", "device-desktop", "external-link", "eye", "heart",
    "history", "home", "hourglass",
    "info-circle", "key", "language", "layout-grid", "list", "lock", "logout", "mail", "map-pin", "menu-2", "minus",
    "package", "pencil", "phone", "photo", "plus", "printer", "receipt", "receipt-refund", "refresh",
    "search", "settings", "shield-check", "ship", "shopping-cart", "star", "tag", "trash", "truck",
    "camera", "flag", "message-circle", "thumb-up",
    "copy", "player-play", "ruler-2", "share", "zoom-in",
    "truck-delivery", "upload", "user", "users", "world", "x",
)  # fmt: skip

_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_EMPTY_FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


def sprite(icons: Path = ICONS, names: tuple[str, ...] = NAMES) -> bytes:
    """Return one SVG document with a `<symbol>` for each name; refuse a name the package does not have."""
    symbols = "".join(_symbol(name, icons / f"{name}.svg") for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}{_five_stars(icons)}</svg>'.encode()


def _five_stars(icons: Path) -> str:
    """Draw a row of stars as one symbol, since a page of cards has many of them."""
    star = _paths(icons / "star.svg")
    row = "".join(f'<g transform="translate({24 * place})">{star}</g>' for place in range(5))
    return f'<symbol id="stars" viewBox="0 0 120 24">{row}</symbol>'


def _symbol(name: str, drawing: Path) -> str:
    return f'<symbol id="{name}" viewBox="0 0 24 24">{_paths(drawing)}</symbol>'


def _paths(drawing: Path) -> str:
    found = _DRAWING.search(drawing.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{drawing} is not an SVG drawing")
    return " ".join(found[1].replace(_EMPTY_FRAME, "").split()).replace("> <", "><")
