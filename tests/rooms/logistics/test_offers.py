from datetime import date

from core.kernel.ids import LocationId
from core.kernel.money import Money
from core.logistics import queries
from core.logistics.types import Piece, ShippingOffer
from core.platform.db import reading
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
