"""Goods told again in bulk stand in every table as those do that merchants listed themselves."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from cli.bench.world import copies
from core.inventory import queries as inventory
from core.platform.db import reading
from core.search import queries as search
from core.search.policy import tier_of
from core.search.policy.spelling import trigrams
from core.search.types import ListingAsk, View
from tests.database import as_superuser
from tests.factories.shop import Shop

SKUS = 60


@pytest.fixture
def door(committed_shop: Shop) -> Iterator[psycopg.Connection[Any]]:
    """Give a superuser's connection to the shop's database."""
    with as_superuser() as opened:
        yield opened


def one(door: psycopg.Connection[Any], statement: str) -> Any:
    row = door.execute(statement.encode()).fetchone()
    return row[0] if row else None


def test_a_world_has_the_skus_asked_for_and_whole_rows_of_each(
    committed_shop: Shop, door: psycopg.Connection[Any]
) -> None:
    prices = one(door, "select count(*) from prices join variants v on v.id = variant_id where v.sku = 'MUG'")
    copies.multiply(door, SKUS)
    assert one(door, "select count(*) from variants") == SKUS
    copied = "from prices join variants v on v.id = variant_id where v.sku like 'MUG-%'"
    mugs = one(door, "select count(*) from variants where sku like 'MUG-%'")
    assert mugs > 5
    assert one(door, f"select count(*) {copied}") == mugs * prices
    assert one(door, f"select count(distinct amount_minor) {copied}") > prices
    assert one(door, "select count(*) from slugs s where kind = 'product' and not exists"
                     " (select 1 from products p where p.id = s.entity_id)") == 0  # fmt: skip


def test_the_ledger_proves_the_stock_of_copies_too(
    committed_shop: Shop, door: psycopg.Connection[Any]
) -> None:
    copies.multiply(door, SKUS)
    units = one(
        door,
        "select sum(on_hand) from stock_levels join variants v on v.id = variant_id where sku like 'MUG-%'",
    )
    mugs = one(door, "select count(*) from variants where sku like 'MUG-%'")
    assert units == mugs * 25 * copies.MUCH
    with reading():
        assert inventory.list_unproven() == []


def test_shoppers_find_copies_under_names_of_their_own(
    committed_shop: Shop, door: psycopg.Connection[Any]
) -> None:
    copies.multiply(door, SKUS)
    site = committed_shop.sites["global"]
    with reading():
        found = search.list_cards(ListingAsk(View(site, site.chain("en"), "USD")))
    titles = [card.title for card in found.items]
    assert found.total > 20
    assert len(set(titles)) > len(titles) / 2


def test_copies_stand_in_the_tier_that_they_sell_well_enough_for(
    committed_shop: Shop, door: psycopg.Connection[Any]
) -> None:
    copies.multiply(door, SKUS)
    rows = door.execute(
        "select distinct f.sold, d.tier, p.tier from search_facts f"
        " join search_documents d on d.product_id = f.product_id join search_products p on p.id = f.product_id"
    ).fetchall()
    assert len({tier for _, tier, _ in rows}) > 1
    assert all(document == product == tier_of(sold) for sold, document, product in rows)


def test_made_up_words_are_known_as_search_knows_words(
    committed_shop: Shop, door: psycopg.Connection[Any]
) -> None:
    copies.multiply(door, SKUS)
    row = door.execute("select trigrams from search_words where language = 'en' and word = 'kalo'").fetchone()
    assert row is not None
    assert sorted(row[0]) == trigrams("kalo")


def test_a_world_that_is_large_enough_stays_as_it_is(
    committed_shop: Shop, door: psycopg.Connection[Any]
) -> None:
    before = one(door, "select count(*) from variants")
    copies.multiply(door, 3)
    assert one(door, "select count(*) from variants") == before


def test_the_next_product_gets_a_number_nobody_has(
    committed_shop: Shop, door: psycopg.Connection[Any]
) -> None:
    copies.multiply(door, SKUS)
    assert one(door, "select nextval(pg_get_serial_sequence('products', 'id')) > max(id) from products")


def test_what_the_seeds_told_counts_as_heard(committed_shop: Shop, door: psycopg.Connection[Any]) -> None:
    assert one(door, "select count(*) from outbox_messages where fanned_out_at is null") > 0
    copies.multiply(door, SKUS)
    assert one(door, "select count(*) from outbox_messages where fanned_out_at is null") == 0
