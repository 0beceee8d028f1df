from threading import Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select, text

from core.catalog.models import Product
from core.platform.db import reading, session, transaction
from core.search import service
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
