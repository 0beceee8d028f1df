"""Finding by words: every word must fit, somewhere that a shopper would look."""

import pytest

from core.catalog import service as catalogs
from core.catalog.types import NewProduct
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.search import queries
from core.search.types import ListingAsk, Reach, Sort, View
from tests.factories import goods
from tests.factories.goods import make_variant
from tests.factories.search import catch_up
from tests.factories.shop import Shop


@pytest.fixture
def shelves(shop: Shop) -> Shop:
    """Give the shop with some more goods of odd names."""
    with transaction():
        catalogs.add_brand(code="skogrim", name="Skógrim")
        for sku, titles, descriptions, brand in _GOODS:
            _list(shop, sku, titles, descriptions, brand)
    catch_up()
    return shop


_GOODS: list[tuple[str, dict[str, str], dict[str, str], str | None]] = [
    ("RB-1", {"en": "Red bowl", "ru": "Красная Ёмкость"}, {"en": "A covered bowl."}, None),
    ("CB-2", {"en": "Blue bowl"}, {"en": "Fired at 1200 °C, with a red rim."}, "skogrim"),
    ("PC-3", {"en": "100% cotton_cloth"}, {"en": "Soft."}, None),
    ("TI-4", {"en": "Uncovered basket", "de": "Tischkorb"}, {"en": "Woven."}, None),
    ("绿-5", {"en": "Green leaf", "zh": "龙井绿茶"}, {"en": "Loose.", "zh": "清香的绿茶。"}, None),
]


def _list(
    shop: Shop, sku: str, titles: dict[str, str], descriptions: dict[str, str], brand: str | None
) -> None:
    new = NewProduct(
        merchant_id=shop.lumen,
        category="kitchen",
        brand=brand,
        titles=titles,
        descriptions=descriptions,
        hs_code="691110",
        origin="CN",
        attributes={},
        options=(),
        variants=(make_variant(sku),),
    )
    product_id, variants = catalogs.list_product(new, by=SYSTEM)
    catalogs.add_picture(product_id, goods.make_picture(), titles, by=SYSTEM)
    catalogs.publish_product(product_id, shop.lumen, by=SYSTEM)
    goods.price({id: Money(1000, "USD") for id in variants.values()})


def find(shop: Shop, query: str, language: str = "en") -> list[str]:
    site = shop.sites["ru" if language == "ru" else "global"]
    view = View(site, site.chain(language), site.default_currency)
    with reading():
        finding = queries.understand(view, query)
        if finding.reach not in {Reach.CLOSE, Reach.WIDE}:
            return []
        page = queries.list_cards(ListingAsk(view, finding=finding, sort=Sort.RELEVANCE))
    return [card.title for card in page.items]


def test_case_does_not_matter_in_any_alphabet(shelves: Shop) -> None:
    assert find(shelves, "MOON") == ["Moon lamp"]
    assert find(shelves, "ёМКОСТЬ красная", "ru") == ["Красная Ёмкость"]


def test_every_word_must_fit(shelves: Shop) -> None:
    assert find(shelves, "blue bowl") == ["Blue bowl"]
    assert find(shelves, "blue basket") == []


def test_a_title_comes_before_the_small_print(shelves: Shop) -> None:
    assert find(shelves, "red") == ["Red bowl", "Blue bowl"]


def test_a_word_is_found_in_its_other_forms_and_where_it_begins(shelves: Shop) -> None:
    assert sorted(find(shelves, "bowls")) == ["Blue bowl", "Red bowl"]
    assert find(shelves, "covers") == ["Red bowl"]
    assert find(shelves, "uncov") == ["Uncovered basket"]
    assert find(shelves, "overed") == []


def test_compound_words_are_found_by_their_end(shelves: Shop) -> None:
    assert find(shelves, "korb", "de") == ["Tischkorb"]


def test_words_without_spaces_between_them_are_found(shelves: Shop) -> None:
    assert find(shelves, "绿茶", "zh") == ["龙井绿茶"]
    assert find(shelves, "清香", "zh") == ["龙井绿茶"]


def test_a_brand_and_a_whole_sku_are_found(shelves: Shop) -> None:
    assert find(shelves, "skóg") == ["Blue bowl"]
    assert find(shelves, "rb-1") == ["Red bowl"]


@pytest.mark.parametrize("query", ["100%", "cotton_", "*cotton", "cloth'--", "100 & cotton"])
def test_signs_are_no_part_of_words(shelves: Shop, query: str) -> None:
    assert find(shelves, query) == ["100% cotton_cloth"]


@pytest.mark.parametrize(
    "query", ["%", "_", "\\", "(", "[a-z]+", "'--", "*", "\\m", "a{1,999}", "😀", ":*", "the"]
)
def test_signs_are_no_commands(shelves: Shop, query: str) -> None:
    assert find(shelves, query) == []


def test_what_has_no_text_in_the_language_is_found_by_the_one_it_falls_back_to(shelves: Shop) -> None:
    assert find(shelves, "basket", "zh") == ["Uncovered basket"]


def test_words_of_another_language_of_the_site_find_what_is_called_so_there(shelves: Shop) -> None:
    assert find(shelves, "basket", "de") == ["Tischkorb"]
    assert find(shelves, "ёмкость", "en") == ["Red bowl"]
    assert sorted(find(shelves, "bowl", "ru")) == ["Blue bowl", "Красная Ёмкость"]
