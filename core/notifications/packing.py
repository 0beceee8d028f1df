"""Facts of mails as JSON: amounts, days and instants survive the way there and back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.kernel.money import Money


def pack(value: Any) -> Any:
    """Make plain JSON of facts."""
    if isinstance(value, Money):
        return {"$money": [value.minor, value.currency]}
    if isinstance(value, datetime):
        return {"$instant": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Mapping):
        return {str(key): pack(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [pack(entry) for entry in value]
    return value


def unpack(value: Any) -> Any:
    """Give packed facts back as they were; sequences come back as lists."""
    if isinstance(value, list):
        return [unpack(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"$money": [minor, currency]}:
            return Money(minor, currency)
        case {"$instant": text}:
            return datetime.fromisoformat(text)
        case {"$day": text}:
            return date.fromisoformat(text)
    return {key: unpack(entry) for key, entry in value.items()}
