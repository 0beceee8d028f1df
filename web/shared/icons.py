"""The icon sprite: the Tabler icons this product uses, gathered from the installed npm package at start."""

import re
from pathlib import Path

ICONS = Path("node_modules/@tabler/icons/icons/outline")

NAMES = (
    "adjustments-horizontal", "alert-circle", "alert-triangle", "anchor", "arrow-down", "arrow-left", "arrow-right",
    "arrow-up", "article", "brand-mastercard", "brand-visa",
    "arrows-sort", "ban", "bell", "building-store", "building-warehouse", "category", "chart-bar", "check",
    "chevron-down", "chevron-left", "chevron-right", "circle-check", "circle-dashed", "circle-x", "clock",
    "clock-pause", "coins", "credit-card", "download", "external-link", "eye", "heart", "home",
    "hourglass", "info-circle", "language", "list", "lock", "logout", "mail", "map-pin", "menu-2", "minus",
    "package", "pencil", "phone", "photo", "plus", "printer", "receipt", "receipt-refund", "refresh",
    "search", "settings", "shield-check", "ship", "shopping-cart", "star", "tag", "trash", "truck",
    "truck-delivery", "upload", "user", "users", "world", "x",
)  # fmt: skip

_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_EMPTY_FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


def sprite(icons: Path = ICONS, names: tuple[str, ...] = NAMES) -> bytes:
    """Return one SVG document with a `<symbol>` for each name; refuse a name the package does not have."""
    symbols = "".join(_symbol(name, icons / f"{name}.svg") for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'.encode()


def _symbol(name: str, drawing: Path) -> str:
    found = _DRAWING.search(drawing.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{drawing} is not an SVG drawing")
    paths = " ".join(found[1].replace(_EMPTY_FRAME, "").split()).replace("> <", "><")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>'
