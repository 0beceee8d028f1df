"""What a product's page knows beyond words and pictures, and how it says that."""

from datetime import timedelta
from decimal import Decimal
from time import monotonic

import pytest

from core.catalog import queries as catalogs
from core.catalog import service as catalog
from core.catalog.types import Safety
from core.inventory import service as inventory
from core.inventory.types import MovementKind
from core.kernel.actor import SYSTEM
from core.kernel.ids import SiteId, VariantId
from core.kernel.money import Money
from core.merchants import service as merchants
from core.merchants.types import ReturnPayer
from core.platform.db import transaction
from core.pricing import service as pricing
from core.recommendations import service as recommendations
from core.switches import service as switches
from core.switches.types import Feature
from tests.conftest import Later
from tests.factories import purchases
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.web.storefront.reading import EU, linked, titles, visit


def put(site_id: SiteId, variant: VariantId, minor: int, currency: str, was: int = 0) -> None:
    with transaction():
        pricing.set_price(site_id, variant, Money(minor, currency))
        if was:
            pricing.set_list_price(site_id, variant, Money(was, currency), by=SYSTEM)


def test_a_list_price_is_struck_through_where_that_is_lawful(shop: Shop) -> None:
    put(shop.sites["global"].id, shop.variants["BULB"], 300, "USD", was=400)
    page = visit("/en/p/warm-bulb")
    assert "US$3.00 Price before: US$4.00 −25%" in words_of(page.text)
    (before,) = linked(page, "Product")["offers"]["priceSpecification"]
    assert (before["priceType"], before["price"]) == ("https://schema.org/StrikethroughPrice", "4.00")


def test_the_union_sees_the_lowest_price_of_thirty_days(shop: Shop, later: Later) -> None:
    site, honey = shop.sites["eu"].id, shop.variants["HONEY"]
    put(site, honey, 1000, "EUR")
    later(timedelta(days=40))
    put(site, honey, 900, "EUR", was=2000)
    said = words_of(visit("/en/p/linden-honey", EU).text)
    assert "€9.00 Price before: €10.00 −10%" in said
    assert "The struck-through price is our lowest of the 30 days before the reduction." in said
    assert "€20" not in said


def test_what_is_weighed_has_a_price_per_kilogram(shop: Shop) -> None:
    honey = shop.variants["HONEY"]
    with transaction():
        catalog.set_net_content(honey, shop.nordwind, Decimal(250), "g", by=SYSTEM)
    page = visit("/en/p/linden-honey", EU)
    said = words_of(page.text)
    assert "€32.04 per kg" in said
    assert "Net content 250 g" in said
    (unit,) = linked(page, "Product")["offers"]["priceSpecification"]
    assert unit["referenceQuantity"] == {"@type": "QuantitativeValue", "value": "250", "unitCode": "GRM"}


def test_safety_and_origin_are_said_in_the_reader_s_language(shop: Shop) -> None:
    safety = Safety(
        "Honey House", "1 Bee Lane, Gdańsk, Poland", "bees@house.example",
        "Nord GmbH", "Hafenstr. 2, Hamburg", "eu@nord.example",
        {"en": "Not for infants.", "de": "Nicht für Säuglinge."},
    )  # fmt: skip
    with transaction():
        catalog.set_safety(shop.products["honey"], shop.nordwind, safety, by=SYSTEM)
    said = words_of(visit("/de/p/lindenhonig", EU).text)
    assert "Nicht für Säuglinge." in said
    assert "Honey House 1 Bee Lane, Gdańsk, Poland bees@house.example" in said
    assert "Nord GmbH Hafenstr. 2, Hamburg eu@nord.example" in said


def test_terms_of_return_are_said_to_people_and_machines(shop: Shop) -> None:
    with transaction():
        merchants.change_returns(
            shop.nordwind, days=60, payer=ReturnPayer.MERCHANT, notes={"en": "Unopened only."}, by=SYSTEM
        )
    page = visit("/en/p/linden-honey", EU)
    assert "60 days to send it back The merchant pays for sending it back. Unopened only." in words_of(
        page.text
    )
    policy = linked(page, "Product")["offers"]["hasMerchantReturnPolicy"]
    assert (policy["merchantReturnDays"], policy["returnFees"]) == (60, "https://schema.org/FreeReturn")


