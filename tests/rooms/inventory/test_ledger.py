"""After whatever happened in whatever order, the ledger proves every balance."""

import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from core.inventory import queries, service
from core.inventory.types import MovementKind, Wish
from core.kernel.actor import SYSTEM
from core.kernel.refusal import Refusal
from core.platform.db import reading, transaction
from tests.factories.shop import Shop

SOON = datetime(2030, 1, 1, tzinfo=UTC)
STEPS = 60


class Story:
    """A random life of two variants in two places, with a plain account of what must be true."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.random = random.Random(seed)
        self.places = [
            (shop.variants["BULB"], shop.shenzhen),
            (shop.variants["BULB"], shop.warsaw),
            (shop.variants["LAMP-WHITE"], shop.shenzhen),
        ]
        self.on_hand = dict(zip(self.places, (40, 30, 5), strict=True))
        self.lines: dict[int, tuple[tuple[int, int], int, str]] = {}

    def step(self) -> None:
        acts: list[Callable[[], None]] = [self.reserve, self.confirm, self.release, self.retake, self.deduct]
        self.random.choice([*acts, self.reserve, self.change])()

    def reserved(self, place: tuple[int, int]) -> int:
        return sum(
            units
            for at, units, state in self.lines.values()
            if at == place and state in {"held", "confirmed"}
        )

    def reserve(self) -> None:
        wanted = {
            len(self.lines) + 1 + index: (self.random.choice(self.places), self.random.randint(1, 12))
            for index in range(self.random.randint(1, 3))
        }
        need: dict[tuple[int, int], int] = {}
        for place, units in wanted.values():
            need[place] = need.get(place, 0) + units
        fits = all(units <= self.on_hand[at] - self.reserved(at) for at, units in need.items())
        wishes = [Wish(line, at[0], at[1], units) for line, (at, units) in wanted.items()]
        self.try_it(fits, lambda: service.reserve(wishes, expires_at=SOON, cause="story", by=SYSTEM))
        if fits:
            self.lines |= {line: (at, units, "held") for line, (at, units) in wanted.items()}

    def confirm(self) -> None:
        line = self.any_line()
        if line:
            self.try_it(True, lambda: service.confirm([line]))
            self.become(line, "confirmed", unless={"released", "deducted"})

    def release(self) -> None:
        line = self.any_line()
        if line:
            possible = self.lines[line][2] != "deducted"
            self.try_it(possible, lambda: service.release([line], cause="story", by=SYSTEM))
            self.become(line, "released", unless={"deducted"})

    def retake(self) -> None:
        line = self.any_line()
        if line:
            at, units, state = self.lines[line]
            possible = state == "released" and units <= self.on_hand[at] - self.reserved(at)
            self.try_it(possible, lambda: service.retake([line], cause="story", by=SYSTEM))
            if possible:
                self.become(line, "confirmed", unless=set())

    def deduct(self) -> None:
        line = self.any_line()
        if line:
            at, units, state = self.lines[line]
            possible = state in {"confirmed", "deducted"}
            self.try_it(possible, lambda: service.deduct([line], cause="story", by=SYSTEM))
            if state == "confirmed":
                self.on_hand[at] -= units
                self.become(line, "deducted", unless=set())

    def change(self) -> None:
        at, delta = self.random.choice(self.places), self.random.randint(-15, 15)
        possible = self.on_hand[at] + delta >= self.reserved(at)
        key = f"story:{self.random.random()}"
        self.try_it(
            possible,
            lambda: service.change_stock(
                at[0],
                at[1],
                delta,
                kind=MovementKind.CORRECTION,
                cause="story",
                source_key=key,
                by=SYSTEM,
            ),
        )
        if possible:
            self.on_hand[at] += delta

    def any_line(self) -> int | None:
        return self.random.choice(list(self.lines)) if self.lines else None

    def become(self, line: int, state: str, *, unless: set[str]) -> None:
        at, units, before = self.lines[line]
        self.lines[line] = (at, units, before if before in unless else state)

    def try_it(self, possible: bool, act: Callable[[], object]) -> None:
        try:
            with transaction():
                act()
        except Refusal:
            assert not possible
        else:
            assert possible


@pytest.mark.parametrize("seed", range(12))
def test_balances_are_the_sums_of_their_movements_after_any_story(shop: Shop, seed: int) -> None:
    story = Story(shop, seed)
    for _ in range(STEPS):
        story.step()
        with reading():
            assert queries.list_unproven() == []
    with reading():
        found = {
            (level.variant_id, level.location_id): (level.on_hand, level.reserved)
            for level in queries.list_levels_everywhere({place[0] for place in story.places})
        }
    assert found == {at: (story.on_hand[at], story.reserved(at)) for at in story.places}
