from datetime import date

from core.kernel.ids import LocationId
from core.kernel.money import Money
from core.logistics import queries, service
from core.logistics.types import NewZone, Piece, ShippingOffer, Surcharges
from core.platform.db import reading, transaction
from tests.factories.shop import Shop

FRIDAY = date(2026, 11, 20)
LAMP = Piece(1200, (400, 300, 200), 1)


def offers(place: LocationId, country: str, *pieces: Piece, goods: str = "10.00") -> list[ShippingOffer]:
    with reading():
        cards = queries.list_cards([place], country, ("de", "en")).get(place, [])
    return queries.offers(cards, pieces or [LAMP], {"EUR": Money.of(goods, "EUR")}, FRIDAY)


def test_each_service_asks_for_its_own_chargeable_weight(shop: Shop) -> None:
    post, express = offers(shop.shenzhen, "DE")
    assert (post.service_code, post.chargeable_g, post.price) == ("crane-post", 3000, Money(2000, "USD"))
    assert (express.service_code, express.chargeable_g, express.price) == (
        "crane-express",
        4800,
        Money(4500, "USD"),
    )


def test_arrival_is_told_in_working_days(shop: Shop) -> None:
    post, express = offers(shop.shenzhen, "DE")
    assert (post.arrives_from, post.arrives_to) == (date(2026, 12, 8), date(2026, 12, 22))
    assert (express.arrives_from, express.arrives_to) == (date(2026, 11, 26), date(2026, 11, 30))


def test_a_country_without_a_service_is_not_served(shop: Shop) -> None:
    assert [offer.service_code for offer in offers(shop.shenzhen, "RU")] == ["crane-post"]
    assert offers(shop.shenzhen, "BR") == []
    assert offers(shop.warsaw, "BR") == []


def test_what_is_too_heavy_for_every_band_is_not_carried(shop: Shop) -> None:
    assert offers(shop.warsaw, "DE", Piece(30_001, (10, 10, 10), 1)) == []
    assert offers(shop.warsaw, "DE", Piece(100, (1501, 10, 10), 1)) == []


def test_enough_goods_travel_for_free_where_the_zone_says_so(shop: Shop) -> None:
    (paid,) = offers(shop.warsaw, "DE", goods="99.99")
    (free,) = offers(shop.warsaw, "DE", goods="100.00")
    (far,) = offers(shop.warsaw, "CH", goods="1000.00")
    assert (paid.price, paid.is_free) == (Money(890, "EUR"), False)
    assert (free.price, free.is_free) == (Money(0, "EUR"), True)
    assert (far.price, far.is_free) == (Money(2500, "EUR"), False)


def test_a_service_has_a_name_in_the_readers_language_and_all_of_them(shop: Shop) -> None:
    (parcel,) = offers(shop.warsaw, "PL")
    assert parcel.name == "stork-parcel (DE)"
    assert parcel.names == {"en": "Stork Parcel", "de": "stork-parcel (DE)"}


def test_a_remote_area_and_fuel_cost_more_while_the_service_is_in_force(shop: Shop) -> None:
    with transaction():
        service.add_service(
            code="gull", carrier="Gull", names={"en": "Gull"}, location_id=shop.warsaw, currency="EUR", divisor=6000,
            max_weight_g=30_000, max_side_mm=1500, handling_days=1, position=9,
            zones=[NewZone("isles", ("GB",), ((5_000, "10.00"),), (2, 3), remote_prefixes=("HS", "ZE"))],
            surcharges=Surcharges(fuel_bp=500, remote=1200, handling=100, most=2000),
            valid_from=FRIDAY, valid_to=date(2026, 12, 31),
        )  # fmt: skip

    def ask(on: date, postal_code: str = "") -> list[Money]:
        with reading():
            cards = queries.list_cards([shop.warsaw], "GB", ("en",), on=on, postal_code=postal_code)[
                shop.warsaw
            ]
        found = queries.offers(cards, [LAMP], {}, on)
        return [offer.price for offer in found if offer.service_code == "gull"]

    assert ask(FRIDAY) == [Money(1150, "EUR")]
    assert ask(FRIDAY, "ZE1 0AA") == [Money(2100, "EUR")]
    assert ask(date(2026, 12, 31), "EC1A 1BB") == [Money(1150, "EUR")]
    assert ask(date(2026, 11, 19)) == []
    assert ask(date(2027, 1, 1)) == []


def test_an_offer_says_from_what_goods_on_it_is_free(shop: Shop) -> None:
    (near,) = offers(shop.warsaw, "DE")
    (far,) = offers(shop.warsaw, "CH")
    assert near.free_over == Money(10000, "EUR")
    assert far.free_over is None
