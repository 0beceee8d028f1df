"""A merchant's goods: words, prices, stock, offering; a refusal stands beside its field and keeps what was typed."""

import re

import pytest

from core.catalog import queries as catalog
from core.inventory import queries as inventory
from core.platform.db import reading
from core.pricing import queries as pricing
from tests.factories.consoles import Console
from tests.factories.shop import Shop


def address(shop: Shop, name: str = "lamp", verb: str = "") -> str:
    return f"/products/{shop.products[name]}{verb and '/' + verb}"


def version_of(console: Console, shop: Shop) -> str:
    found = re.search(r'name="version" value="(\d+)"', console.get(address(shop)).text)
    assert found is not None
    return found[1]


def on_hand(shop: Shop, sku: str) -> dict[int, int]:
    with reading():
        levels = inventory.list_levels_everywhere([shop.variants[sku]])
        return {level.location_id: level.on_hand for level in levels}


def complaint_beside(page: str, field: str) -> bool:
    """Say whether a field is marked and its message stands on the page."""
    return f'aria-describedby="{field}-error"' in page and f'id="{field}-error"' in page


def test_texts_are_saved_in_every_language(shop: Shop, console: Console) -> None:
    form = {"version": version_of(console, shop), "title-en": "Sun lamp", "title-ru": "Лампа Солнце"}
    assert console.post(address(shop, verb="texts"), **form).status_code == 303
    with reading():
        titles, _ = catalog.get_texts(shop.lumen, shop.products["lamp"])
    assert titles == {"en": "Sun lamp", "ru": "Лампа Солнце"}
    assert "The texts are saved." in console.get(address(shop)).text


def test_somebody_was_faster_and_nothing_typed_is_lost(shop: Shop, console: Console) -> None:
    version = version_of(console, shop)
    console.post(address(shop, verb="texts"), version=version, **{"title-en": "First"})
    answer = console.post(address(shop, verb="texts"), version=version, **{"title-en": "Second & last"})
    assert answer.status_code == 409
    assert 'value="Second &amp; last"' in answer.text
    assert complaint_beside(answer.text, "titles")


def test_a_product_keeps_a_title(shop: Shop, console: Console) -> None:
    typed = {"title-en": " ", "description-en": "Only words"}
    answer = console.post(address(shop, verb="texts"), version=version_of(console, shop), **typed)
    assert answer.status_code == 422
    assert "Only words" in answer.text
    assert complaint_beside(answer.text, "titles")


def test_a_price_is_set_and_the_sites_follow(shop: Shop, console: Console) -> None:
    variant = shop.variants["BULB"]
    form = {"variant": variant, "currency": "USD", "amount": "4,50"}
    assert console.post(address(shop, "bulb", "price"), **form).status_code == 303
    with reading():
        assert str(pricing.list_base_prices([variant])[variant].decimal) == "4.50"


def shown(shop: Shop, sku: str) -> dict[tuple[int, str], tuple[int, str]]:
    with reading():
        prices = pricing.list_all_prices([shop.variants[sku]])
        return {
            (site, price.amount.currency): (price.amount.minor, price.origin.value) for site, price in prices
        }


def test_a_price_of_one_site_is_set_and_no_other_moves(shop: Shop, console: Console) -> None:
    before = shown(shop, "BULB")
    site, currency = next(iter(before))
    form = {"variant": shop.variants["BULB"], "site": site, "currency": currency, "amount": "77"}
    assert console.post(address(shop, "bulb", "shown-price"), **form).status_code == 303
    after = shown(shop, "BULB")
    assert after.pop((site, currency))[1] == "explicit"
    before.pop((site, currency))
    assert after == before


def test_a_price_of_a_site_that_is_none_is_refused(shop: Shop, console: Console) -> None:
    before = shown(shop, "BULB")
    site, currency = next(iter(before))
    form = {"variant": shop.variants["BULB"], "site": site, "currency": currency, "amount": "nothing"}
    answer = console.post(address(shop, "bulb", "shown-price"), **form)
    assert answer.status_code == 422
    assert complaint_beside(answer.text, f"shown-{form['variant']}-{site}-{currency}")
    assert 'value="nothing"' in answer.text
    assert (
        console.post(address(shop, "bulb", "shown-price"), **(form | {"currency": "XAU"})).status_code == 404
    )
    assert console.post(address(shop, "bulb", "shown-price"), **(form | {"site": 999})).status_code == 404
    assert shown(shop, "BULB") == before


