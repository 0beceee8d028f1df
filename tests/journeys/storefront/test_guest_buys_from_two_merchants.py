from collections.abc import Callable

import pytest

from tests.pages.storefront import Storefront

SHOPS = [
    pytest.param("ru", "ru", "RU", ("jade-courtyard", "amber-coast"), "₽", id="roubles"),
    pytest.param("eu", "de", "DE", ("kite-key", "northwind-outdoor"), "€", id="euros"),
    pytest.param("global", "en", "AU", ("pixel-harbor", "silk-sparrow"), "US$", id="dollars"),
]


def bare(amount: str) -> str:
    """Drop the spaces that differ between a page and a mail."""
    return "".join(amount.split())


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language", "country", "stores", "sign"), SHOPS)
def test_a_guest_buys_from_two_merchants_and_every_number_agrees(
    storefront: Callable[..., Storefront],
    site: str,
    language: str,
    country: str,
    stores: tuple[str, str],
    sign: str,
) -> None:
    shop = storefront(site, language)
    shop.ship_to(country)
    prices = {}
    for store in stores:
        listed = shop.find_price_on_listing(store)
        title, price = shop.open_product_of_listing()
        assert listed == price
        assert sign in price
        prices[title] = price
        shop.add_to_cart(2)
    in_cart = shop.open_cart()
    lines = shop.amounts_of_lines()
    assert {title: unit for title, (unit, _) in lines.items()} == prices

    at_review = shop.check_out(email="guest@example.org", country=country)
    for title, (words, total) in shop.amounts_at_checkout().items():
        unit, expected = lines[title]
        assert unit in words
        assert total == expected
    at_gateway = shop.place_order()
    shop.pay()
    number, at_order = shop.expect_order("Paid")
    assert shop.amounts_of_lines() == lines
    mail = bare(shop.read_mail(number))

    assert in_cart == at_review == at_gateway == at_order
    for amount in (at_order, *(amount for line in lines.values() for amount in line)):
        assert bare(amount) in mail
