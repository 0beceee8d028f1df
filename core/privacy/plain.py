"""Any frozen type as plain JSON: what a person's copy of the data is written in."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from core.kernel.money import Money, exponents

# What is for the house and tells nobody anything.
_UNTOLD = frozenset({"fingerprint", "cart_id", "can_cancel", "version"})


def plain(value: Any) -> Any:
    """Give a value as numbers, texts, lists and objects; amounts as decimal text with their currency."""
    if isinstance(value, Money):
        return {"amount": _decimal(value), "currency": value.currency}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if one.name not in _UNTOLD}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry) for entry in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _decimal(amount: Money) -> str:
    digits = exponents()[amount.currency]
    if not digits:
        return str(amount.minor)
    sign, raw = "-" if amount.minor < 0 else "", f"{abs(amount.minor):0{digits + 1}d}"
    return f"{sign}{raw[:-digits]}.{raw[-digits:]}"
