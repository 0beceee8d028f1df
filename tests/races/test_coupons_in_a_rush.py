"""Ten thousand claims for a thousand coupons: exactly a thousand are given, to a thousand accounts, whatever breaks."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from time import monotonic, sleep

import pytest

from core.kernel.ids import AccountId
from core.platform import settings as configuration
from core.platform.cache import valkey
from core.platform.db import reading, transaction
from core.platform.settings import ROOT
from core.promotions import line, queries, service
from core.promotions.types import Offer, Standing
from tests.factories import coupons as make
from tests.factories.queues import queue
from tests.factories.shop import Shop
from workers import coupons

COUPONS, ACCOUNTS, CLAIMS, THREADS = 1000, 1500, 10_000, 8
WITHIN_S = 60


@pytest.fixture
def rush(committed_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    """Give an offer that a crowd from one address may claim as often as it likes."""
    monkeypatch.setattr(line, "MOST_BY_ADDRESS", CLAIMS * 10)
    with queue(tmp_path):
        yield make.live(committed_shop.sites["eu"].id, quota=COUPONS)


@pytest.fixture
def settler() -> Iterator[Flag]:
    """Settle in a thread, as the relay does."""
    stop = Flag()
    thread = Thread(target=coupons.settle_until, args=(stop,), daemon=True)
    thread.start()
    yield stop
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def everybody(people: list[AccountId], claims: int) -> list[AccountId]:
    """Mix who claims when: everybody at least once, in an order that is the same in every run."""
    mixed = people * (claims // len(people)) + people[: claims % len(people)]
    random.Random(7).shuffle(mixed)
    return mixed


def rushed(offer: Offer, claims: list[AccountId]) -> list[tuple[AccountId, Standing]]:
    """Send all claims from several threads and give what each was answered."""

    def ask(one: AccountId) -> tuple[AccountId, Standing]:
        return one, make.claim(offer, one)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(ask, claims, chunksize=50))


def wait_until_settled(offer: Offer, many: int) -> None:
    end = monotonic() + WITHIN_S
    while monotonic() < end:
        if make.found(offer.id).claimed >= many and waiting(offer) == 0:
            return
        sleep(0.1)
    raise AssertionError(f"{make.found(offer.id).claimed} of {many} were written down")


def waiting(offer: Offer) -> int:
    with reading():
        counted = queries.count_waiting([offer])
    assert counted is not None
    return counted[offer.id]


@pytest.mark.usefixtures("settler")
def test_exactly_a_thousand_of_ten_thousand(rush: Offer) -> None:
    people = make.crowd(ACCOUNTS)
    answers = rushed(rush, everybody(people, CLAIMS))
    wait_until_settled(rush, COUPONS)
    holders = make.holders(rush.id)
    assert len(holders) == len(set(holders)) == COUPONS
    accepted = {one for one, standing in answers if standing is Standing.IN_LINE}
    assert accepted == set(holders)  # who was told so has a coupon, and nobody else
    told = Counter(standing for _, standing in answers)
    assert set(told) <= {Standing.IN_LINE, Standing.CLAIMED, Standing.NONE_LEFT}
    assert {one for one, standing in answers if standing is Standing.NONE_LEFT} == set(people) - accepted


def test_without_the_queue_just_as_many(committed_shop: Shop) -> None:
    offer, people = make.live(committed_shop.sites["eu"].id, quota=40), make.crowd(60)
    answers = rushed(offer, everybody(people, 200))
    holders = make.holders(offer.id)
    assert len(holders) == len(set(holders)) == 40
    assert {one for one, standing in answers if standing is Standing.CLAIMED} == set(holders)


@pytest.mark.usefixtures("settler")
def test_the_line_is_lost_twice_in_the_middle(rush: Offer) -> None:
    people = make.crowd(ACCOUNTS)
    claims = everybody(people, CLAIMS)
    lost = Flag()

    def lose() -> None:
        for _ in range(2):
            sleep(0.4)
            valkey().flushall()
            lost.set()

    thief = Thread(target=lose)
    thief.start()
    rushed(rush, claims)
    thief.join()
    assert lost.is_set()
    rushed(rush, everybody(people, ACCOUNTS))  # who was forgotten claims again
    wait_until_settled(rush, COUPONS)
    holders = make.holders(rush.id)
    assert len(holders) == len(set(holders)) == COUPONS


@pytest.mark.usefixtures("settler")
def test_some_do_not_reach_the_line_and_none_gets_two(rush: Offer) -> None:
    people = make.crowd(ACCOUNTS)

    def ask(numbered: tuple[int, AccountId]) -> Standing:
        number, one = numbered
        if number % 10:
            return make.claim(rush, one)
        with transaction():
            return service.claim_directly(rush.site_id, rush.code, one)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(ask, enumerate(everybody(people, 4000)), chunksize=50))
    rushed(rush, people)
    wait_until_settled(rush, COUPONS)
    holders = make.holders(rush.id)
    assert len(holders) == len(set(holders)) == COUPONS


DYING = """
import sys
from core.platform.db import transaction
from core.promotions import service
waiting = service.list_waiting(300)
if sys.argv[1] == "before":
    with transaction():
        service.settle(waiting)
        print("now", flush=True)
        sys.stdin.read()
with transaction():
    settled = service.settle(waiting)
print("now", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_settler_that_is_killed_loses_nothing_and_gives_nothing_twice(rush: Offer, moment: str) -> None:
    people = make.crowd(400)
    accepted = [one for one, standing in rushed(rush, people) if standing is Standing.IN_LINE]
    assert len(accepted) == 400
    environment = os.environ | {
        "DATABASE_URL": configuration.settings().database_url,
        "REDIS_URL": configuration.settings().redis_url,
        "PYTHONPATH": str(ROOT),
    }
    dying = subprocess.Popen(
        [sys.executable, "-c", DYING, moment],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert dying.stdout is not None
    assert dying.stdout.readline() == "now\n"
    dying.send_signal(signal.SIGKILL)
    dying.communicate()
    assert len(make.holders(rush.id)) == {"before": 0, "after": 300}[moment]
    assert waiting(rush) == 400
    assert make.settle_all() == 400
    assert sorted(make.holders(rush.id)) == sorted(accepted)


def test_two_settlers_at_once_write_each_claim_once(rush: Offer) -> None:
    people = make.crowd(600)
    rushed(rush, people)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: make.settle_all(), range(4)))
    assert sorted(make.holders(rush.id)) == sorted(people)
