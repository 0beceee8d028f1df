"""What a session looks like to its owner: which program on which device, and where from if a proxy knows it."""

import re
from typing import Any

from flask import request

from core.platform.settings import settings
from web.shared.signed_in import remote_address

_PROGRAMS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Yandex Browser", r"YaBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("iPad", r"iPad"),
    ("iPhone", r"iPhone"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)


def device_of(user_agent: str) -> tuple[str, str]:
    """Give program and system by name; an empty text for what is not known."""
    return _first(_PROGRAMS, user_agent), _first(_SYSTEMS, user_agent)


def is_handheld(user_agent: str) -> bool:
    """Say whether it is a telephone or a tablet."""
    return _first(_SYSTEMS, user_agent) in {"iPad", "iPhone", "Android"}


def visited_from() -> dict[str, Any]:
    """Give what a session remembers of the request that opens it."""
    return {"ip": remote_address(), "user_agent": str(request.user_agent), "country": _country()}


def _country() -> str | None:
    # Anybody can send such a header: it is believed only where a proxy of ours stands in front.
    told = request.headers.get("CF-IPCountry", "") if settings().trusted_proxies else ""
    return told if re.fullmatch(r"[A-Z]{2}", told) and told not in {"XX", "T1"} else None


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), "")
