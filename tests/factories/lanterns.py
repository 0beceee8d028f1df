"""Goods that differ in everything a listing can be narrowed by."""

from core.catalog import service as catalogs
from core.catalog.types import NewProduct
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from tests.factories import goods
from tests.factories.goods import make_variant
from tests.factories.shop import Shop


def list_lanterns(shop: Shop) -> None:
    """List six lamps more: two brands, two colors, prices from 10 to 60 dollars. The caller opens the transaction."""
    catalogs.add_brand(code="astra", name="Astra")
    catalogs.add_brand(code="boreal", name="Boreal")
    for at in range(6):
        _list(shop, at)


def _list(shop: Shop, at: int) -> None:
    new = NewProduct(
        merchant_id=shop.lumen,
        category="lamps",
        brand="astra" if at % 2 else "boreal",
        titles={"en": f"Lantern {at}"},
        descriptions={},
        hs_code="940520",
        origin="CN",
        attributes={"color": "black" if at < 2 else "white", "height": 100 + at % 2, "dimmable": at == 0},
        options=(),
        variants=(make_variant(f"LANTERN-{at}"),),
    )
    product_id, variants = catalogs.list_product(new, by=SYSTEM)
    catalogs.add_picture(product_id, goods.make_picture(), {"en": "A lantern"}, by=SYSTEM)
    catalogs.publish_product(product_id, shop.lumen, by=SYSTEM)
    goods.price({id: Money(1000 * (at + 1), "USD") for id in variants.values()})
    if at == 5:
        for id in variants.values():
            goods.stock(id, shop.shenzhen, 3)
