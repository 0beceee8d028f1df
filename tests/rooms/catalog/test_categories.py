import pytest

from core.catalog import queries, service
from core.catalog.errors import CategoryNotFound, UnknownCode
from core.catalog.types import CategoryNode
from core.kernel.actor import SYSTEM
from core.platform.db import reading, transaction
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused


def add(code: str, parent: str | None) -> None:
    with transaction():
        service.add_category(
            code=code, parent=parent, names={"en": code.title()}, descriptions={}, position=9, by=SYSTEM
        )


def codes(tree: tuple[CategoryNode, ...]) -> list[object]:
    return [(node.code, codes(node.children)) if node.children else node.code for node in tree]


@pytest.mark.usefixtures("shop")
def test_the_tree_is_in_order_and_in_the_readers_language() -> None:
    with reading():
        tree = queries.list_category_tree(("de", "en"))
    assert codes(tree) == [("home", [("lighting", ["lamps"]), "kitchen"]), "pantry"]
    lamps = tree[0].children[0].children[0]
    assert lamps.path == (("Wohnen", "wohnen"), ("Licht", "licht"), ("Leuchten", "leuchten"))
    assert lamps.level == 3
    assert queries.find_category(tree, lamps.id) == lamps


@pytest.mark.usefixtures("shop")
def test_what_a_site_leaves_out_is_gone_with_all_below_it() -> None:
    with reading():
        assert codes(queries.list_category_tree(("en",), without=["lighting"])) == [
            ("home", ["kitchen"]),
            "pantry",
        ]
        assert queries.list_codes_below(["lighting"]) == {"lighting", "lamps"}
        assert queries.list_codes_below(["home"]) == {"home", "lighting", "lamps", "kitchen"}
        assert queries.list_codes_below([]) == set()


@pytest.mark.usefixtures("shop")
def test_the_tree_has_three_levels_and_no_fourth() -> None:
    with refused(UnknownCode):
        add("desk-lamps", "lamps")
    with refused(UnknownCode):
        add("x", "no-such-parent")


@pytest.mark.usefixtures("shop")
def test_a_new_category_is_told_and_found_by_its_slug() -> None:
    mark = newest_fact()
    add("bath", "home")
    with reading():
        found = queries.get_category_id("bath", ("en",))
    assert found[1]
    assert facts(mark) == [("CategoryChanged", {"category_id": found[0]})]
    with reading(), pytest.raises(CategoryNotFound):
        queries.get_category_id("cave", ("en",))


def test_a_variant_is_taxed_as_its_category(shop: Shop) -> None:
    with reading():
        assert queries.tax_categories_of(shop.variants.values()) == {
            id: "reduced_food" if sku == "HONEY" else "standard" for sku, id in shop.variants.items()
        }
        assert set(queries.list_all_variant_ids()) == set(shop.variants.values())
