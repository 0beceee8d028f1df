"""Whoever adds a table of products or variants must say whether bulk-made worlds have rows in it."""

import importlib
import pkgutil

import core
from cli.bench.world import copies
from core.platform.db import Model
from core.search import policy


def tables_of_goods() -> set[str]:
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if module.name.endswith(".models") or module.name == "core.platform.slugs":
            importlib.import_module(module.name)
    return {
        table.name
        for table in Model.metadata.tables.values()
        if {"product_id", "variant_id"} & set(table.columns.keys())
    }


def test_every_table_of_goods_is_copied_counted_or_left_out_on_purpose() -> None:
    named = {*copies.OF_PRODUCTS, *copies.OF_VARIANTS, *copies.COUNTED, *copies.LEFT_OUT}
    assert tables_of_goods() - named == set()


def test_what_is_left_out_or_copied_exists() -> None:
    tables_of_goods()
    named = {*copies.OF_PRODUCTS, *copies.OF_VARIANTS, *copies.COUNTED, *copies.LEFT_OUT}
    assert named - set(Model.metadata.tables) == set()


def test_columns_that_are_made_anew_exist() -> None:
    tables_of_goods()
    for table, own in {**copies.OF_PRODUCTS, **copies.OF_VARIANTS}.items():
        assert set(own) <= set(Model.metadata.tables[table].columns.keys()), table


def test_ratings_stand_as_search_reckons_them() -> None:
    assert (copies.USUAL_RATING, copies.WEIGHT_OF_USUAL) == (policy.USUAL_RATING, policy.WEIGHT_OF_USUAL)


def test_documents_stand_in_tiers_as_search_puts_them() -> None:
    assert str(list(policy.FLOORS)) in copies.TIER
