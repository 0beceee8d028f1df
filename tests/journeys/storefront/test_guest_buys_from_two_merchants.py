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
    for store in stores:
        shop.open_first_product_of(store)
        shop.add_to_cart(2)
    shop.open_cart()

    at_review = shop.check_out(email="guest@example.org", country=country)
    at_gateway = shop.place_order()
    shop.pay()
    number, at_order = shop.expect_order("Paid")
    mail = shop.read_mail(number)

    assert sign in at_review
    assert at_review == at_gateway == at_order
    assert bare(at_review) in bare(mail)
