"""One edit draws the pages anew that it touches, and leaves the files of all others as they are."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.catalog import service as catalog
from core.kernel.actor import SYSTEM
from core.kernel.ids import ProductId, VariantId
from core.kernel.money import Money
from core.platform import cache
from core.platform.db import transaction
from core.pricing import service as pricing
from core.publishing import queries
from core.publishing.types import Address
from tests.factories import goods, search
from tests.factories.shop import Shop
from tests.factories.windows import Window, open_window
from tests.jobs.conftest import point_at
from tests.jobs.publisher import forget, forget_what_was_told, publish
from web.storefront.catalog import asking, listing

LAMP, BULB, MUG = "/en/p/moon-lamp", "/en/p/warm-bulb", "/en/p/harbor-mug"
HOUSEHOLD, LAMPS, KITCHEN, PANTRY = "/en/c/home", "/en/c/lamps", "/en/c/kitchen", "/en/c/pantry"
LUMEN, NORDWIND = "/en/m/lumen-works", "/en/m/nordwind-supply"
FRONT = "/en/"
ASTRA, BOREAL = "/en/b/astra", "/en/b/boreal"
PATHS = (LAMP, BULB, MUG, HOUSEHOLD, LAMPS, KITCHEN, PANTRY, LUMEN, NORDWIND, FRONT, ASTRA, BOREAL)


@pytest.fixture
def window(committed_shop: Shop, data: Path) -> Iterator[Window]:
    """Give a window onto a shop with all those pages generated."""
    point_at(redis_url="redis://127.0.0.1:1/0")
    with transaction():
        for code in ("astra", "boreal"):
            catalog.add_brand(code=code, name=code.title())
            make_branded(committed_shop, code)
        search.index_everything()
    forget_what_was_told()
    window = open_window()
    for path in PATHS:
        window.page(path)
    yield window
    cache.valkey.cache_clear()


def make_branded(shop: Shop, brand: str) -> tuple[ProductId, VariantId]:
    """List something of a brand in the pantry; the caller has it indexed."""
    product_id, made = goods.make_product(
        shop.nordwind, brand=brand, category="pantry", titles={"en": f"Jam by {brand}"}
    )
    (variant,) = made.values()
    goods.price({variant: Money(3800, "USD")})
    goods.stock(variant, shop.warsaw, 10)
    return product_id, variant


def redrawn_by(window: Window, edit: Callable[[], object]) -> set[str]:
    """Give the pages whose files are others after an edit was told and everything due was drawn."""
    before = {path: queries.stamp_of(Address("global", "USD", path)) for path in PATHS}
    with transaction():
        edit()
    publish()
    forget(window)
    return {path for path in PATHS if queries.stamp_of(Address("global", "USD", path)) != before[path]}


def reprice(shop: Shop, sku: str, minor: int) -> None:
    pricing.set_price(shop.sites["global"].id, shop.variants[sku], Money(minor, "USD"))


def test_a_price_is_drawn_where_it_is_shown_and_nowhere_else(window: Window, committed_shop: Shop) -> None:
    touched = redrawn_by(window, lambda: reprice(committed_shop, "LAMP-BLACK", 2177))
    shows_it = {path for path in PATHS if "$21.77" in window.page(path)}
    assert {LAMP, LAMPS, LUMEN} <= shows_it == touched
    assert not touched & {BULB, MUG, KITCHEN, PANTRY, NORDWIND}


def test_a_price_in_one_currency_leaves_the_pages_in_others_alone(
    window: Window, committed_shop: Shop
) -> None:
    window.page(LAMP, Cookie="currency=EUR")
    euros = Address("global", "EUR", LAMP)
    before = queries.stamp_of(euros)
    assert LAMP in redrawn_by(window, lambda: reprice(committed_shop, "LAMP-BLACK", 2177))
    assert queries.stamp_of(euros) == before


@pytest.fixture
def one_card_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (asking, listing):
        monkeypatch.setattr(module, "SIZE", 1)


def test_a_product_beyond_the_first_page_leaves_the_list_alone(
    one_card_a_page: None, window: Window, committed_shop: Shop
) -> None:
    shows_lamp = f'href="{LAMP}"' in window.page(LAMPS)
    seen, unseen = ("LAMP-BLACK", "BULB") if shows_lamp else ("BULB", "LAMP-BLACK")
    touched = redrawn_by(window, lambda: reprice(committed_shop, unseen, 2950))
    assert touched & {LAMP, BULB, LAMPS, LUMEN} == {BULB if shows_lamp else LAMP}
    touched = redrawn_by(window, lambda: reprice(committed_shop, seen, 2750))
    assert {LAMPS, LUMEN} <= touched


def test_what_is_sold_out_is_drawn_where_it_stood_and_was_counted(
    window: Window, committed_shop: Shop
) -> None:
    mug, place = committed_shop.variants["MUG"], committed_shop.warsaw
    redrawn_by(window, lambda: goods.stock(mug, place, -1))  # the first word that is heard of
    assert redrawn_by(window, lambda: goods.stock(mug, place, -1)) == set()
    few = redrawn_by(window, lambda: goods.stock(mug, place, -19))
    assert {MUG, KITCHEN, HOUSEHOLD, NORDWIND} <= few
    none = redrawn_by(window, lambda: goods.stock(mug, place, -4))
    assert {MUG, KITCHEN, HOUSEHOLD, NORDWIND} <= none
    assert not none & {LAMP, BULB, LAMPS, PANTRY, LUMEN}


def test_what_leaves_the_shop_leaves_its_lists(window: Window, committed_shop: Shop) -> None:
    touched = redrawn_by(
        window,
        lambda: catalog.take_offline(committed_shop.products["mug"], committed_shop.nordwind, by=SYSTEM),
    )
    assert {MUG, KITCHEN, HOUSEHOLD, NORDWIND} <= touched
    assert not touched & {LAMP, BULB, LAMPS, PANTRY, LUMEN}
    assert "Harbor mug" not in window.page(KITCHEN)


def test_a_brand_is_drawn_by_what_it_has_and_by_its_name(window: Window, committed_shop: Shop) -> None:
    touched = redrawn_by(window, lambda: make_branded(committed_shop, "astra"))
    assert {ASTRA, PANTRY, NORDWIND} <= touched
    assert not touched & {BOREAL, LAMP, LAMPS, KITCHEN, LUMEN}
    assert "2 products of Astra" in window.page(ASTRA)
    assert ASTRA in redrawn_by(window, lambda: catalog.add_brand(code="astra", name="Astra Nova"))
    assert "Astra Nova" in window.page(ASTRA)
