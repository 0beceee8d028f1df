"""Who gets into the merchant portal, and that nobody sees what is another merchant's."""

import pytest

from tests.factories.consoles import Console
from tests.factories.purchases import make_paid_purchase, order_of
from tests.factories.shop import Shop


@pytest.mark.parametrize("path", ["/", "/orders", "/orders/ORD-1-1", "/products", "/products/1"])
def test_nobody_looks_in_without_logging_in(shop: Shop, path: str) -> None:
    answer = Console("merchant").get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/merchant/login?next=")


@pytest.mark.parametrize("name", ["shopper", "operator", "stranger"])
def test_only_members_of_a_merchant_get_in(shop: Shop, name: str) -> None:
    person = getattr(shop.cast, name)
    console = Console("merchant")
    answer = console.post("/login", email=person.email, password="a horse of another color")
    assert answer.status_code in {401, 422}
    assert console.get("/").status_code == 303


def test_another_merchants_order_is_not_found(shop: Shop, console: Console, other_console: Console) -> None:
    lamps = make_paid_purchase(shop, {"LAMP-BLACK": 1}).orders[0]
    assert console.get(f"/orders/{lamps.number}").status_code == 200
    assert other_console.get(f"/orders/{lamps.number}").status_code == 404
    assert other_console.post(f"/orders/{lamps.number}/fulfillment").status_code == 404
    assert other_console.post(f"/orders/{lamps.number}/handover").status_code == 404
    assert lamps.number not in other_console.get("/orders").text
    assert order_of(lamps).state == lamps.state


@pytest.mark.parametrize("verb", ["texts", "pictures", "publication", "withdrawal", "price", "stock"])
def test_another_merchants_product_is_not_found(shop: Shop, other_console: Console, verb: str) -> None:
    lamp = shop.products["lamp"]
    form = {"title-en": "Mine now", "variant": shop.variants["LAMP-BLACK"], "amount": "1", "delta": "5"}
    form |= {"location": shop.shenzhen}
    assert other_console.get(f"/products/{lamp}").status_code == 404
    assert other_console.post(f"/products/{lamp}/{verb}", **form).status_code == 404


@pytest.mark.parametrize("verb", ["price", "stock"])
def test_a_variant_of_another_product_is_not_found(shop: Shop, console: Console, verb: str) -> None:
    form = {"variant": shop.variants["MUG"], "amount": "1", "delta": "5", "location": shop.warsaw}
    assert console.post(f"/products/{shop.products['lamp']}/{verb}", **form).status_code == 404


def test_lists_show_ones_own_things_only(console: Console, other_console: Console) -> None:
    mine, theirs = console.get("/products").text, other_console.get("/products").text
    assert "Moon lamp" in mine
    assert "Harbor mug" not in mine
    assert "Moon lamp" not in theirs
    assert "Storm kettle" in theirs


def test_a_form_without_the_right_token_is_refused(shop: Shop, console: Console) -> None:
    answer = console.post(f"/products/{shop.products['lamp']}/withdrawal", token="somebody else's")
    assert answer.status_code == 403
    assert "Live" in console.get(f"/products/{shop.products['lamp']}").text


def test_the_portal_speaks_a_language_that_the_site_does_not(console: Console) -> None:
    console.post("/language", language="pl", next="/merchant/products")
    page = console.get("/products").text
    assert '<html lang="pl"' in page
    assert "Lampa Księżyc" in page
