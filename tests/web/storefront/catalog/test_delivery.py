"""What delivery costs and when it arrives: the cart's own figures, for the shopper's country."""

import pytest
from babel import Locale

from core.cart.types import CartLine
from core.checkout import service as checkout
from core.checkout.types import Ask
from core.kernel import clock
from core.kernel.ids import VariantId
from core.platform.db import reading
from core.pricing import queries as pricing
from tests.factories import purchases
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted
from tests.web.storefront.reading import EU, GLOBAL, RU, visit
from web.shared.filters import money_in


def quoted(shop: Shop, sku: str, country: str) -> list[str]:
    """Give the prices that a cart with one unit would be asked."""
    site = shop.sites["eu"]
    ask = Ask(site, "en", "EUR", country, clock.today(site.time_zone))
    with reading():
        quote = checkout.quote(ask, [CartLine(VariantId(shop.variants[sku]), 1, None)])
    return [money_in(Locale.parse("en"), choice.price) for choice in quote.groups[0].choices]


def test_the_part_shows_what_a_cart_would_be_asked(shop: Shop) -> None:
    part = visit(f"/en/p/harbor-mug/delivery?variant={shop.variants['MUG']}", EU, HX_Request="true")
    assert part.text.lstrip().startswith('<div id="delivery">')
    said = words_of(part.text)
    assert "Delivery to: Germany" in said
    prices = quoted(shop, "MUG", "DE")
    assert prices
    for price in prices:
        assert price.replace("\xa0", " ") in said.replace("\xa0", " ")
    assert said.count("Arrives") == len(prices)


def test_the_country_is_the_shoppers(shop: Shop) -> None:
    part = visit("/en/p/harbor-mug/delivery", EU, cookies="country=CH", HX_Request="true")
    assert "Delivery to: Switzerland" in words_of(part.text)
    assert "Delivery to: Germany" in words_of(
        visit("/en/p/harbor-mug/delivery", EU, cookies="country=XX").text
    )


@pytest.mark.parametrize(
    ("site", "country", "product", "says", "says_not"),
    [
        (EU, "DE", "harbor-mug", "The price includes tax at 19% (Germany).", "customs"),
        (EU, "CH", "harbor-mug", "(Switzerland). The parcel crosses a customs border.", "comes on top"),
        (GLOBAL, "AU", "harbor-mug", "Tax at 10% (Australia) comes on top: US$", "includes tax"),
        (GLOBAL, "US", "harbor-mug", "No tax is charged here. Import tax and duty", "comes on top"),
        (RU, "RU", "moon-lamp", "The price includes tax at 22% (Russia). The parcel crosses", "comes on top"),
    ],
)
def test_it_says_which_taxes_come_at_the_destination(
    site: str, country: str, product: str, says: str, says_not: str, shop: Shop
) -> None:
    said = words_of(visit(f"/en/p/{product}/delivery", site, cookies=f"country={country}").text)
    assert says in said
    assert says_not not in said


def test_it_is_a_page_of_its_own_without_javascript(shop: Shop) -> None:
    page = visit(f"/en/p/moon-lamp/delivery?variant={shop.variants['LAMP-WHITE']}", EU)
    said = words_of(page.text)
    assert "Delivery of “Moon lamp” Ships from Shenzhen warehouse Delivery to: Germany" in said
    assert f'href="/en/p/moon-lamp?variant={shop.variants["LAMP-WHITE"]}"' in page.text
    link = f"/en/p/moon-lamp/delivery?variant={shop.variants['LAMP-WHITE']}"
    assert f'<a href="{link}">' in visit("/en/p/moon-lamp", EU).text


def test_it_is_nobody_elses(shop: Shop) -> None:
    assert visit("/en/p/moon-lamp/delivery", EU).headers["Cache-Control"] == "private, no-store"


def test_a_variant_of_another_product_is_not_taken_for_this_one(shop: Shop) -> None:
    page = visit(f"/en/p/moon-lamp/delivery?variant={shop.variants['HONEY']}", EU)
    assert "Delivery of “Moon lamp”" in words_of(page.text)


def test_slugs_lead_on_and_strangers_are_not_found(shop: Shop) -> None:
    moved = visit("/en/p/mondlampe/delivery?variant=1", EU)
    assert (moved.status_code, moved.location) == (301, "/en/p/moon-lamp/delivery?variant=1")
    assert visit("/en/p/nope/delivery", EU).status_code == 404
    assert visit("/en/p/storm-kettle/delivery", EU).status_code == 404
    assert visit(f"/en/p/storm-kettle/delivery?variant={shop.variants['KETTLE']}", EU).status_code == 404


def test_the_part_keeps_its_budget_of_statements(shop: Shop) -> None:
    address = f"/en/p/moon-lamp/delivery?variant={shop.variants['LAMP-BLACK']}"
    visit(address, EU, HX_Request="true")
    with counted() as sent:
        visit(address, EU, HX_Request="true")
    assert len(sent) <= 18, sent


def test_the_promise_of_free_delivery_is_kept_by_the_cart(shop: Shop) -> None:
    page = visit("/en/p/harbor-mug/delivery", EU, cookies="country=DE")
    assert "Free for goods from €100" in words_of(page.text)
    ask = purchases.ask_of(shop.sites["eu"], country="DE", currency="PLN")
    with reading():
        (way,) = checkout.quote(ask, [CartLine(shop.variants["MUG"], 1, None)]).groups[0].choices
        threshold, unit = way.free_over, pricing.list_prices(ask.site.id, "PLN", [shop.variants["MUG"]])
        assert threshold is not None
        enough = -(-threshold.minor // unit[shop.variants["MUG"]].amount.minor)
        (free,) = checkout.quote(ask, [CartLine(shop.variants["MUG"], enough, None)]).groups[0].choices
    assert threshold.minor % 100 == 0
    assert free.is_free
