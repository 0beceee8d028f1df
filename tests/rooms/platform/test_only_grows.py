"""Ledgers only grow: the database itself refuses to change or delete what was written."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from core.payments import service
from core.payments.types import GatewayEvent, GatewayStatus
from core.platform.db import transaction
from tests.factories import purchases as make
from tests.factories.shop import Shop

LEDGERS = ("stock_movements", "price_changes", "fx_rates", "tax_rates", "payment_words", "audit_entries")


@pytest.fixture
def _lived_in(shop: Shop) -> None:
    payment = make.payment_of(make.make_paid_purchase(shop))
    told = GatewayStatus(payment.reference, payment.state, payment.amount)
    with transaction():
        service.hear("sandbox", GatewayEvent("evt-1", "captured", payment.reference, told), {"id": "evt-1"})


@pytest.mark.usefixtures("_lived_in")
@pytest.mark.parametrize("act", ["UPDATE {0} SET id = id", "DELETE FROM {0}"])
@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_ledger_refuses_to_be_rewritten(db: Connection, ledger: str, act: str) -> None:
    rows = db.scalar(text(f"SELECT count(*) FROM {ledger}"))  # noqa: S608 - our own names
    assert rows is not None
    assert rows > 0
    with pytest.raises(IntegrityError, match="only grows"), db.begin_nested():
        db.execute(text(act.format(ledger)))
    assert db.scalar(text(f"SELECT count(*) FROM {ledger}")) == rows  # noqa: S608


@pytest.mark.usefixtures("_lived_in")
def test_a_balance_cannot_be_set_against_its_limits(db: Connection) -> None:
    for change in ("reserved = on_hand + 1", "reserved = -1", "on_hand = -1"):
        with pytest.raises(IntegrityError), db.begin_nested():
            db.execute(text(f"UPDATE stock_levels SET {change}"))  # noqa: S608


@pytest.mark.usefixtures("_lived_in")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE purchases SET total_minor = total_minor + 1",
        "UPDATE order_lines SET total_minor = total_minor + 1",
        "UPDATE order_lines SET quantity = 0",
        "UPDATE orders SET refunded_minor = total_minor + 1",
        "UPDATE payments SET captured_minor = captured_minor - 1",
        "UPDATE payments SET refunded_minor = captured_minor + 1",
        "UPDATE prices SET amount_minor = 0",
        "UPDATE cart_lines SET quantity = 100",
        "UPDATE variants SET weight_g = 0",
        "UPDATE products SET published_at = NULL WHERE state = 'live'",
    ],
)
def test_the_database_knows_the_rules_too(db: Connection, change: str) -> None:
    with pytest.raises(IntegrityError), db.begin_nested():
        db.execute(text(change))
