"""The page of a product: one variant chosen, every other one a link away, and the same price for all who read it."""

import gzip
import re

import pytest

from core.cart.types import CartLine
from core.catalog import queries as catalog
from core.catalog import service as catalogs
from core.catalog.types import AttributeKind
from core.checkout import service as checkout
from core.kernel.actor import SYSTEM
from core.kernel.ids import ProductId
from core.kernel.money import Money
from core.logistics.types import NewZone
from core.platform.db import reading, transaction
from core.pricing import queries as pricing
from tests.factories import goods, purchases, sites
from tests.factories.goods import make_variant
from tests.factories.logistics import make_service
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted, own
from tests.web.storefront.reading import EU, GLOBAL, RU, alternates, canonical, linked, titles, visit

_OPTION = re.compile(
    r'<a class="option([^"]*)" id="option-\d+" href="([^"]+)"( aria-current="true")?[^>]*>(.*?)</a>'
)


def options(text: str) -> dict[str, tuple[str, str, bool]]:
    """Give the options of a page by their words: (mark, address, is chosen)."""
    return {
        re.sub(r"<[^>]+>", "", inner): (mark.strip().removeprefix("option--"), address, bool(current))
        for mark, address, current, inner in _OPTION.findall(text)
    }


def test_a_product_says_what_it_is_what_it_costs_and_where_it_comes_from(shop: Shop) -> None:
    page = visit("/en/p/moon-lamp")
    assert page.status_code == 200
    said = words_of(page.text)
    assert (
        "Sold by Lumen Works Moon lamp US$24.90 Shipping and the tax of your country are worked out in the cart."
        " In stock" in said
    )
    assert "Color Black" in said
    assert "Ships from Shenzhen warehouse" in said
    assert (
        "Height 400 mm Dimmable Yes Country of origin China Weight with packaging 1.2 kg SKU LAMP-BLACK"
        in said
    )
    assert (
        "Returns 14 days to send it back You pay for sending it back, unless something is wrong with it. Thirty days."
        in said
    )
    assert "The merchant Lumen Works" in said


def test_gross_sites_say_that_tax_is_included(shop: Shop) -> None:
    said = words_of(visit("/en/p/linden-honey", EU).text)
    assert "€8.01 Tax is included, shipping comes on top." in said


def test_measures_are_written_as_the_language_does(shop: Shop) -> None:
    assert "1,2 kg" in words_of(visit("/de/p/mondlampe", EU).text)
    assert "1,2 кг" in words_of(visit("/ru/p/лампа-луна", RU).text)


def test_a_choice_changes_price_stock_and_address(shop: Shop) -> None:
    white = shop.variants["LAMP-WHITE"]
    found = options(visit("/en/p/moon-lamp").text)
    assert found == {
        "Black": ("", f"/en/p/moon-lamp?variant={shop.variants['LAMP-BLACK']}", True),
        "White": ("", f"/en/p/moon-lamp?variant={white}", False),
    }
    page = visit(found["White"][1])
    assert (
        "US$26.90 Shipping and the tax of your country are worked out in the cart. Only a few left"
        in words_of(page.text)
    )
    assert f'name="variant" value="{white}"' in page.text
    assert linked(page, "Product")["sku"] == "LAMP-WHITE"
    assert canonical(page) == f"{GLOBAL}/en/p/moon-lamp"


def test_a_swap_gets_the_changing_part_and_says_the_change(shop: Shop) -> None:
    part = visit(f"/en/p/moon-lamp?variant={shop.variants['LAMP-WHITE']}", HX_Request="true")
    assert part.text.lstrip().startswith('<div class="product-whole" id="product">')
    assert "<header" not in part.text
    assert "White, US$26.90, Only a few left" in words_of(part.text)


@pytest.mark.parametrize("variant", ["", "x", "-1", "0", "²", "9" * 30])
def test_an_odd_variant_gets_the_best_one_to_start_with(shop: Shop, variant: str) -> None:
    page = visit(f"/en/p/moon-lamp?variant={variant}")
    assert page.status_code == 200
    assert linked(page, "Product")["sku"] == "LAMP-BLACK"


