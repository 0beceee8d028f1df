"""Addresses in every language: an old one leads to the one in force."""

import pytest

from core.catalog import queries, service
from core.catalog.errors import ProductNotFound
from core.kernel.actor import SYSTEM
from core.kernel.ids import ProductId
from core.platform.db import reading, transaction
from tests.factories import goods as make
from tests.factories.shop import Shop


def retitle(shop: Shop, **titles: str) -> None:
    with reading():
        version = queries.get_product(shop.products["lamp"], ("en",)).version
    with transaction():
        service.edit_texts(
            shop.products["lamp"], shop.lumen, titles=titles, descriptions={}, version=version, by=SYSTEM
        )


def found(slug: str, *chain: str) -> tuple[ProductId, bool]:
    with reading():
        return queries.get_product_id(slug, chain)


def test_a_product_is_found_by_its_slug_in_every_script(shop: Shop) -> None:
    lamp = shop.products["lamp"]
    assert found("moon-lamp", "en") == (lamp, True)
    assert found("лампа-луна", "ru", "en") == (lamp, True)
    assert found("月亮灯", "zh", "en") == (lamp, True)
    assert found("lampa-księżyc", "pl", "de", "en") == (lamp, True)


def test_a_slug_of_another_language_leads_to_the_readers_own(shop: Shop) -> None:
    assert found("moon-lamp", "de", "en") == (shop.products["lamp"], False)
    assert found("mondlampe", "ru", "en") == (shop.products["lamp"], False)
    with reading():
        assert queries.list_slugs_of_product(shop.products["lamp"])["de"] == "mondlampe"


def test_an_old_slug_leads_to_the_new_one_for_ever(shop: Shop) -> None:
    retitle(shop, en="Lunar lamp", de="Mondlampe")
    retitle(shop, en="Selene lamp", de="Mondlampe")
    lamp = shop.products["lamp"]
    assert found("moon-lamp", "en") == (lamp, False)
    assert found("lunar-lamp", "en") == (lamp, False)
    assert found("selene-lamp", "en") == (lamp, True)
    assert found("mondlampe", "de") == (lamp, True)
    with reading():
        assert queries.get_product(lamp, ("en",)).slug == "selene-lamp"


def test_going_back_to_an_old_title_brings_its_slug_back(shop: Shop) -> None:
    retitle(shop, en="Lunar lamp")
    retitle(shop, en="Moon lamp")
    assert found("moon-lamp", "en") == (shop.products["lamp"], True)
    assert found("lunar-lamp", "en") == (shop.products["lamp"], False)


def test_two_products_of_one_title_have_two_slugs(shop: Shop) -> None:
    with transaction():
        other, _ = make.make_product(shop.nordwind, titles={"en": "Moon lamp"})
    assert found("moon-lamp", "en") == (shop.products["lamp"], True)
    assert found(f"moon-lamp-{other}", "en") == (other, True)


def test_a_slug_once_used_is_never_given_to_another(shop: Shop) -> None:
    retitle(shop, en="Lunar lamp")
    with transaction():
        other, _ = make.make_product(shop.nordwind, titles={"en": "Moon lamp"})
    assert found("moon-lamp", "en") == (shop.products["lamp"], False)
    assert found(f"moon-lamp-{other}", "en") == (other, True)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("slug", ["nothing-here", "", "%", "_", "moon-lam", "MOON-LAMP"])
def test_what_was_never_named_so_is_not_found(slug: str) -> None:
    with pytest.raises(ProductNotFound):
        found(slug, "en")
