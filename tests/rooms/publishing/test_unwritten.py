"""Whoever draws a page may die between the registry and the files."""

from datetime import timedelta

import pytest

from core.platform.db import reading, transaction
from core.publishing import queries, service
from core.publishing.types import Address, Drawn
from tests.conftest import Later
from tests.factories.shop import Shop

LAMP = Address("global", "USD", "/en/p/moon-lamp")
MUG = Address("global", "USD", "/en/p/harbor-mug")


def draw(address: Address, words: str, *, status: int = 200, dies: bool = False) -> None:
    page = Drawn(status, words.encode(), (), (f"product-page:{address.path}",) if status == 200 else ())
    with reading():
        as_of = queries.newest_change()
    with transaction():
        finished = service.finish([(address, page)], as_of=as_of, release="r1")
    if not dies:
        service.put_in_place(finished, "r1")


def unwritten() -> list[Address]:
    with transaction():
        service.mark_unwritten()
    with transaction():
        return service.take(8, "r1")[0]


@pytest.mark.usefixtures("data", "shop")
@pytest.mark.parametrize("status", [200, 404])
def test_what_was_drawn_and_never_written_is_drawn_again(status: int) -> None:
    draw(LAMP, "old")
    draw(MUG, "mug")
    assert unwritten() == []
    draw(LAMP, "new", status=status, dies=True)
    assert unwritten() == [LAMP]
    draw(LAMP, "new", status=status)
    assert unwritten() == []


@pytest.mark.usefixtures("data")
def test_long_after_the_last_drawing_too(shop: Shop, later: Later) -> None:
    draw(LAMP, "new", dies=True)
    later(timedelta(hours=9))
    assert unwritten() == [LAMP]
