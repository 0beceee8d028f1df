"""Facts in the past tense, told after commit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar


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


Told = TypeVar("Told", bound=Event)
Reaction = Callable[[Sequence[Told]], None]
_HEAR_MANY: set[Callable[..., Any]] = set()


def together(reaction: Reaction[Told]) -> Reaction[Told]:
    """Mark a reaction that hears all facts of its kind that are due in one call, because one reading serves all."""
    _HEAR_MANY.add(reaction)
    return reaction


def hears_many(reaction: Callable[..., Any]) -> bool:
    """Say whether a reaction is to be called with many events at once."""
    return reaction in _HEAR_MANY


def tell(reaction: Callable[[Any], Any], events: Sequence[Event]) -> None:
    """Have a reaction hear facts of its kind: all in one call where it hears many, else one after another."""
    for heard in [events] if hears_many(reaction) else events:
        reaction(heard)


def ids_of(many: Iterable[Iterable[int]]) -> list[int]:
    """Give the ids that several facts name, each once, in order."""
    return sorted({id for ids in many for id in ids})