def test_variants_are_a_group_to_machines(shop: Shop) -> None:
    page = visit("/en/p/moon-lamp")
    group = linked(page, "ProductGroup")
    assert group["productGroupID"] == linked(page, "Product")["inProductGroupWithID"]
    assert [variant["sku"] for variant in group["hasVariant"]] == ["LAMP-BLACK", "LAMP-WHITE"]
    assert group["variesBy"] == ["https://schema.org/color"]


def add_size_guide(shop: Shop) -> None:
    with transaction():
        catalog.add_size_guide(
            shop.lumen, category="home", brand=None, notes={"en": "Measured by hand."},
            columns=[{"en": "Size", "de": "Größe"}, {"en": "Height"}], rows=[["S", "20 cm"], ["M", "30 cm"]], by=SYSTEM,
        )  # fmt: skip


def test_a_size_guide_is_a_page_and_a_dialog(shop: Shop) -> None:
    assert visit("/en/p/moon-lamp/sizes").status_code == 404
    add_size_guide(shop)
    assert 'href="/en/p/moon-lamp/sizes"' in visit("/en/p/moon-lamp").text
    assert "Size Height S 20 cm M 30 cm Measured by hand." in words_of(visit("/en/p/moon-lamp/sizes").text)
    part = visit("/de/p/mondlampe/sizes", EU, HX_Request="true").text
    assert part.lstrip().startswith('<div class="sizes"')
    assert "Größe" in part
    assert visit("/en/p/warm-bulb/sizes").status_code == 200
    assert visit("/en/p/harbor-mug/sizes").status_code == 404


def test_a_dialog_of_sizes_that_keeps_failing_is_let_go_and_comes_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_size_guide(shop)
    asked: list[int] = []

    def fail(*_: object) -> None:
        asked.append(1)
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(catalogs, "get_size_guide", fail)
        for _ in range(12):
            assert visit("/en/p/moon-lamp/sizes", HX_Request="true").status_code == 503
    assert len(asked) == 10
    assert visit("/en/p/moon-lamp/sizes", HX_Request="true").status_code == 503
    assert visit("/en/p/moon-lamp/sizes").status_code == 200  # which a script opens instead
    gate = switches.gate(Feature.FRAGMENTS)
    monkeypatch.setattr(gate, "_now", lambda: monotonic() + gate._rule.rest)
    for _ in range(gate._rule.trials):
        assert visit("/en/p/moon-lamp/sizes", HX_Request="true").status_code == 200
    assert gate.is_open


@pytest.mark.parametrize("swap", [{}, {"HX_Request": "true"}])
def test_companions_come_from_purchases(shop: Shop, swap: dict[str, str]) -> None:
    purchases.make_paid_purchase(shop, {"LAMP-BLACK": 1, "MUG": 1})
    with transaction():
        recommendations.rebuild()
    page = visit("/en/p/moon-lamp/companions", **swap)
    assert page.status_code == 200
    assert titles(page) == ["Harbor mug", "Warm bulb"]
    assert "Often bought together Harbor mug" in words_of(page.text)


def test_what_is_sold_out_offers_to_write(shop: Shop) -> None:
    honey = shop.variants["HONEY"]
    with transaction():
        inventory.change_stock(
            honey,
            shop.warsaw,
            -20,
            kind=MovementKind.CORRECTION,
            cause="broken",
            source_key="broken",
            by=SYSTEM,
        )
    page = visit("/en/p/linden-honey", EU)
    assert f'href="/en/alerts?variant={honey}"' in page.text
    assert linked(page, "Product")["offers"]["availability"] == "https://schema.org/OutOfStock"
    form = visit(f"/en/alerts?variant={honey}", EU, HX_Request="true").text
    assert form.lstrip().startswith('<div class="alert-form" id="alert-form"')
