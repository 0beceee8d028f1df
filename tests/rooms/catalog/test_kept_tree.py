"""Keeping: the category tree is read once, and anew as soon as somebody changed it, or never where that failed."""

import pytest

from core.catalog import queries as catalogs
from core.catalog import service
from core.kernel.actor import SYSTEM
from core.platform.db import reading, transaction
from tests.factories.shop import Shop
from tests.statements import counted


def codes() -> list[str]:
    with reading():
        return [node.code for node in catalogs.list_category_tree(("en",))]


def add_garden() -> None:
    service.add_category(
        code="garden", parent=None, names={"en": "Garden"}, descriptions={}, position=9, by=SYSTEM
    )


def add_garden_and_fail() -> None:
    add_garden()
    assert "garden" in [node.code for node in catalogs.list_category_tree(("en",))]
    raise ZeroDivisionError


def test_a_tree_that_is_known_costs_one_statement(shop: Shop) -> None:
    codes()
    with counted() as sent:
        assert codes()
    assert len(sent) == 1, sent


def test_a_change_is_seen_at_once(shop: Shop) -> None:
    before = codes()
    with transaction():
        add_garden()
    assert codes() == [*before, "garden"]


def test_a_change_that_was_taken_back_leaves_nothing(shop: Shop) -> None:
    before = codes()
    with pytest.raises(ZeroDivisionError), transaction():
        add_garden_and_fail()
    assert codes() == before
