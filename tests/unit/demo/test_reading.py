"""The goods as the loader reads them: enough of everything, named without clashes, the same every time."""

from collections import Counter, defaultdict
from decimal import Decimal

from cli.demo import listing
from cli.demo.reading import Goods, read_goods, read_world

GOODS: Goods = read_goods()
PREFIXES = {merchant["key"]: merchant["sku_prefix"] for merchant in read_world("merchants")}


def test_the_world_is_as_large_as_promised() -> None:
    assert len(PREFIXES) >= 8
    assert len(read_world("stock_locations")) == 3
    assert len(GOODS.categories) >= 30
    assert len(GOODS.items) >= 240
    assert sum(len(item.forms) for item in GOODS.items) >= 700
    assert {item.merchant for item in GOODS.items} == set(PREFIXES)


def test_categories_stand_after_their_parents_on_three_levels() -> None:
    levels: dict[str | None, int] = {None: 0}
    for category in GOODS.categories:
        levels[category["slug"]] = levels[category["parent"]] + 1
    assert set(levels.values()) == {0, 1, 2, 3}
    assert {levels[item.category] for item in GOODS.items} == {3}


def test_no_two_categories_look_alike() -> None:
    assert [art for art, times in Counter(raw["art"] for raw in GOODS.categories).items() if times > 1] == []


def test_items_are_mixed_and_stand_in_one_order_for_ever() -> None:
    first = [item.category for item in GOODS.items[:12]]
    assert len(set(first)) > 6
    assert read_goods.__wrapped__().items == GOODS.items


def test_skus_are_short_and_unique() -> None:
    skus = Counter(
        listing.sku_of(item, form, PREFIXES[item.merchant]) for item in GOODS.items for form in item.forms
    )
    assert max(skus.values()) == 1
    assert max(map(len, skus)) <= 64
    assert all(sku == sku.upper() and "_" not in sku for sku in skus)
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_every_combination_of_options_is_a_form_with_its_own_price_and_weight() -> None:
    by_key = {item.key: item for item in GOODS.items}
    kite = by_key["diamond-kite"]
    found = {tuple(form.choices.values()): (form.price_plus, form.weight_g) for form in kite.forms}
    assert set(found) == {("h60", "p1"), ("h60", "p2"), ("h80", "p1"), ("h80", "p2")}
    assert found["h60", "p1"][0] == 0
    assert found["h80", "p2"] == (Decimal("21.00"), 280)


def test_vocabularies_of_all_folders_become_one() -> None:
    packs = list(GOODS.attributes["pack"].choices)
    assert packs.index("p2") < packs.index("p10") < packs.index("p50")
    assert {"sage", "sky", "tan"} <= set(GOODS.attributes["color"].choices)
    for item in GOODS.items:
        for code, choices in item.options.items():
            assert set(choices) <= set(GOODS.attributes[code].choices), item.key
    brands = defaultdict(set)
    for item in GOODS.items:
        brands[GOODS.brands[item.brand]].add(item.brand)
    assert all(len(slugs) == 1 for slugs in brands.values())
