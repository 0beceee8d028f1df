"""A purchase that breaks off leaves nothing behind, wherever it breaks; what was acknowledged is whole."""

from functools import partial

import pytest
from sqlalchemy import text

from core.checkout import service as checkout
from core.inventory import queries as inventory
from core.kernel.refusal import Refusal
from core.orders import queries as orders
from core.platform.db import OUTAGES, reading, session, transaction
from tests.factories import purchases as make
from tests.factories.purchases import GATEWAY, Ready
from tests.factories.shop import Shop
from tests.races.together import refusals, successes, together


def place_and_fall(ready: Ready) -> None:
    """Do everything of the last click, and lose the database's process before it commits."""
    with transaction():
        checkout.place_order(
            ready.ask,
            ready.token,
            key=ready.key,
            fingerprint=ready.fingerprint,
            gateway=GATEWAY,
            account_id=None,
            by=ready.by,
        )
        session().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def reserved_of(shop: Shop, sku: str) -> int:
    with reading():
        assert inventory.list_unproven() == []
        (found,) = inventory.list_levels_everywhere([shop.variants[sku]])
    return found.reserved


def test_a_crash_before_the_commit_takes_nothing_and_the_same_click_works_again(committed_shop: Shop) -> None:
    shop = committed_shop
    ready = make.make_ready(shop, {"LAMP-WHITE": 2, "MUG": 1})
    with pytest.raises(OUTAGES):
        place_and_fall(ready)
    assert reserved_of(shop, "LAMP-WHITE") == 0
    with reading():
        assert orders.count_purchases_by_state() == {}
    placed = make.place(ready)
    assert not placed.is_repeat
    assert reserved_of(shop, "LAMP-WHITE") == 2


def test_one_hot_shelf_sells_exactly_what_it_has_while_some_buyers_crash(committed_shop: Shop) -> None:
    shop = committed_shop
    ready = [make.make_ready(shop, {"HONEY": 1}) for _ in range(36)]

    def fall(one: Ready) -> None:
        try:
            place_and_fall(one)
        except Refusal:
            raise
        except OUTAGES:
            return

    buying = [partial(make.place, one) for one in ready[:30]]
    answers = together([*buying, *(partial(fall, one) for one in ready[30:])])
    placed, refused = successes(answers[:30]), refusals(answers[:30])
    assert len(placed) == 20  # all there was, though six more had it in hand for a moment
    assert len(refused) == 10
    assert reserved_of(shop, "HONEY") == 20
    with reading():
        assert orders.count_purchases_by_state() == {"placed": 20}
