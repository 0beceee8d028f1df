from threading import Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select, text

from core.catalog.models import Product
from core.inventory import service as inventory
from core.inventory.types import MovementKind
from core.kernel.actor import SYSTEM
from core.kernel.ids import LocationId, VariantId
from core.platform.db import reading, session, transaction
from core.search import queries, service
from core.search.models import Tally
from tests.factories.shop import Shop
from workers import search


def wait_until_somebody_waits() -> None:
    """Wait until a statement of another connection waits for a lock."""
    waiting = text(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    until = monotonic() + 5
    while not session().scalar(waiting) and monotonic() < until:
        sleep(0.02)
        session().execute(text("select pg_stat_clear_snapshot()"))


def test_the_whole_index_is_written_while_a_relay_writes_parts_in_another_order(
    committed_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A turn of the relay writes several facts in one transaction, so it holds the edition before the last product."""
    monkeypatch.setattr(search, "PRODUCTS_AT_ONCE", 1)
    with reading():
        first, last, count = (
            session()
            .execute(select(func.min(Product.id), func.max(Product.id), func.count(Product.id)))
            .one()
        )
    written: list[int] = []
    making = Thread(target=lambda: written.append(search.write_index(is_all=True)))
    with transaction():
        service.index_products([last])
        making.start()
        wait_until_somebody_waits()
        service.index_products([first])
    making.join(20)
    assert written == [count]


def test_numbers_beside_listings_stay_exact_while_many_write_and_fold(committed_shop: Shop) -> None:
    shop = committed_shop
    mug, lamp = shop.variants["MUG"], shop.variants["LAMP-BLACK"]

    def sell_and_restock(variant_id: VariantId, place: LocationId, units: int) -> None:
        for at in range(6):
            with transaction():
                inventory.change_stock(
                    variant_id, place, units if at % 2 else -units, kind=MovementKind.CORRECTION,
                    cause="count", source_key=f"{variant_id}:{at}", by=SYSTEM,
                )  # fmt: skip
                service.index_facts(queries.list_products_of_variants([variant_id]))

    def fold() -> None:
        for _ in range(12):
            with transaction():
                service.fold_tallies()

    with transaction():
        wrong = [service.settle_tallies(site.id, "USD") for site in shop.sites.values()]
    assert wrong == [0] * len(wrong)
    writers = [(mug, shop.warsaw, 25), (lamp, shop.shenzhen, 50)]
    threads = [Thread(target=sell_and_restock, args=writer) for writer in writers]
    threads += [Thread(target=fold), Thread(target=fold)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with reading():
        assert session().scalar(select(func.count()).select_from(Tally))
    with transaction():
        for site in shop.sites.values():
            for currency in site.currencies:
                assert service.settle_tallies(site.id, currency) == 0
