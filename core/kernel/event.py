"""Facts in the past tense, told after commit."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event: ids and plain values only, fields are only ever added."""

    known: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls) -> None:
        if cls.__name__ in Event.known and Event.known[cls.__name__].__module__ != cls.__module__:
            raise TypeError(f"two events are named {cls.__name__}")
        Event.known[cls.__name__] = cls

    def payload(self) -> dict[str, Any]:
        """Give the fields as plain values."""
        return asdict(self)

    @staticmethod
    def restore(name: str, payload: dict[str, Any]) -> "Event":
        """Rebuild an event from its name and payload; fields it no longer has are dropped."""
        kind = Event.known[name]
        fields = kind.__dataclass_fields__
        return kind(**{key: value for key, value in payload.items() if key in fields})