@pytest.fixture
def shirt(shop: Shop) -> dict[str, int]:
    """Give a shirt by SKU: black is there in both materials (one sold out), white in cotton alone."""
    with transaction():
        catalogs.add_attribute(
            code="cloth",
            kind=AttributeKind.CHOICE,
            names={"en": "Cloth"},
            choices=[("wool", {"en": "Wool"}, ""), ("linen", {"en": "Linen"}, "")],
        )
        product_id, variants = goods.make_product(
            shop.lumen,
            titles={"en": "Harbor shirt"},
            options=("color", "cloth"),
            variants=[
                make_variant("BLACK-WOOL", color="black", cloth="wool"),
                make_variant("BLACK-LINEN", color="black", cloth="linen"),
                make_variant("WHITE-LINEN", color="white", cloth="linen"),
            ],
        )
        prices = {"BLACK-WOOL": 3000, "BLACK-LINEN": 2000, "WHITE-LINEN": 2500}
        goods.price({variants[sku]: Money(minor, "USD") for sku, minor in prices.items()})
        for sku in ("BLACK-WOOL", "WHITE-LINEN"):
            goods.stock(variants[sku], shop.shenzhen, 10)
    return {**variants, "product": product_id}


def test_a_page_starts_with_the_cheapest_that_can_be_bought(shirt: dict[str, int]) -> None:
    assert linked(visit("/en/p/harbor-shirt"), "Product")["sku"] == "WHITE-LINEN"


def test_what_is_sold_out_or_does_not_go_together_is_shown_as_such(shirt: dict[str, int]) -> None:
    found = options(visit(f"/en/p/harbor-shirt?variant={shirt['WHITE-LINEN']}").text)
    assert found == {
        "White": ("", f"/en/p/harbor-shirt?variant={shirt['WHITE-LINEN']}", True),
        "Black (sold out)": ("missing", f"/en/p/harbor-shirt?variant={shirt['BLACK-LINEN']}", False),
        "Linen": ("", f"/en/p/harbor-shirt?variant={shirt['WHITE-LINEN']}", True),
        "Wool (changes the other options)": (
            "elsewhere",
            f"/en/p/harbor-shirt?variant={shirt['BLACK-WOOL']}",
            False,
        ),
    }


def test_what_is_sold_out_can_be_looked_at_but_not_bought(shirt: dict[str, int]) -> None:
    page = visit(f"/en/p/harbor-shirt?variant={shirt['BLACK-LINEN']}")
    assert "Sold out" in words_of(page.text)
    assert "Add to cart" not in page.text
    assert linked(page, "Product")["offers"]["availability"] == "https://schema.org/OutOfStock"


def test_a_choice_brings_its_own_pictures(shop: Shop, shirt: dict[str, int]) -> None:
    with transaction():
        for alt, choice in (("In black", "black"), ("In white", "white"), ("Its label", None)):
            catalogs.add_picture(
                ProductId(shirt["product"]),
                goods.make_picture(),
                {"en": alt},
                choice=("color", choice) if choice else None,
                by=SYSTEM,
            )
    page = visit(f"/en/p/harbor-shirt?variant={shirt['BLACK-WOOL']}")
    assert 'aria-label="In black"' in page.text
    assert 'aria-label="Its label"' in page.text
    assert "In white" not in page.text


