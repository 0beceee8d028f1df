"""The goods that every bulk-made world is made of: those of the demo world, with a few shared pictures."""

from collections.abc import Iterator, Sequence
from itertools import cycle

from cli import foundations
from cli.commands import db
from cli.demo import knowledge, listing, pages, prices, shots
from cli.demo.darkroom import Photograph, developing
from cli.demo.frame import DEMO, build_frame
from cli.demo.listing import Listed
from cli.demo.reading import Goods, read_goods
from cli.demo.shots import Look, Shot
from core.catalog import service as catalog
from core.kernel.ids import MediaId
from core.platform.db import transaction
from workers.search import write_index

SHARED_PICTURES = 12
PICTURES_EACH = 3


def sow() -> None:
    """Make the tables of DATABASE_URL and put the seeds on sale, through the doors that merchants go through."""
    db.upgrade()
    goods = read_goods()
    rolls = [[Shot(item.key, Look(item.art), 0, in_lists=True)] for item in goods.items[:SHARED_PICTURES]]
    with developing(rolls) as photographs, transaction():
        _plant(goods, [photograph for roll in photographs for photograph in roll])
    write_index(is_all=True)


def _plant(goods: Goods, album: Sequence[Photograph]) -> None:
    foundations.record_shipped_rates()
    frame = build_frame()
    listing.add_vocabulary(goods)
    for position, category in enumerate(goods.categories):
        listing.add_category(category, position, album[position % len(album)])
    pictures = [listing.accept(photograph) for photograph in album]
    pages.build_pages(frame, dict(zip(pages.scenes(), cycle(pictures), strict=False)))
    everything = [listing.list_item(item, frame) for item in goods.items]
    prices.set_prices(everything, frame)
    knowledge.tell(everything, frame)
    for listed, shown in zip(everything, _hands(pictures), strict=False):
        _publish(listed, shown, goods)


def _hands(pictures: Sequence[MediaId]) -> Iterator[list[MediaId]]:
    """Deal pictures endlessly, a few to each product."""
    deck = cycle(pictures)
    while True:
        yield [next(deck) for _ in range(PICTURES_EACH)]


def _publish(listed: Listed, pictures: Sequence[MediaId], goods: Goods) -> None:
    plain = Shot(listed.item.key, Look(listed.item.art), 0, in_lists=True)
    alts = shots.alts(plain, listed.item.titles, goods.attributes)
    for picture in pictures:
        catalog.add_picture(listed.product_id, picture, alts, by=DEMO)
    catalog.publish_product(listed.product_id, listed.merchant_id, by=DEMO)
