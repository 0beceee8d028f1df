"""Finding a category by what it is called: its goods are found with those that bear the word themselves."""

from typing import Any

import pytest

from cli.demo import listing
from cli.demo.reading import read_goods, read_world
from core.catalog import service as catalogs
from core.catalog.types import NewProduct
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.search import queries
from core.search.policy import words
from core.search.types import LANGUAGES, ListingAsk, Reach, Sort, View
from tests.factories import goods
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.statements import counted

Json = dict[str, Any]
CATEGORIES: tuple[Json, ...] = read_goods().categories
LEAVES = [raw for raw in CATEGORIES if all(one["parent"] != raw["slug"] for one in CATEGORIES)]
OWN = {
    "home",
    "дом",
    "maison",
    "dom",
    "kitchen",
    "kuche",
    "кухня",
}  # what the small shop calls a category itself
MENTION = {"en": "For toys.", "de": "Für Spielzeug.", "ru": "Любая игрушка.", "zh": "装玩具。"}


def root_of(raw: Json) -> str:
    above = next((one for one in CATEGORIES if one["slug"] == raw["parent"]), None)
    return str(raw["slug"]) if above is None else root_of(above)


@pytest.fixture
def shelves(shop: Shop) -> Shop:
    """Give the shop with the demo world's categories and a ware in each of the lowest; a basket mentions toys."""
    with transaction():
        for position, raw in enumerate(CATEGORIES):
            catalogs.add_category(
                code=f"demo-{raw['slug']}",
                parent=f"demo-{raw['parent']}" if raw["parent"] else None,
                names=raw["names"],
                descriptions=raw["descriptions"],
                position=position,
                by=SYSTEM,
            )
        for number, raw in enumerate(LEAVES):
            _list(shop, f"demo-{raw['slug']}", {"en": f"Ware {number}"}, {"en": "Good."})
        _list(shop, "kitchen", {"en": "Basket"}, MENTION)
        _list(shop, "kitchen", {"en": "Toy clock shelf", "ru": "Полка для часов"}, {"en": "Good."})
    catch_up()
    return shop


def _list(shop: Shop, category: str, titles: dict[str, str], descriptions: dict[str, str]) -> None:
    new = NewProduct(
        merchant_id=shop.lumen,
        category=category,
        brand=None,
        titles=titles,
        descriptions=descriptions,
        hs_code="691110",
        origin="CN",
        attributes={},
        options=(),
        variants=(goods.make_variant(),),
    )
    product_id, variants = catalogs.list_product(new, by=SYSTEM)
    catalogs.add_picture(product_id, goods.make_picture(), titles, by=SYSTEM)
    catalogs.publish_product(product_id, shop.lumen, by=SYSTEM)
    goods.price({id: Money(1000, "USD") for id in variants.values()})


def view_of(shop: Shop, language: str) -> View:
    site = shop.sites[{"ru": "ru", "pl": "eu"}.get(language, "global")]
    return View(site, site.chain(language), site.default_currency)


def find(shop: Shop, query: str, language: str) -> tuple[Reach, list[str]]:
    view = view_of(shop, language)
    with reading():
        finding = queries.understand(view, query)
        if finding.reach == Reach.NOTHING:
            return finding.reach, []
        page = queries.list_cards(ListingAsk(view, finding=finding, sort=Sort.RELEVANCE))
    return finding.reach, [card.title for card in page.items]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_root_category_is_found_by_its_name(shelves: Shop, language: str) -> None:
    for root in (raw for raw in CATEGORIES if not raw["parent"]):
        name = root["names"][language]
        wares = {f"Ware {number}" for number, raw in enumerate(LEAVES) if root_of(raw) == root["slug"]}
        reach, found = find(shelves, name, language)
        assert reach == Reach.CLOSE, name
        assert wares <= set(found), name
        for thing in set(words.listed_in(name)) - OWN:
            reach, found = find(shelves, thing, language)
            assert reach == Reach.CLOSE, thing
            assert wares & set(found), thing


@pytest.mark.parametrize(
    ("query", "language"), [("toys", "en"), ("Spielzeug", "de"), ("игрушки", "ru"), ("玩具", "zh")]
)
def test_one_mention_does_not_hide_a_category(shelves: Shop, query: str, language: str) -> None:
    wares = {f"Ware {number}" for number, raw in enumerate(LEAVES) if root_of(raw) == "toys-hobbies"}
    _, found = find(shelves, query, language)
    assert wares <= set(found)
    assert found.index("Basket") > max(found.index(ware) for ware in wares)


def test_the_innermost_category_of_that_name_is_meant(shelves: Shop) -> None:
    shoes = next(number for number, raw in enumerate(LEAVES) if raw["slug"] == "shoes")
    assert find(shelves, "обувь", "ru") == (Reach.CLOSE, [f"Ware {shoes}"])
    assert find(shelves, "schuhe", "de") == (Reach.CLOSE, [f"Ware {shoes}"])


def test_a_kind_of_thing_is_not_all_that_lies_beside_it(shelves: Shop) -> None:
    assert find(shelves, "часы", "ru") == (Reach.CLOSE, ["Полка для часов"])  # and no lamps with the clocks


def test_words_between_words_say_nothing(shelves: Shop) -> None:
    shoes = next(number for number, raw in enumerate(LEAVES) if raw["slug"] == "shoes")
    assert find(shelves, "Schuhe für Männer", "de") == (Reach.LOOSE, [f"Ware {shoes}"])
    assert find(shelves, "buty na zimę", "pl") == (Reach.LOOSE, [f"Ware {shoes}"])


def test_the_demo_worlds_synonyms_lead_to_shelves_too(shelves: Shop) -> None:
    shoes = next(number for number, raw in enumerate(LEAVES) if raw["slug"] == "shoes")
    assert find(shelves, "footwear", "en")[1] == []
    with transaction():
        listing.add_synonyms()
    with reading():
        assert len(queries.list_synonyms()) == len(read_world("synonyms"))
    assert find(shelves, "footwear", "en") == (Reach.CLOSE, [f"Ware {shoes}"])


def test_a_named_shelf_takes_no_more_statements(shelves: Shop) -> None:
    with reading(), counted() as sent:
        queries.understand(view_of(shelves, "en"), "toys")
    assert len(sent) <= 3, sent
