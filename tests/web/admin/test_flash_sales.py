"""Operators draft, schedule and end flash sales; what is wrong is said beside its field."""

import re
from pathlib import Path

from core.flash_sales import queries
from core.flash_sales.types import FlashSale, FlashSaleId, FlashState
from core.kernel import clock
from core.platform.db import reading, transaction
from tests.factories import flash, goods, purchases
from tests.factories.consoles import Console
from tests.factories.queues import queue
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from workers import flash_sales


def fields(shop: Shop, version: int, **changed: str) -> dict[str, str]:
    day = clock.now().strftime("%Y-%m-%d")
    return {
        "version": str(version),
        "home": str(shop.shenzhen),
        "units": "5",
        "per_shopper": "1",
        "per_second": "0",
        "minutes": "10",
        "starts_at": f"{day}T00:00",
        "ends_at": f"{clock.now().year + 1}-01-01T10:00",
        "price-EUR": "9,90",
        "price-PLN": "39.90",
        "price-CHF": "9.90",
        "price-GBP": "8.90",
    } | changed


def make(shop: Shop, console: Console, sku: str = "lamp-black") -> str:
    answer = console.post("/flash-sales", site=str(shop.sites["eu"].id), sku=sku)
    assert answer.status_code == 303
    return str(answer.location).removeprefix("/admin")


def test_a_sale_is_drafted_scheduled_taken_back_and_listed(shop: Shop, console: Console) -> None:
    path = make(shop, console)
    assert "Stock location that gives the units" in console.get(path).text
    ends = (clock.now() + flash.HOUR * 24).strftime("%Y-%m-%dT%H:%M")
    assert console.post(path, **fields(shop, 1, ends_at=ends)).status_code == 303
    assert console.post(f"{path}/schedule", version="2").status_code == 303
    page = words_of(console.get(path).text)
    assert "Scheduled" in page
    assert "Set aside 5" in page
    assert "5 of 5" in words_of(console.get("/flash-sales").text)
    assert console.post(f"{path}/withdrawal", version="3").status_code == 303
    history = words_of(console.get(path).text)
    for said in ("Drafted", "Changed", "Scheduled; units set aside", "Taken back; units returned"):
        assert said in history


def test_a_live_sale_is_ended_and_its_rate_changed(shop: Shop, console: Console) -> None:
    sale = flash.make_live(shop, per_second=3)
    page = words_of(console.get(f"/flash-sales/{sale.id}").text)
    assert "Waiting" in page
    assert "Let in" in page
    path = f"/flash-sales/{sale.id}"
    assert console.post(f"{path}/rate", version=sale.version, per_second="7").status_code == 303
    assert flash.look(sale.id).terms.per_second == 7
    refused = console.post(f"{path}/rate", version=sale.version + 1, per_second="many")
    assert refused.status_code == 422
    assert "Type a whole number." in refused.text
    assert console.post(f"{path}/end", version=sale.version).status_code == 409
    assert flash.look(sale.id).state == FlashState.LIVE
    assert console.post(f"{path}/end", version=sale.version + 1).status_code == 303
    assert flash.look(sale.id).state == FlashState.ENDED
    assert console.post(f"{path}/end", version=sale.version + 2).status_code == 409


def test_the_counter_of_a_live_sale_is_shown_with_what_its_proofs_found(
    shop: Shop, console: Console, tmp_path: Path
) -> None:
    with queue(tmp_path):
        sale = flash.make_live(shop)
        assert "Counter says – Units left 3 Last proven – Last difference –" in counter_of(console, sale)
        flash_sales.count_again()
        purchases.make_placed_purchase(shop, {"LAMP-BLACK": 1})
        assert "Counter says 3 Units left 2" in counter_of(console, sale)
        flash_sales.count_again()
        said = counter_of(console, sale)
        assert "Counter says 2 Units left 2" in said
        assert "Last difference +1 · " in said
    assert "Counter" not in words_of(console.get(f"/flash-sales/{flash.end(sale).id}").text)


def counter_of(console: Console, sale: FlashSale) -> str:
    return words_of(console.get(f"/flash-sales/{sale.id}").text)


def test_what_cannot_be_read_stays_typed_beside_its_words(shop: Shop, console: Console) -> None:
    path = make(shop, console)
    wrong = {"units": "few", "price-EUR": "cheap", "starts_at": "soon"}
    refused = console.post(path, **fields(shop, 1, **wrong))
    assert refused.status_code == 422
    for name in wrong:
        assert f'aria-describedby="{name}-error"' in refused.text
    assert 'value="cheap"' in refused.text


def test_what_a_sale_cannot_be_is_said_beside_its_field(shop: Shop, console: Console) -> None:
    ends = (clock.now() + flash.HOUR * 24).strftime("%Y-%m-%dT%H:%M")
    for changed, field, said in (
        ({"units": "51"}, "units", "Only 50 units are free at this stock location."),
        ({"home": ""}, "home", "Choose the stock location that gives the units."),
        ({"price-PLN": ""}, "price-PLN", "Fill in this field."),
        ({"price-CHF": "990"}, "price-CHF", "has to be lower than the usual one"),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at", "The end has to be after the beginning"),
    ):
        path = make(shop, console)
        assert console.post(path, **fields(shop, 1, **{"ends_at": ends} | changed)).status_code == 303
        refused = console.post(f"{path}/schedule", version="2")
        assert refused.status_code == 422
        assert said in words_of(refused.text)
        assert f'id="{field}-error"' in refused.text


def test_a_sku_of_several_merchants_takes_the_merchant(shop: Shop, console: Console) -> None:
    own = []
    with transaction():
        for person in (shop.cast.merchant, shop.cast.other_merchant):
            assert person.actor.merchant_id is not None
            _, variants = goods.make_product(person.actor.merchant_id, variants=[goods.make_variant("SAME")])
            own.append(variants["SAME"])
    site_id = str(shop.sites["eu"].id)
    refused = console.post("/flash-sales", site=site_id, sku="same")
    assert refused.status_code == 422
    offered = re.search(r"Type one of these: ([\w-]+:same), ([\w-]+:same)", words_of(refused.text))
    assert offered is not None
    drafted = set()
    for typed in offered.groups():
        answer = console.post("/flash-sales", site=site_id, sku=typed)
        with reading():
            drafted.add(queries.get_sale(FlashSaleId(int(answer.location.rpartition("/")[2]))).variant_id)
    assert drafted == set(own)
    assert console.post("/flash-sales", site=site_id, sku="nobody:same").status_code == 422


def test_an_unknown_sku_and_an_unknown_sale_are_refused(shop: Shop, console: Console) -> None:
    refused = console.post("/flash-sales", site=str(shop.sites["eu"].id), sku="NOTHING")
    assert refused.status_code == 422
    assert "No merchant has a variant with this SKU." in refused.text
    assert console.get("/flash-sales/999999").status_code == 404
    assert console.get(f"/flash-sales/{10**30}").status_code == 404
    assert console.post("/flash-sales/999999/end", version="1").status_code == 404
