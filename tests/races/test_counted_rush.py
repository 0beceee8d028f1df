"""A flash sale behind its counter sells exactly its pool and answers everybody, whatever becomes of the counter."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from time import sleep

import pytest

from cli.servers import valkey as server
from core.checkout import service as checkout
from core.checkout.errors import LineGone, LineShort
from core.flash_sales import counter, queries
from core.flash_sales.types import FlashSale
from core.inventory.types import PoolFigures
from core.platform import settings as configuration
from core.platform.cache import hasty
from core.platform.db import reading, transaction
from core.platform.settings import ROOT
from tests.factories import flash
from tests.factories import purchases as make
from tests.factories.purchases import GATEWAY, Ready
from tests.factories.queues import forget_clients, queue
from tests.factories.shop import Shop
from tests.races.test_flash_sale import figures, ready_for
from tests.races.together import refusals, successes, together
from workers import flash_sales

UNITS, SHOPPERS = 20, 64


@pytest.fixture
def sale(committed_shop: Shop, tmp_path: Path) -> Iterator[FlashSale]:
    """Give a sale that is on, behind a counter that was proven."""
    with queue(tmp_path):
        made = flash.make_live(committed_shop, units=UNITS)
        assert flash_sales.count_again() == 1
        yield made


def crowd(shop: Shop, many: int = SHOPPERS) -> list[Ready]:
    """Bring shoppers to the last click, and the counter to its senses after they took so long for it."""
    ready = [ready_for(shop, str(n)) for n in range(many)]
    flash_sales.count_again()
    return ready


def said(sale: FlashSale) -> tuple[int | None, datetime | None]:
    """Give what the counter says is left, and when it was off."""
    with reading():
        found = queries.find_counted(sale)
    assert found is not None
    return found.left, found.off_at


def left(sale: FlashSale) -> int | None:
    return said(sale)[0]


def sold_out(sale: FlashSale) -> bool:
    return figures(sale) == PoolFigures(moved_in=UNITS, reserved=UNITS, promised=UNITS)


@contextmanager
def meanwhile(act: partial[object], pause: float) -> Iterator[None]:
    """Do something again and again in a thread while the block lasts."""
    stop = Flag()

    def repeat() -> None:
        while not stop.wait(pause):
            act()

    thread = Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_twenty_units_and_sixty_four_shoppers_are_twenty_orders(
    committed_shop: Shop, sale: FlashSale
) -> None:
    ready = crowd(committed_shop)
    answers = together([partial(make.place_counted, one) for one in ready])
    assert len(successes(answers)) == UNITS
    assert [type(refusal) for refusal in refusals(answers)] == [LineGone] * (SHOPPERS - UNITS)
    assert sold_out(sale)
    flash_sales.count_again()
    assert said(sale) == (0, None)  # it was never wrong


def test_proofs_amid_the_rush_never_differ_from_the_level(committed_shop: Shop, sale: FlashSale) -> None:
    ready = crowd(committed_shop)
    with meanwhile(partial(flash_sales.count_again), 0.01):
        answers = together([partial(make.place_counted, one) for one in ready])
    assert len(successes(answers)) == UNITS
    assert {type(refusal) for refusal in refusals(answers)} == {LineGone}
    assert sold_out(sale)
    assert said(sale) == (0, None)


@pytest.mark.parametrize("is_proven_again", [True, False])
def test_a_counter_that_is_emptied_amid_the_rush_costs_nobody_a_unit(
    committed_shop: Shop, sale: FlashSale, is_proven_again: bool
) -> None:
    ready = crowd(committed_shop)

    def lose() -> None:
        hasty().flushall()
        if is_proven_again:
            flash_sales.count_again()

    placing = [partial(make.place_counted, one) for one in ready]
    answers = together([*placing[:12], lose])[:12]
    with meanwhile(partial(lose), 0.05):
        answers += together(placing[12:])
    assert len(successes(answers)) == UNITS
    assert {type(refusal) for refusal in refusals(answers)} <= {LineGone, LineShort}
    assert len(refusals(answers)) == SHOPPERS - UNITS
    assert sold_out(sale)
    flash_sales.count_again()
    assert left(sale) == 0


def test_without_the_counter_the_database_decides_alone(committed_shop: Shop, tmp_path: Path) -> None:
    with server.start(tmp_path, fast=True) as url:
        configuration.override(redis_url=url)
        forget_clients()
        sale = flash.make_live(committed_shop, units=UNITS)
        ready = crowd(committed_shop)
        early = together([partial(make.place_counted, one) for one in ready[:8]])
    late = together([partial(make.place_counted, one) for one in ready[8:]])  # the service has stopped
    forget_clients()
    assert len(successes(early)) == 8
    assert len(successes(late)) == UNITS - 8
    assert [type(refusal) for refusal in refusals(late)] == [LineShort] * (SHOPPERS - UNITS)
    assert sold_out(sale)


DYING = """
import sys
from core.flash_sales import counter
from core.platform.db import session, transaction
from sqlalchemy import text
pool, key, moment = int(sys.argv[1]), sys.argv[2], sys.argv[3]
assert counter.take(pool, key, 20).is_held
if moment == "amid":
    with transaction():
        session().execute(text(f"UPDATE stock_levels SET reserved = reserved + 20 WHERE location_id = {pool}"))
        print("now", flush=True)
        sys.stdin.read()