def test_machines_read_the_price_that_people_see_and_pay(shop: Shop) -> None:
    offer = linked(visit("/de/p/lindenhonig", EU), "Product")["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("8.01", "EUR")
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["url"] == f"{EU}/de/p/lindenhonig"
    with reading():
        charged = pricing.list_prices(shop.sites["eu"].id, "EUR", [shop.variants["HONEY"]])
    assert charged[shop.variants["HONEY"]].amount == Money(801, "EUR")


def test_machines_read_what_sending_to_the_sites_own_country_costs_and_how_long_it_takes(shop: Shop) -> None:
    page = visit("/de/p/hafenbecher", EU, cookies="country=CH")
    known, abroad = linked(page, "Product")["offers"]["shippingDetails"]
    ask = purchases.ask_of(shop.sites["eu"], country="DE", currency="EUR")
    with reading():
        quote = checkout.quote(ask, [CartLine(shop.variants["MUG"], 1, None)])
    cheapest = quote.groups[0].choices[0]
    assert known["shippingDestination"]["addressCountry"] == "DE"
    assert known["shippingRate"] == {
        "@type": "MonetaryAmount", "value": str(cheapest.price.decimal), "currency": "EUR",
    }  # fmt: skip
    days = known["deliveryTime"]["transitTime"]
    assert (days["minValue"], days["maxValue"]) == cheapest.transit_days
    assert "shippingRate" not in abroad
    assert "DE" not in [one["addressCountry"] for one in abroad["shippingDestination"]]


def test_a_page_names_the_tariffs_that_machines_read_and_says_the_new_ones(shop: Shop) -> None:
    before = visit("/de/p/hafenbecher", EU)
    assert f"tariffs:{shop.warsaw}" in before.headers["Surrogate-Key"].split()
    assert f"tariffs:{shop.shenzhen}" not in before.headers["Surrogate-Key"].split()
    with transaction():
        make_service(
            code="snail-parcel", location_id=shop.warsaw, currency="EUR", divisor=6000,
            zones=[NewZone("near", ("DE",), ((30_000, "1.00"),), (6, 9))],
        )  # fmt: skip
    rates = [
        linked(page, "Product")["offers"]["shippingDetails"][0]["shippingRate"]["value"]
        for page in (before, visit("/de/p/hafenbecher", EU))
    ]
    assert float(rates[1]) < float(rates[0])


def test_a_card_for_messengers_names_the_other_languages(shop: Shop) -> None:
    page = visit("/de/p/mondlampe", EU).text
    assert '<meta property="og:locale" content="de">' in page
    assert '<meta property="og:locale:alternate" content="pl">' in page
    assert '<meta property="og:locale:alternate" content="de">' not in page


def test_a_currency_is_chosen_by_cookie(shop: Shop) -> None:
    page = visit("/en/p/moon-lamp", cookies="currency=EUR")
    offer = linked(page, "Product")["offers"]
    with reading():
        prices = pricing.list_prices(shop.sites["global"].id, "EUR", [shop.variants["LAMP-BLACK"]])
    expected = prices[shop.variants["LAMP-BLACK"]].amount
    assert (offer["price"], offer["priceCurrency"]) == (str(expected.decimal), "EUR")


def test_alternates_have_the_slug_of_their_language(shop: Shop) -> None:
    page = visit("/de/p/mondlampe", EU)
    assert alternates(page)["pl"] == f"{EU}/pl/p/lampa-ksi%C4%99%C5%BCyc"
    assert "fr" not in alternates(page)  # nobody wrote it in French
    assert alternates(page)["x-default"] == f"{EU}/de/p/mondlampe"
    for address in alternates(page).values():
        other = visit(address.removeprefix(EU), EU)
        assert other.status_code == 200
        assert alternates(other) == alternates(page)


def test_a_page_that_stands_in_for_a_translation_names_the_page_whose_words_it_shows(shop: Shop) -> None:
    page = visit("/fr/p/mondlampe", EU)
    assert page.status_code == 200
    assert canonical(page) == f"{EU}/de/p/mondlampe"
    assert alternates(page) == alternates(visit("/de/p/mondlampe", EU))


def test_goods_that_were_taken_away_are_gone(shop: Shop) -> None:
    with transaction():
        catalogs.take_offline(shop.products["lamp"], shop.lumen, by=SYSTEM)
    page = visit("/en/p/moon-lamp")
    assert page.status_code == 410
    assert 'name="q"' in page.text
    assert "This product is not sold any more." in words_of(page.text)


def test_old_slugs_lead_to_the_one_in_force(shop: Shop) -> None:
    with reading():
        version = catalog.get_product(shop.products["lamp"], ("en",)).version
    with transaction():
        catalogs.edit_texts(
            shop.products["lamp"],
            shop.lumen,
            titles={"en": "Lunar lamp"},
            descriptions={},
            version=version,
            by=SYSTEM,
        )
    moved = visit("/en/p/moon-lamp?variant=2")
    assert (moved.status_code, moved.location) == (301, "/en/p/lunar-lamp?variant=2")


@pytest.mark.parametrize("path", ["/en/p/storm-kettle", "/en/p/nope", "/en/p/%00"])
def test_drafts_and_strangers_are_not_found(shop: Shop, path: str) -> None:
    assert visit(path).status_code == 404


def test_a_merchant_outside_the_assortment_is_not_found_there(shop: Shop) -> None:
    with transaction():
        sites.make_site(code="honest", host="honest.localhost", excluded_merchants=["nordwind"])
        goods.price({shop.variants["MUG"]: Money(900, "EUR"), shop.variants["BULB"]: Money(300, "EUR")})
    catch_up()
    honest = "http://honest.localhost:8000"
    assert visit("/en/p/warm-bulb", honest).status_code == 200
    for path in ("/en/p/harbor-mug", "/en/p/harbor-mug/delivery", "/en/m/nordwind-supply"):
        assert visit(path, honest).status_code == 404
    assert titles(visit("/en/c/home", honest)) == ["Warm bulb"]


def test_words_of_merchants_are_no_markup(shop: Shop) -> None:
    title = "</script><script>alert(1)</script>"
    with transaction():
        _, variants = goods.make_product(shop.lumen, titles={"en": title})
        goods.price({id: Money(100, "USD") for id in variants.values()})
    page = visit("/en/p/script-script-alert-1-script")
    assert linked(page, "Product")["name"] == title
    assert "<script>alert" not in page.text


def test_a_product_page_keeps_its_budgets(shop: Shop) -> None:
    visit("/en/")
    with counted() as sent:
        page = visit("/en/p/moon-lamp")
    assert len(own(sent)) <= 2, sent
    assert len(gzip.compress(page.data, 5)) <= 10 * 1024
