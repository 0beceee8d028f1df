import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.storefront import Storefront


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store"),
    [("eu", "de", "amber-coast"), ("ru", "ru", "silk-sparrow"), ("global", "fr", "kite-key")],
)
def test_a_shopper_buys_with_a_saved_address_and_cancels(
    storefront: Callable[..., Storefront], site: str, language: str, store: str
) -> None:
    shop = storefront(site, language, viewport={"width": 375, "height": 740})
    shop.open_first_product_of(store)
    shop.add_to_cart()
    shop.log_in("shopper@demo.example", "entrepot-demo")
    shop.open_cart()
    shop.link("Checkout").click()
    shop.button("Continue").last.click()
    expect(shop.page).to_have_url(re.compile("/checkout/shipping$"))
    shop.button("Continue").last.click()
    expect(shop.page).to_have_url(re.compile("/checkout/review$"))
    shop.place_order()
    shop.pay()
    number, _ = shop.expect_order("Paid")

    cancel_every_order(shop)
    shop.expect_order("Canceled")
    shop.go("/account/orders")
    expect(shop.page.locator("main")).to_contain_text(number)


def cancel_every_order(shop: Storefront) -> None:
    """Cancel the orders of a purchase one after the other: the address had perhaps left more in the cart."""
    left = shop.link("Cancel order").count()
    assert left
    while left:
        shop.link("Cancel order").first.click()
        shop.page.locator("dialog[open], .dialog:target").get_by_role(
            "button", name=shop.words("Cancel the order")
        ).click()
        left -= 1
        expect(shop.link("Cancel order")).to_have_count(left)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store", "country"),
    [("global", "zh", "lantern-lane", "AU"), ("eu", "de", "amber-coast", "DE")],
)
def test_a_declined_payment_keeps_the_order_and_can_be_paid_again(
    storefront: Callable[..., Storefront], site: str, language: str, store: str, country: str
) -> None:
    shop = storefront(site, language)
    shop.open_first_product_of(store)
    shop.add_to_cart()
    shop.open_cart()
    shop.check_out(email="decline@example.org", country=country)
    shop.place_order()
    shop.pay("decline")
    expect(shop.page).to_have_url(re.compile("/orders/ORD-"))

    shop.button("Pay").click()
    expect(shop.page).to_have_url(re.compile("/sandbox-pay/"))
    shop.pay("automatic")
    shop.expect_order("Paid")


@pytest.mark.journey
@pytest.mark.parametrize(("site", "language", "country"), [("eu", "de", "DE"), ("ru", "ru", "RU")])
def test_whose_card_is_declined_finds_everything_in_the_cart_and_orders_less(
    storefront: Callable[..., Storefront], site: str, language: str, country: str
) -> None:
    shop = storefront(site, language, viewport={"width": 375, "height": 740})
    shop.open_first_product_of("kite-key")
    shop.add_to_cart(quantity=2)
    shop.open_cart()
    before = shop.amounts_of_lines()
    shop.check_out(email="second-thought@example.org", country=country)
    shop.place_order()
    shop.pay("decline")
    expect(shop.page).to_have_url(re.compile("/orders/ORD-"))

    shop.button("Back to the cart").click()
    expect(shop.page).to_have_url(re.compile("/cart$"))
    assert shop.amounts_of_lines() == before


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store", "country"),
    [("ru", "ru", "bamboo-trail", "RU"), ("eu", "es", "amber-coast", "DE")],
)
def test_a_browser_that_never_returns_still_ends_in_a_paid_order(
    storefront: Callable[..., Storefront], site: str, language: str, store: str, country: str
) -> None:
    shop = storefront(site, language)
    shop.open_first_product_of(store)
    shop.add_to_cart()
    shop.open_cart()
    email = f"gone-{site}@example.org"
    shop.check_out(email=email, country=country)
    shop.place_order()
    shop.pay("no_return")
    shop.go("/mailbox")
    expect(shop.page.locator("main")).to_be_visible()

    for _ in range(40):
        shop.page.reload()
        if shop.page.get_by_text(email).count():
            break
        shop.page.wait_for_timeout(1000)
    expect(shop.page.locator("main")).to_contain_text(email)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "store", "country"),
    [("eu", "fr", "amber-coast", "DE"), ("ru", "ru", "bamboo-trail", "RU")],
)
def test_a_payment_under_way_shows_itself_when_it_arrives(
    storefront: Callable[..., Storefront], site: str, language: str, store: str, country: str
) -> None:
    shop = storefront(site, language)
    shop.open_first_product_of(store)
    shop.add_to_cart()
    shop.open_cart()
    shop.check_out(email="patience@example.org", country=country)
    shop.place_order()
    shop.pay("slow")
    expect(shop.page).to_have_url(re.compile("/orders/ORD-"))
    expect(shop.page.locator(".order-head .badge")).to_contain_text(shop.words("Paid"), timeout=60_000)
