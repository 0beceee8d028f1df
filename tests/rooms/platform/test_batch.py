"""Rows of many rooms travel by one statement, all of them or none."""

import pytest
from sqlalchemy import bindparam, func, select, text

from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.orders.events import PurchasePlaced
from core.platform import audit, batch, outbox
from core.platform.audit import AuditEntry
from core.platform.db import read_rows, session, transaction
from core.platform.outbox import Message
from core.platform.throttle import Window
from tests.factories.shop import Shop
from tests.statements import counted

ROW = {"scope": "batch", "key": "a", "starts_at": "2026-01-01T00:00:00+00:00", "count": 3}


def count_of(table: type) -> int:
    return session().scalar(select(func.count()).select_from(table)) or 0


def test_everything_gathered_is_sent_as_one_statement_at_the_end(shop: Shop) -> None:
    with transaction():
        before = count_of(Message)
        with counted() as sent:
            with batch.gathered():
                batch.insert(Window, [ROW, ROW | {"key": "b"}])
                outbox.record(PurchasePlaced(purchase_id=7))
                audit.began(AuditEntry, 7, "place", by=SYSTEM, after={"state": "placed"})
                assert sent == []
            assert len(sent) == 1
        kept = select(Window.key, Window.count).where(Window.scope == "batch").order_by(Window.key)
        assert [tuple(row) for row in session().execute(kept)] == [("a", 3), ("b", 3)]
        assert count_of(Message) == before + 1
        assert audit.history_of("audit_entries", 7)[0].after == {"state": "placed"}


def test_the_history_of_a_change_travels_with_the_batch(shop: Shop) -> None:
    with transaction():
        with counted() as sent, batch.gathered():
            audit.changed(AuditEntry(id=7), "close", by=SYSTEM, before={"is_open": True}, reason="late")
            audit.changed(AuditEntry(id=7), "open", by=SYSTEM, after={"is_open": True})
        assert len([one for one in sent if "INTO audit_entries" in one]) == 1
        closed, opened = audit.histories_of("audit_entries", [7, 8])[7]
        assert (closed.action, closed.before, closed.reason) == ("close", {"is_open": True}, "late")
        assert (opened.action, opened.after) == ("open", {"is_open": True})
        assert audit.histories_of("audit_entries", [8]) == {8: []}


def test_plain_columns_are_read_after_what_waits_was_written(shop: Shop) -> None:
    with transaction():
        session().add(Window(scope="batch", key="a", starts_at=clock.now(), count=1))
        kept = select(Window.key).where(Window.scope == bindparam("scope"))
        assert [row.key for row in read_rows(kept, {"scope": "batch"})] == ["a"]


def test_an_exception_within_sends_nothing(shop: Shop) -> None:
    def give_up() -> None:
        with batch.gathered():
            batch.insert(Window, [ROW])
            raise ZeroDivisionError

    with transaction(), counted() as sent:
        with pytest.raises(ZeroDivisionError):
            give_up()
        assert sent == []
        assert not batch.is_open()


def test_without_a_batch_rows_are_written_at_once(shop: Shop) -> None:
    with transaction():
        batch.insert(Window, [ROW])
        assert session().scalar(select(Window.count).where(Window.scope == "batch")) == 3


def test_rows_that_differ_in_their_columns_are_refused(shop: Shop) -> None:
    with transaction():
        with pytest.raises(batch.OddRows):
            batch.insert(Window, [ROW, {"scope": "batch"}])
        with batch.gathered():
            batch.insert(Window, [ROW])
            with pytest.raises(batch.OddRows):
                batch.insert(Window, [{"scope": "batch"}])


def test_ids_are_taken_before_and_never_twice(shop: Shop) -> None:
    with transaction():
        with counted() as sent, batch.gathered(purchases=2, orders=1):
            first, second = batch.new_ids(purchases=1), batch.new_ids(purchases=1, orders=1)
        assert len(sent) == 1
        later = batch.new_ids(purchases=1)
        last = session().scalar(text("SELECT last_value FROM purchases_id_seq"))
    assert first["purchases"] < second["purchases"] < later["purchases"] == [last]
    assert len(second["orders"]) == 1


def test_a_change_that_rides_along_is_judged_by_what_it_returned(shop: Shop) -> None:
    seen: list[list[int]] = []
    sql = "UPDATE stock_levels SET on_hand = on_hand WHERE variant_id = :variant RETURNING variant_id AS told"
    with transaction(), batch.gathered():
        batch.change("levels", sql, {"variant": shop.variants["MUG"]}, seen.append)
        assert seen == []
    assert seen == [[shop.variants["MUG"]]]
