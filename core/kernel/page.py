"""A page of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageAsk:
    """Which page is wanted: `number` from 1, `size` rows."""

    number: int = 1
    size: int = 48

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a longer list; `total` counts them all."""

    items: Sequence[T]
    ask: PageAsk
    total: int

    @property
    def number(self) -> int:
        return self.ask.number

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.ask.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.last