print("now", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("moment", ["before", "amid"])
def test_a_process_that_dies_with_all_units_keeps_them_for_seconds_only(
    committed_shop: Shop, sale: FlashSale, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    ready = crowd(committed_shop, UNITS + 4)
    environment = os.environ | {
        "DATABASE_URL": configuration.settings().database_url,
        "REDIS_URL": configuration.settings().redis_url,
        "PYTHONPATH": str(ROOT),
    }
    dying = subprocess.Popen(
        [sys.executable, "-c", DYING, str(sale.pool_id), "the dead", moment],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert dying.stdout is not None
    assert dying.stdout.readline() == "now\n"
    dying.send_signal(signal.SIGKILL)
    dying.communicate()
    flash_sales.count_again()
    answers = together([partial(make.place_counted, one) for one in ready])
    assert [type(one) for one in answers] == [LineGone] * len(ready)
    monkeypatch.setattr(counter, "TAKE_SECONDS", 1)
    for _ in range(10):
        sleep(0.5)
        flash_sales.count_again()
        if left(sale):
            break
    answers = together([partial(make.place_counted, one) for one in ready])
    assert len(successes(answers)) == UNITS
    assert sold_out(sale)


class Fallen(Exception):
    """What breaks a placing off after everything was written."""


def fall(ready: Ready) -> None:
    """Do everything of the last click but commit."""
    wanted = checkout.list_wanted(ready.quote)
    with (
        suppress(Fallen),
        reading(),
        checkout.holding_units(ready.ask.site.id, wanted, ready.key),
        transaction(),
    ):
        checkout.place_order(
            ready.ask,
            ready.token,
            key=ready.key,
            fingerprint=ready.fingerprint,
            gateway=GATEWAY,
            account_id=None,
            by=ready.by,
        )
        raise Fallen


def test_what_rolls_back_amid_the_rush_is_sold_to_others(committed_shop: Shop, sale: FlashSale) -> None:
    ready = crowd(committed_shop, 40)
    together([partial(fall, one) for one in ready[:10]])
    assert left(sale) == UNITS
    buyers = ready[10:]
    placing = [partial(make.place_counted, one) for one in buyers]
    answers = together([*placing, *(partial(fall, one) for one in ready[:10])])[: len(buyers)]
    late = [one for one, answer in zip(buyers, answers, strict=True) if isinstance(answer, LineShort)]
    again = together([partial(make.place_counted, one) for one in late])
    assert len(successes(answers)) + len(successes(again)) == UNITS
    assert sold_out(sale)
    flash_sales.count_again()
    assert said(sale) == (0, None)
