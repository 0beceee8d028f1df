"""The further pictures of the demo goods, taken when the shop is open already: other sides and other colors.

Each product gets its own in one transaction that notes it, so an interrupted hour in the studio is gone on with at
the next start, and what merchants change meanwhile stays as they want it.
"""

from collections.abc import Iterator

from cli.demo import shots
from cli.demo.darkroom import Photograph
from cli.demo.listing import add_picture, sku_of
from cli.demo.reading import Goods, Item, read_goods, read_world
from core.catalog import queries
from core.kernel.ids import ProductId
from core.media import service as media
from core.ops import queries as ops
from core.platform import idempotency
from core.platform.db import reading, transaction

SCOPE = "demo.album"


def complete() -> int:
    """Take every further picture that is still wanted; gives how many products got theirs."""
    with reading():
        if not ops.is_demo_loaded():
            return 0
        goods = read_goods()
        waiting = list(_waiting(goods))
    for item, product_id in waiting:
        _complete(item, product_id, goods)
    return len(waiting)


def _waiting(goods: Goods) -> Iterator[tuple[Item, ProductId]]:
    sold = queries.list_variants(queries.list_all_variant_ids(), ("en",))
    products = {variant.sku: variant.product_id for variant in sold.values()}
    prefixes = {raw["key"]: raw["sku_prefix"] for raw in read_world("merchants")}
    for item in goods.items:
        product_id = products.get(sku_of(item, item.forms[0], prefixes[item.merchant]))
        if product_id is not None and not idempotency.was_done(SCOPE, str(product_id)):
            yield item, product_id


def _complete(item: Item, product_id: ProductId, goods: Goods) -> None:
    further = [shot for shot in shots.of_item(item, goods.attributes) if not shot.in_lists]
    taken = [Photograph(shot, media.store_picture(shots.take(shot)), ()) for shot in further]
    with transaction():
        if idempotency.once(SCOPE, str(product_id)):
            for photograph in taken:
                add_picture(product_id, photograph, item, goods.attributes)