@pytest.mark.parametrize("amount", ["nothing", "-3", "0", "", "1e999", "NaN"])
def test_an_amount_that_is_none_is_refused_beside_its_field(
    shop: Shop, console: Console, amount: str
) -> None:
    variant = shop.variants["BULB"]
    form = {"variant": variant, "currency": "USD", "amount": amount}
    answer = console.post(address(shop, "bulb", "price"), **form)
    assert answer.status_code == 422
    assert complaint_beside(answer.text, f"price-{variant}")
    assert f'name="amount" inputmode="decimal" value="{amount}"' in answer.text
    with reading():
        assert pricing.list_base_prices([variant])[variant].minor == 300


def test_stock_sent_twice_changes_once(shop: Shop, console: Console) -> None:
    variant, before = shop.variants["BULB"], on_hand(shop, "BULB")
    found = re.search(rf'name="key" value="([^"]+-{variant})"', console.get(address(shop, "bulb")).text)
    assert found is not None
    form = {"variant": variant, "delta": "7", "location": shop.warsaw, "key": found[1]}
    for _ in range(2):
        assert console.post(address(shop, "bulb", "stock"), **form).status_code == 303
    assert on_hand(shop, "BULB") == before | {shop.warsaw: before[shop.warsaw] + 7}


@pytest.mark.parametrize("delta", ["-41", "0", "many", "99999999", ""])
def test_a_count_that_cannot_be_is_refused_beside_its_field(shop: Shop, console: Console, delta: str) -> None:
    variant, before = shop.variants["BULB"], on_hand(shop, "BULB")
    form = {"variant": variant, "delta": delta, "location": shop.shenzhen}
    answer = console.post(address(shop, "bulb", "stock"), **form)
    assert answer.status_code == 422
    assert complaint_beside(answer.text, f"stock-{variant}")
    assert f'name="delta" inputmode="numeric" value="{delta}"' in answer.text
    assert f'value="{shop.shenzhen}" selected' in answer.text
    assert on_hand(shop, "BULB") == before


def test_stock_at_a_place_that_is_none_is_refused(shop: Shop, console: Console) -> None:
    form = {"variant": shop.variants["BULB"], "delta": "1", "location": 10**6}
    assert console.post(address(shop, "bulb", "stock"), **form).status_code in {404, 422}


def test_a_product_goes_offline_and_back(shop: Shop, console: Console) -> None:
    shopper_sees = "/en/search?q=warm"
    assert console.post(address(shop, "bulb", "withdrawal")).status_code == 303
    root = "http://localhost:8000"
    assert "Warm bulb" not in console.client.get(shopper_sees, base_url=root).text
    assert console.post(address(shop, "bulb", "publication")).status_code == 303
    assert "Warm bulb" in console.client.get(shopper_sees, base_url=root).text


def test_what_a_product_lacks_is_named(shop: Shop, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    console.post(address(shop, "bulb", "withdrawal"))
    monkeypatch.setattr("core.catalog.policy.missing_for_sale", lambda **_: ["hs_code", "pictures"])
    answer = console.post(address(shop, "bulb", "publication"))
    assert answer.status_code == 422
    assert "It lacks: an HS code, a picture." in answer.text


def test_a_barcode_is_kept_and_finds_its_variant(shop: Shop, console: Console) -> None:
    variant = shop.variants["LAMP-BLACK"]
    done = console.post(address(shop, verb="barcode"), variant=variant, barcode="4006381 333931")
    assert done.status_code == 303
    assert 'value="4006381333931"' in console.get(address(shop)).text
    refused = console.post(address(shop, verb="barcode"), variant=variant, barcode="4006381333932")
    assert refused.status_code == 422
    assert complaint_beside(refused.text, f"barcode-{variant}")
    assert 'value="4006381333932"' in refused.text
    assert console.post(address(shop, verb="barcode"), variant=variant, barcode="").status_code == 303
    assert (
        console.post(address(shop, verb="barcode"), variant=shop.variants["MUG"], barcode="").status_code
        == 404
    )
    assert console.post(address(shop, "mug", "barcode"), variant=variant, barcode="").status_code == 404
