"""A switch counts in every process that draws pages or asks what pages can do without."""

import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.catalog import queries as catalog
from core.media import service as media
from core.media.types import Rendition
from core.platform.db import reading, transaction
from core.publishing import queries, service
from core.publishing.types import Address, Urgency
from tests.factories.queues import forget_clients
from tests.factories.shop import Shop
from tests.factories.switches import clear, switch
from tests.factories.windows import body_of, open_window
from tests.jobs.conftest import child, point_at, relay_all

LAMP = Address("global", "USD", "/en/p/moon-lamp")
PATIENCE_SECONDS = 60
WIDTHS = {160, 320, 480, 960, 1200}


def give_the_lamp_files(shop: Shop) -> None:
    with reading():
        (picture, *_) = catalog.get_product(shop.products["lamp"], ("en",)).pictures
    files = [
        Rendition(f"lamp-{width}.{kind}", kind, width, width) for kind in ("webp", "jpg") for width in WIDTHS
    ]
    with transaction():
        media.keep_renditions(picture.media_id, files)
    relay_all()


def widths_on_the_page() -> set[int]:
    return {int(width) for width in re.findall(r"lamp-(\d+)\.webp", body_of(LAMP))}


def drawn_after(act: Callable[[], object]) -> None:
    """Do something that marks the page, and wait until it is drawn anew: the very next page has to be right."""
    before, begun = queries.stamp_of(LAMP), time.monotonic()
    act()
    while queries.stamp_of(LAMP) == before:
        assert time.monotonic() - begun < PATIENCE_SECONDS
        time.sleep(0.02)


@pytest.fixture
def lamp(committed_shop: Shop, queue: str, data: Path) -> Iterator[None]:
    """Let the lamp's page lie there with all sizes of its picture."""
    point_at(redis_url=queue)
    forget_clients()
    give_the_lamp_files(committed_shop)
    open_window().page(LAMP.path)
    assert widths_on_the_page() == WIDTHS
    yield
    forget_clients()


@pytest.mark.usefixtures("lamp")
def test_a_publisher_draws_a_marked_page_as_the_switch_says_that_marked_it() -> None:
    with child("tests.jobs.living_publisher") as publisher:
        drawn_after(mark)  # a process needs a moment to start
        drawn_after(lambda: (switch("image-variants", "reduced"), relay_all()))
        assert widths_on_the_page() == {480, 960}
        drawn_after(lambda: (clear("image-variants"), relay_all()))
        assert widths_on_the_page() == WIDTHS
        publisher.send_signal(signal.SIGTERM)
        assert publisher.wait(10) == 0


def mark() -> None:
    with transaction():
        service.mark(["switches:image-variants"], Urgency.NOW)
