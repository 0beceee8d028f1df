"""A small shop in which every story can happen: made through the doors, the same every time."""

from dataclasses import dataclass

from core.inventory import service as inventory
from core.kernel.ids import LocationId, MerchantId, ProductId, VariantId
from core.kernel.money import Money
from core.platform.db import transaction
from core.pricing import service as pricing
from core.sites.types import SiteDetail
from core.taxes import service as taxes
from tests import cast
from tests.cast import Cast
from tests.factories import fx, goods, logistics, merchants, search, sites
from tests.factories.goods import make_variant


@dataclass(frozen=True)
class Shop:
    """What is there, by the names below; rows are looked up through the doors.

    Lumen (prices in dollars) sends lamps and bulbs from Shenzhen, Nordwind (in euros) mugs and honey from
    Warsaw; bulbs lie in both places. The kettle is a draft. Honey is taxed as food.
    """

    sites: dict[str, SiteDetail]
    lumen: MerchantId
    nordwind: MerchantId
    shenzhen: LocationId
    warsaw: LocationId
    products: dict[str, ProductId]
    variants: dict[str, VariantId]
    cast: Cast

    @property
    def merchant_of(self) -> dict[str, MerchantId]:
        """Give whose each product is."""
        return {
            "lamp": self.lumen,
            "bulb": self.lumen,
            "mug": self.nordwind,
            "honey": self.nordwind,
            "kettle": self.nordwind,
        }


STOCK = {
    ("LAMP-BLACK", "shenzhen"): 50,
    ("LAMP-WHITE", "shenzhen"): 5,
    ("BULB", "shenzhen"): 40,
    ("BULB", "warsaw"): 30,
    ("MUG", "warsaw"): 25,
    ("HONEY", "warsaw"): 20,
}
BASES = {
    "LAMP-BLACK": Money(2490, "USD"),
    "LAMP-WHITE": Money(2690, "USD"),
    "BULB": Money(300, "USD"),
    "MUG": Money(900, "EUR"),
    "HONEY": Money(750, "EUR"),
    "KETTLE": Money(4900, "EUR"),
}
EXPLICIT = {("eu", "LAMP-BLACK"): Money(2990, "EUR"), ("eu", "HONEY"): Money(801, "EUR")}


def open_shop() -> Shop:
    """Make the whole shop in one transaction of its own."""
    with transaction():
        taxes.record_shipped_rates()
        fx.make_rates()
        open_sites = sites.make_three_sites()
        lumen = merchants.make_merchant(code="lumen", name="Lumen Works")
        nordwind = merchants.make_merchant(code="nordwind", name="Nordwind Supply", country="PL")
        shenzhen, warsaw = _open_locations(open_sites)
        goods.make_categories()
        products, variants = _list_goods(lumen, nordwind)
        _price(open_sites, variants)
        for (sku, place), units in STOCK.items():
            goods.stock(variants[sku], {"shenzhen": shenzhen, "warsaw": warsaw}[place], units)
        people = cast.gather(lumen, nordwind)
        search.index_everything()
    return Shop(open_sites, lumen, nordwind, shenzhen, warsaw, products, variants, people)


def _open_locations(open_sites: dict[str, SiteDetail]) -> tuple[LocationId, LocationId]:
    shenzhen = logistics.make_location(code="shenzhen", country="CN", time_zone="Asia/Shanghai")
    warsaw = logistics.make_location(code="warsaw", country="PL", time_zone="Europe/Warsaw")
    inventory.sell_from(open_sites["global"].id, [shenzhen, warsaw])
    inventory.sell_from(open_sites["ru"].id, [shenzhen, warsaw])
    inventory.sell_from(open_sites["eu"].id, [warsaw, shenzhen])
    logistics.make_services(shenzhen, warsaw)
    return shenzhen, warsaw


def _list_goods(lumen: MerchantId, nordwind: MerchantId) -> tuple[dict[str, ProductId], dict[str, VariantId]]:
    lamp = goods.make_product(
        lumen,
        titles={
            "en": "Moon lamp",
            "de": "Mondlampe",
            "ru": "Лампа Луна",
            "zh": "月亮灯",
            "pl": "Lampa Księżyc",
        },
        options=("color",),
        attributes={"height": 400, "dimmable": True},
        variants=[
            make_variant("LAMP-BLACK", weight_g=1200, dimensions_mm=(400, 300, 200), color="black"),
            make_variant("LAMP-WHITE", weight_g=1200, dimensions_mm=(400, 300, 200), color="white"),
        ],
    )
    bulb = goods.make_product(
        lumen,
        titles={"en": "Warm bulb", "de": "Warme Birne", "ru": "Тёплая лампочка"},
        hs_code="853952",
        variants=[make_variant("BULB", weight_g=80, dimensions_mm=(60, 60, 110))],
    )
    mug = goods.make_product(
        nordwind,
        titles={"en": "Harbor mug", "de": "Hafenbecher", "ru": "Кружка Гавань", "fr": "Tasse du port"},
        category="kitchen",
        hs_code="691110",
        origin="PL",
        variants=[make_variant("MUG", weight_g=350, dimensions_mm=(120, 100, 100))],
    )
    honey = goods.make_product(
        nordwind,
        titles={"en": "Linden honey", "de": "Lindenhonig"},
        category="pantry",
        hs_code="040900",
        origin="PL",
        variants=[make_variant("HONEY", weight_g=500, dimensions_mm=(80, 80, 100))],
    )
    kettle = goods.make_product(
        nordwind,
        titles={"en": "Storm kettle"},
        category="kitchen",
        hs_code="851679",
        is_live=False,
        variants=[make_variant("KETTLE", weight_g=900, dimensions_mm=(220, 200, 200))],
    )
    made = {"lamp": lamp, "bulb": bulb, "mug": mug, "honey": honey, "kettle": kettle}
    variants = {sku: id for _, own in made.values() for sku, id in own.items()}
    return {name: product_id for name, (product_id, _) in made.items()}, variants


def _price(open_sites: dict[str, SiteDetail], variants: dict[str, VariantId]) -> None:
    goods.price({variants[sku]: amount for sku, amount in BASES.items()})
    for (site, sku), amount in EXPLICIT.items():
        pricing.set_price(open_sites[site].id, variants[sku], amount)
