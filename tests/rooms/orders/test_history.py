"""Every step of a purchase is written down with who made it."""

from core.orders.models import Purchase
from core.platform import audit
from core.platform.db import reading
from tests.factories import purchases as make
from tests.factories.shop import Shop


def test_a_purchase_has_a_history_from_its_first_moment(shop: Shop) -> None:
    purchase = make.make_paid_purchase(shop, {"MUG": 1})
    with reading():
        told = audit.history_of(Purchase.__tablename__, purchase.id)
    assert [(entry.action, entry.after["state"]) for entry in told] == [("place", "placed"), ("pay", "paid")]
    assert told[0].actor_kind == "guest"
