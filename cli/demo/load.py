"""Loading the demo world in one transaction: whole, or not at all.

Other processes take the photographs meanwhile and put them into storage, where an interrupted load leaves
them for the next one to find; of its rows there is no trace. What the demo shopper bought comes
after that, step by step, because a bank and a carrier are asked on the way; the further pictures of the goods come
when the shop is open (see `album`).
"""

from collections.abc import Iterator, Sequence

import click

from cli import foundations
from cli.demo import coupons, flash, history, knowledge, listing, neighbors, pages, people, prices, shots
from cli.demo.darkroom import Photograph, Roll, developing
from cli.demo.frame import build_frame
from cli.demo.reading import Goods, read_goods
from cli.progress import Advance, Progress
from core.accounts import queries as accounts
from core.catalog.events import (
    AttributeChanged,
    BrandChanged,
    CategoryChanged,
    ProductChanged,
    ProductListed,
    ProductPublished,
)
from core.content.events import ContentChanged
from core.inventory.events import AvailabilityChanged
from core.media.events import PictureDrawn
from core.merchants.events import MerchantOpened
from core.ops import queries as ops_queries
from core.ops import service as ops
from core.platform import locks, outbox
from core.platform.db import reading, transaction
from core.pricing.events import PricesChanged
from core.sites import queries as sites

# Facts of the goods that nobody has to hear one by one: the index is written for all of them before anybody looks,
# and no page was drawn yet.
HEARD_BY_NOBODY = (
    AttributeChanged,
    AvailabilityChanged,
    BrandChanged,
    CategoryChanged,
    ContentChanged,
    MerchantOpened,
    PictureDrawn,
    PricesChanged,
    ProductChanged,
    ProductListed,
    ProductPublished,
)


class ShopInUse(click.ClickException):
    """The demo world, with its known passwords, never enters a shop that somebody has begun to set up."""


def load_if_empty() -> bool:
    """Load the demo world into an empty database; says whether it is there now."""
    with reading():
        if ops_queries.is_demo_loaded():
            return True
        if not _is_empty():
            return False
    load(Progress())
    return True


def load(progress: Progress) -> None:
    """Load the demo world; raises ShopInUse where the database is not empty."""
    with reading():
        _refuse_unless_empty()
    goods = read_goods()
    rolls: list[Roll] = [[shots.of_category(category)] for category in goods.categories]
    rolls += [[shots.of_scene(name)] for name in pages.scenes()]
    rolls += [shots.first_of_item(item, goods.attributes) for item in goods.items]
    steps = len(rolls) + len(goods.items)
    with (
        progress.step("Making the demo world", steps) as advance,
        developing(rolls) as photographs,
        transaction(),
    ):
        locks.advisory("demo.load")
        _refuse_unless_empty()
        _build(goods, photographs, advance)
        outbox.put_away(HEARD_BY_NOBODY)
        ops.note_demo_loaded()
    history.live()
    neighbors.move_in()
    knowledge.learn()


def _build(goods: Goods, photographs: Iterator[Sequence[Photograph]], advance: Advance) -> None:
    foundations.record_shipped_rates()
    frame = build_frame()
    people.settle(frame.merchants)
    listing.add_vocabulary(goods)
    listing.add_synonyms()
    for position, category in enumerate(goods.categories):
        listing.add_category(category, position, *next(photographs))
        advance(1)
    wide = [photograph for _ in pages.scenes() for photograph in next(photographs)]
    pages.build_pages(frame, {one.shot.seed: listing.accept(one) for one in wide})
    coupons.offer(frame)
    advance(len(wide))
    everything = []
    for item in goods.items:
        everything.append(listing.list_item(item, frame))
        advance(1)
    prices.set_prices(everything, frame)
    knowledge.tell(everything, frame)
    for listed, album in zip(everything, photographs, strict=True):
        listing.publish(listed, album, goods.attributes)
        advance(1)
    flash.begin_sale(everything, frame)


def _is_empty() -> bool:
    return not sites.list_sites() and not accounts.count_operators()


def _refuse_unless_empty() -> None:
    if not _is_empty():
        raise ShopInUse("the demo world goes into an empty database only, and this one is in use")
