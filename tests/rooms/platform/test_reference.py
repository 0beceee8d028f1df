"""What processes keep of reference tables is never older than the tables, whoever wrote to them."""

from sqlalchemy import text

from core.inventory import queries as inventory
from core.platform import reference
from core.platform.db import reading, session, transaction
from tests.factories.shop import Shop
from tests.statements import counted


def names() -> list[str]:
    return sorted(location.name for location in inventory.list_locations(("en",)).values())


def rename(shop: Shop, name: str) -> None:
    change = text(
        "UPDATE stock_locations SET names = jsonb_build_object('en', :name\\:\\:text) WHERE id = :id"
    )
    session().execute(change, {"name": name, "id": shop.warsaw})


def test_what_is_kept_is_read_once_and_proven_each_time(shop: Shop) -> None:
    for is_measured in (False, True):
        with reading(), counted() as sent, reference.proven():
            first, second = names(), names()
        assert first == second
        if is_measured:
            assert len(sent) == 1, sent
            assert "editions" in sent[0]


def test_a_change_by_plain_sql_is_seen_at_the_next_look(shop: Shop) -> None:
    with reading(), reference.proven():
        before = names()
    with transaction():
        rename(shop, "Another shed")
    with reading(), reference.proven():
        assert "Another shed" in names()
    assert "Another shed" not in before


def test_who_changes_sees_the_change_before_it_is_committed(shop: Shop) -> None:
    with transaction():
        with reference.proven():
            names()
        rename(shop, "Third shed")
        assert "Third shed" in names()
        with reference.proven():
            assert "Third shed" in names()


def test_nothing_is_left_of_a_change_that_was_taken_back(shop: Shop) -> None:
    with transaction() as opened:
        savepoint = opened.begin_nested()
        rename(shop, "Shed of nobody")
        with reference.proven():
            assert "Shed of nobody" in names()
        savepoint.rollback()
        with reference.proven():
            assert "Shed of nobody" not in names()
